"""Nobody sees anything without signing in, and signing in leads nowhere foreign."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, strategies as st
from phrases import PHRASE

from graphcrm.members import commands
from graphcrm.web.session import is_loopback, next_page


def test_every_page_asks_for_signing_in_unless_it_is_marked(app, client):
    """A view that somebody forgets to protect must be protected."""
    open_to_all = {"signin.page", "assets.serve", "health.alive", "health.ready", "health.metrics"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in open_to_all or "GET" not in rule.methods or rule.arguments:
            continue
        answer = client.get(rule.rule)
        assert answer.status_code == 302, rule
        assert answer.location.startswith("/sign-in?next="), rule


def test_signing_in_leads_to_where_one_wanted_to_go(client, rep):
    """A permalink from a colleague survives the sign-in."""
    asked = client.get("/search?q=dana")
    answer = client.sign_in(rep.email, PHRASE, asked.location)
    assert answer.location == "/search?q=dana"
    assert client.get("/search").status_code == 200


def test_a_wrong_password_is_told_without_telling_what_was_wrong(client, rep):
    """Whoever guesses must not learn which addresses exist."""
    wrong = client.sign_in(rep.email, "no").get_data(as_text=True)
    unknown = client.sign_in("x@y.example", "no").get_data(as_text=True)
    assert 'data-code="sign-in-refused"' in wrong
    assert 'data-code="sign-in-refused"' in unknown
    assert client.get("/search").status_code == 302


def test_what_is_missing_is_told_beside_its_field(client):
    """The form says it, not a page of errors."""
    answer = client.sign_in("", "x")
    assert answer.status_code == 422
    assert "Your address is missing." in answer.get_data(as_text=True)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_a_disabled_user_is_out_at_the_next_request(house, signed_in, rep):
    """A signed cookie is no reason to let somebody in who was sent away."""
    commands.disable_user(house, rep.email)
    assert signed_in.get("/search").status_code == 302


def test_signing_out_ends_the_session(signed_in):
    """Nothing of it is left in the cookie."""
    assert signed_in.post("/sign-out").location == "/sign-in"
    assert signed_in.get("/search").status_code == 302


def test_htmx_is_led_to_the_sign_in_as_a_whole_page(client):
    """A sign-in form inside a fragment's place would be a trap."""
    answer = client.get(
        "/search", HX_Request="true", HX_Current_URL="http://localhost/search?q=dana"
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/search?q%3Ddana"


def test_a_post_without_the_token_changes_nothing(signed_in):
    """Another site's form carries our cookie, not our token."""
    answer = signed_in.post("/sign-out", proof="forged")
    assert answer.status_code == 400
    assert signed_in.get("/search").status_code == 200


def test_the_token_may_travel_in_the_header(signed_in):
    """Htmx sends it there."""
    headers = {"X-CSRFToken": signed_in.token()}
    assert signed_in.post("/sign-out", proof="", headers=headers).status_code == 302


@pytest.mark.parametrize(
    ("host", "scheme", "is_secure"),
    [
        ("localhost:8000", "http", False),
        ("127.0.0.1:8000", "http", False),
        ("[::1]:8000", "http", False),
        ("localhost", "https", True),
        ("crm.norrvane.example", "http", True),
    ],
)
def test_the_cookie_travels_in_the_clear_only_to_this_machine(app, host, scheme, is_secure):
    """Behind a proxy that ends TLS the application sees plain HTTP; the browser does not."""
    client = app.test_client()
    page = client.get("/sign-in", base_url=f"{scheme}://{host}")
    cookie = page.headers["Set-Cookie"]
    assert ("Secure" in cookie) is is_secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil",
        "",
        None,
    ],
)
def test_signing_in_never_leads_away(app, asked):
    """A link to our sign-in must not be a link to somebody else's page."""
    with app.test_request_context("/"):
        assert next_page(asked) == "/"


@given(st.text(max_size=30))
def test_whatever_is_asked_for_stays_here(app_of_run, asked):
    """Every browser reads the result as a path of this host."""
    with app_of_run.test_request_context("/"):
        led = next_page(asked)
    assert led.startswith("/")
    assert not led.startswith("//")
    assert not urlsplit(led).netloc


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_a_name_that_only_looks_like_this_machine_is_not(host):
    """The clear is for the loopback interface alone."""
    assert not is_loopback(host)
