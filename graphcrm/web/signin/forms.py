"""What a browser sends to sign in."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from graphcrm.web.forms import Form, at_most


LONGEST = 320  # RFC 5321: 64 before the @, 255 after it


class SignInForm(Form):
    """An address and a password."""

    email = EmailField("Email", [InputRequired("Your address is missing."), at_most(LONGEST)])
    password = PasswordField("Password", [InputRequired("Your password is missing.")])

    def credentials(self) -> tuple[str, str]:
        """Return address and password as typed."""
        return str(self.email.data), str(self.password.data)
