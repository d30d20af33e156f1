"""The served application in headless Chromium: a site, a browser, pages that complain aloud."""

import os
from pathlib import Path

import pytest
import redis
from axe_playwright_python.sync_playwright import Axe
from dealing import Deals, until
from phrases import EMAIL, NAME, PHRASE
from playwright.sync_api import sync_playwright
from serving import serve
from windows import WIDTHS
from world import empty

from graphcrm import bootstrap, clock, ids
from graphcrm.access.reads import find_first_admin
from graphcrm.access.records import Role
from graphcrm.config import WORKER_ALIVE_KEY
from graphcrm.demo import loading
from graphcrm.demo.records import Size
from graphcrm.demo.world import World
from graphcrm.directory import commands as directory
from graphcrm.directory.drafts import AccountDraft, ContactDraft, JobDraft
from graphcrm.jobs.followers import Followers
from graphcrm.members import commands, reads
from graphcrm.members.records import House, NewUser
from graphcrm.relationships import following


HERE = Path(__file__).parent
CHROMIUM = os.environ.get("GRAPHCRM_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000
COLD_MS = 60_000  # the first page of a run: Neo4j plans each of its queries beside other tests


def pytest_collection_modifyitems(items):
    """Mark tests of this folder, and let them reach servers on this machine and nothing else."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


@pytest.fixture(scope="session")
def chromium():
    """Headless Chromium; only a machine that is not CI may go without."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"{CHROMIUM} is missing; GRAPHCRM_TEST_CHROMIUM names another")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module", autouse=True)
def begun_anew(servers):
    """Nothing of what tests of other files have left, whose people would be offered and found."""
    bootstrap.start(servers)
    empty()


@pytest.fixture
def house(running):
    """Settings of a house with a user who signs in as EMAIL, and a few people to find."""
    if reads.find_home() is None:
        admin = NewUser("Ada Norrby", "ada@norrvane.example", Role.ADMIN)
        commands.found(House("Norrvane", "norrvane.example", admin))
    admin = find_first_admin()
    if EMAIL not in {user.email for user in reads.users(admin)}:
        commands.add_user(admin, NewUser(NAME, EMAIL, Role.ADMIN, PHRASE))
        account = directory.create_account(admin, AccountDraft(name="Kestrelmoor Logistics"))
        for name, title in (("Marguerite Achterberg", "CFO"), ("Hélène Garnier", "Partner")):
            jobs = (JobDraft(account_id=account.uid, title=title, primary=True),)
            directory.create_contact(admin, ContactDraft(name=name, title=title, jobs=jobs))
    return running


@pytest.fixture
def deals(house):  # noqa: ARG001 - in which they are
    """A process, and no deals that another test has left."""
    made = Deals()
    yield made
    made.close()


@pytest.fixture
def colleague(house):  # noqa: ARG001 - in which they are
    """Another user, who signs in with the same password."""
    email = f"{ids.new()}@norrvane.example"
    return commands.add_user(
        find_first_admin(), NewUser(f"Uwe {ids.new()}", email, Role.ADMIN, PHRASE)
    )


@pytest.fixture
def followers(running):
    """What tells browsers that the stream went on, as a worker does."""
    following.catch_up()  # what other tests have left takes longer than a page is waited for
    worker = Followers(running)
    worker.start()
    with redis.Redis.from_url(running.redis_url) as queue:
        until(lambda: queue.get(WORKER_ALIVE_KEY))
    yield worker
    worker.stop()
    worker.join()


@pytest.fixture(scope="session")
def site(servers, tmp_path_factory):
    """Address of the application with its own rooms."""
    yield from serve("graphcrm.web.asgi:app", servers, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def parts(servers, tmp_path_factory):
    """Address of the shell around a room of parts: every macro and behaviour, no real room."""
    yield from serve("parts:app", servers, tmp_path_factory.mktemp("parts"))


@pytest.fixture
def opened(chromium):
    """Open pages: `opened(address, width=1440, theme="light")`; they must not complain."""
    contexts, complaints = [], []

    def open_page(address, *, width=1440, theme="light", expected=(), touch=False):
        context = chromium.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=theme,
            has_touch=touch,
            reduced_motion="reduce",
            timezone_id="Europe/Amsterdam",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.set_default_navigation_timeout(COLD_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
        page.expected = expected
        page.goto(address)
        return page

    yield open_page
    allowed = [words for context in contexts for page in context.pages for words in page.expected]
    for context in contexts:
        context.close()
    assert not [told for told in complaints if not any(words in told for words in allowed)]


@pytest.fixture
def signed_in(opened, house):  # noqa: ARG001 - whom it signs in
    """Open a page as the signed-in user: `signed_in(site, "/search", width=390)`."""

    def open_page(address, path="/", *, email=EMAIL, **how):
        page = opened(f"{address}/sign-in?next={path}", **how)
        page.fill("#email", email)
        page.fill("#password", PHRASE)
        page.keyboard.press("Enter")
        page.wait_for_selector(".shell", timeout=COLD_MS)
        return page

    return open_page


@pytest.fixture(scope="session")
def violations():
    """What axe finds wrong in a page: `violations(page)` is a list of sentences."""
    axe = Axe()

    def found(page):
        answer = axe.run(page).response["violations"]
        return [f"{one['id']}: {node['html'][:200]}" for one in answer for node in one["nodes"]]

    return found


@pytest.fixture(scope="module")
def sample(servers, tmp_path_factory):
    """The application on the small sample world: its address, and the world."""
    world = World(Size.SMALL, 1, clock.now())
    loading.load(world)
    for address in serve("graphcrm.web.asgi:app", servers, tmp_path_factory.mktemp("sample")):
        yield address, world
