"""A browser without script, for tests that walk through pages as people do."""

import html
import re
from html.parser import HTMLParser


class Browser:
    """A test client that carries the page's token, as a browser's forms do."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **headers):
        """Answer of a GET; keyword arguments are headers, HX_Request = HX-Request."""
        return self.client.get(path, headers=named(headers), buffered=True)

    def post(self, path, fields=None, *, proof=None, headers=None):
        """Answer of a POST; `proof` takes the place of the session's token."""
        sent = {"csrf_token": self.token() if proof is None else proof, **(fields or {})}
        return self.client.post(path, data=sent, headers=named(headers or {}))

    def sign_in(self, email, phrase, page="/sign-in"):
        """Answer of the sign-in page to an address and a password."""
        return self.post(page, {"email": email, "password": phrase})

    def token(self):
        """The token of this session."""
        page = self.client.get("/sign-in").get_data(as_text=True)
        return page.split('name="csrf-token" content="')[1].split('"')[0]


def named(headers):
    """Return headers by their names: HX_Request = HX-Request."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Form(HTMLParser):
    """What a page's form would send as it is: its inputs by name, chosen by the form's address."""

    def __init__(self, action):
        """Look for the form that goes to an address; None = to the page's own."""
        super().__init__()
        self.action, self.is_inside, self.fields = action, False, {}

    def handle_starttag(self, tag, attrs):
        """Take an input of the form."""
        told = dict(attrs)
        if tag == "form":
            self.is_inside = told.get("action") == self.action
        elif tag == "input" and self.is_inside and told.get("type") not in {"checkbox", "radio"}:
            self.fields[told["name"]] = told.get("value", "")


def fields_of(page, action):
    """Return what the form of a page that goes to an address would send."""
    form = Form(action)
    form.feed(page)
    return form.fields


def words(answer):
    """Return what a person reads of an answer: its text without tags."""
    shown = re.sub(
        r"<(script|style)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())
