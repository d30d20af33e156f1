"""Nobody sees anything without signing in, and signing in leads nowhere foreign."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import redis
from hypothesis import given, strategies as st
from phrases import PHRASE

from graphcrm.errors import InvalidError
from graphcrm.members import commands
from graphcrm.web.session import is_loopback, next_page
from graphcrm.web.signin import attempts


def test_every_page_asks_for_signing_in_unless_it_is_marked(app, client):
    """A view that somebody forgets to protect must be protected."""
    open_to_all = {"signin.page", "assets.serve", "health.alive", "health.ready", "health.metrics"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in open_to_all or "GET" not in rule.methods or rule.arguments:
            continue
        answer = client.get(rule.rule)
        assert answer.status_code == 302, rule
        assert answer.location.startswith("/sign-in?next="), rule


def test_a_page_that_keeps_itself_fresh_is_told_to_sign_in_in_its_own_language(client):
    """It asked for JSON, and a page of HTML would break its script."""
    for answer in (
        client.get("/deals/changes?after=0", Accept="application/json"),
        client.post("/deals/move", {"id": "x"}, headers={"Accept": "application/json"}),
    ):
        assert answer.status_code == 401
        assert answer.get_json()["code"] == "signed-out"
        assert "sign in again" in answer.get_json()["message"]


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


def fail(client, email, times, address="198.51.100.1"):
    """Answer to the last of some wrong passwords from one address."""
    sent = {"email": email, "password": "wrong one", "csrf_token": client.token()}
    where = {"REMOTE_ADDR": address}
    for _ in range(times):
        answer = client.client.post("/sign-in", data=sent, environ_overrides=where)
    return answer


@pytest.fixture
def counts(running):
    """The queue, without what other tests counted of sign-ins."""
    server = redis.Redis.from_url(running.redis_url)
    for key in server.scan_iter(f"{attempts.PREFIX}*"):
        server.delete(key)
    yield server
    server.close()


def test_an_account_rests_after_ten_failures(counts, client, rep):
    """Who guesses on gets nowhere, with the right password neither, and is told how long."""
    assert fail(client, rep.email, attempts.OF_ACCOUNT).status_code == 422
    answer = fail(client, f" {rep.email.upper()} ", 1)
    assert answer.status_code == 429
    assert "Try again in 15 minutes" in answer.get_data(as_text=True)
    assert 0 < int(answer.headers["Retry-After"]) <= attempts.WINDOW_S
    assert client.sign_in(rep.email, PHRASE).status_code == 429
    for key in counts.scan_iter(f"{attempts.PREFIX}account:*"):
        counts.expire(key, 50)
    assert "Try again in a minute" in fail(client, rep.email, 1).get_data(as_text=True)


def test_signing_in_forgets_the_failures_before(counts, client, rep):
    """Nine slips and a hit are a tired person; the next slip is the first one again."""
    fail(client, rep.email, attempts.OF_ACCOUNT - 1, "127.0.0.1")
    assert client.sign_in(rep.email, PHRASE).status_code == 302
    assert fail(client, rep.email, 1).status_code == 422
    assert counts.get(f"{attempts.PREFIX}address:127.0.0.1") == b"9"


def test_an_address_rests_after_fifty_failures_at_any_accounts(counts, client):
    """One word tried at a thousand accounts is guessing as well; IPv6 neighbours are one."""
    here, there = "2001:db8:1:2::7", "2001:db8:1:2:ffff::1"
    assert client.token()
    counts.set(f"{attempts.PREFIX}address:2001:db8:1:2::", attempts.OF_ADDRESS - 1, ex=60)
    assert fail(client, "a@y.example", 1, here).status_code == 422
    assert fail(client, "b@y.example", 1, there).status_code == 429
    assert fail(client, "b@y.example", 1, "2001:db8:1:3::1").status_code == 422
    assert fail(client, "b@y.example", 1, "::ffff:192.0.2.1").status_code == 422
    assert counts.get(f"{attempts.PREFIX}address:192.0.2.1") == b"1"
    assert fail(client, "b@y.example", 1, "unix").status_code == 422


def test_a_broken_database_is_nobody_s_failure(counts, running):
    """Who tries again until it answers must not be shut out when it does."""
    counted = attempts.Attempts(running).counted
    for _ in range(attempts.OF_ACCOUNT + 1):
        with pytest.raises(OSError, match="down"), counted("a@y.example", "192.0.2.9"):
            raise OSError("down")
    (account,) = counts.scan_iter(f"{attempts.PREFIX}account:*")
    assert counts.get(account) == b"0"


def test_a_broken_database_forgets_no_failures(counts, running):
    """Who guesses does not begin anew because the database was away for a moment."""
    counted = attempts.Attempts(running).counted
    for _ in range(2):
        with pytest.raises(InvalidError), counted("a@y.example", "192.0.2.9"):
            raise InvalidError
    with pytest.raises(OSError, match="down"), counted("a@y.example", "192.0.2.9"):
        raise OSError("down")
    (account,) = counts.scan_iter(f"{attempts.PREFIX}account:*")
    assert counts.get(account) == b"2"


def test_without_the_queue_nobody_is_let_in_and_everybody_is_told(app, client, rep):
    """Guesses that nobody counts would be free; a sentence is kinder than a crash."""
    config = app.extensions["graphcrm.config"]
    app.extensions["graphcrm.config"] = replace(config, redis_url="redis://127.0.0.1:1/0")
    try:
        answer = client.sign_in(rep.email, PHRASE)
    finally:
        app.extensions["graphcrm.config"] = config
    assert answer.status_code == 503
    assert "Signing in does not answer just now" in answer.get_data(as_text=True)
