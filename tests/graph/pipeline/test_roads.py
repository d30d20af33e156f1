"""Every kind of criterion on every road: the same verdict, in the same sentence."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from browsing import Browser, fields_of
from click.testing import CliRunner

from graphcrm import clock, graph, ids
from graphcrm.access.records import Role
from graphcrm.activities.records import Kind
from graphcrm.buying.commands import seat
from graphcrm.cli import main
from graphcrm.influence import keeping
from graphcrm.integrations.commands import run_import
from graphcrm.integrations.records import ImportOptions
from graphcrm.integrations.source import SourceKind
from graphcrm.integrations.sources import Options, open_source
from graphcrm.pipeline.criteria import approvals
from graphcrm.pipeline.criteria.commands import tick
from graphcrm.pipeline.opportunities.commands import edit_opportunity
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.reads import get_opportunity
from graphcrm.pipeline.opportunities.records import Edit, Move, Owner
from graphcrm.pipeline.opportunities.rules import MissingError
from graphcrm.pipeline.records import Comparison, Criterion, CriterionKind
from graphcrm.web import create_app


JSON = {"Accept": "application/json"}
_NEED = re.compile(r'<p(?: class="(?:hint|wrong-why)")?>([^<]+)</p>')
_REFUSED = re.compile(r'role="alert" data-code="missing">([^<]+)</p>')
_STAYS = re.compile(r'<p><b>\d+</b> ([^<]+)</p><p class="small soft">([^<]+)</p>')


def one(kind, key="asked", **parameters):
    return Criterion(key, CriterionKind(kind), **parameters)


def dana(deals, uid, *roles):
    for role in roles:
        seat(deals.actor, uid, deals.world.contact("Dana"), role)


def talk(deals, *names):
    for name in names:
        deals.world.draw(f"{name} =email 1=> Admin =email 1=> {name}")


def tomorrow():
    return (clock.now() + timedelta(days=1)).date().isoformat()


def edited(**fields):
    return lambda deals, uid: edit_opportunity(deals.actor, uid, Edit(fields))


def met(deals, _):
    deals.world.exchange("Dana", "Admin", kind=Kind.MEETING, at=clock.now() - timedelta(days=1))


def engaged(deals, uid):
    dana(deals, uid, "champion")
    seat(deals.actor, uid, deals.world.contact("Uwe"), "user")
    talk(deals, "Dana", "Uwe")


def known(deals, uid):
    dana(deals, uid, "champion")
    deals.world.draw("Admin -KNOWS .9-> Dana")
    keeping.keep_in(None)  # it looks for what the strengths have touched, not for what is drawn


CASES = {
    "present": (one("field", field="competitor"), "Competitor is missing.", edited(competitor="X")),
    "compared": (
        one("field", field="win_percent", comparison=Comparison.AT_LEAST, value="40"),
        "Probability is missing; it must be at least 40 %.",
        edited(win_percent="40"),
    ),
    "activity": (
        one("activity", activity="meeting", days=7),
        "There was no meeting in the last 7 days.",
        met,
    ),
    "next step": (
        one("next-step"),
        "Next step is missing.",
        edited(next_step="call", next_step_on=tomorrow()),
    ),
    "amount": (
        one("amount", amount_minor=50_000, currency="EUR"),
        "Amount is 10.00 USD, which cannot be compared with at least 500.00 EUR.",
        edited(amount="500 EUR"),
    ),
    "engaged": (
        one("engaged", count=2, days=30),
        "Nobody of 2 people was in touch both ways in the last 30 days.",
        engaged,
    ),
    "authority": (
        one("authority", days=30),
        "Nobody in the deal has authority.",
        lambda deals, uid: (dana(deals, uid, "decision-maker"), talk(deals, "Dana")),
    ),
    "path": (
        one("path", role="champion", percent=30),
        "Nobody in the deal is Champion.",
        known,
    ),
    "checklist": (
        one("checklist", name="Plan agreed"),
        "Plan agreed: not ticked.",
        lambda deals, uid: tick(deals.actor, uid, deals.stage_id("qualified"), "asked"),
    ),
}


class Roads:
    """Every road by which a deal comes into the stage `qualified`, or begins there.

    Each takes a deal and returns what it is refused with: "" where it went through.
    """

    def __init__(self, deals, running, client):
        """Walk as the administrator of `deals`, who is signed in to `client` too."""
        self.deals = deals
        self.running = running
        self.browser = Browser(client)
        with client.session_transaction() as session:
            session["_user_id"] = deals.actor.user_id
        self.to_id = deals.stage_id("qualified")

    def page(self, address):
        """A page, as the browser shows it."""
        return self.browser.get(address).get_data(as_text=True)

    def by_form(self, uid):
        """The page that asks where to: opened, filled in, sent."""
        fields = fields_of(self.page(f"/deals/move?id={uid}"), "/deals/move")
        answer = self.browser.post("/deals/move", fields | {"stage": self.to_id})
        return needed(answer.get_data(as_text=True)) if answer.status_code == 422 else ""

    def by_drop(self, uid):
        """A card dropped on a board."""
        seen = get_opportunity(self.deals.actor, uid).place.stage_id
        fields = {"id": uid, "stage": self.to_id, "seen": seen, "key": ids.new()}
        told = self.browser.post("/deals/move", fields, headers=JSON).json
        assert [one["why"] for one in told["refused"]] == (
            [needed(told["dialog"])] if told["dialog"] else []
        )
        return needed(told["dialog"]) if told["dialog"] else ""

    def by_bulk(self, uid):
        """Two lines of the table: what would stay is told before, and stays then."""
        other = self.deals.open("Other", stage="negotiation")
        fields = {"id": [other, uid], "do": "move", "stage": self.to_id}
        page = self.browser.post("/deals/bulk", fields).get_data(as_text=True)
        (sure,) = re.findall(r'<form class="form-do" method="post" action="([^"]+)"', page)
        assert self.browser.post(sure).status_code == 302
        name = get_opportunity(self.deals.actor, uid).name
        told = [(html.unescape(why), names.split(", ")) for why, names in _STAYS.findall(page)]
        stays = [why for why, names in told if name in names]
        assert bool(stays) == (self.deals.stage_of(uid) != "qualified")
        return "".join(stays)

    def by_job(self, uid):
        """A command that a job calls."""
        job = replace(self.deals.actor, via="job")
        return refusal(lambda: move_opportunity(job, Move((uid,), self.to_id)))

    def by_command_line(self, uid):
        """`graphcrm deals move`."""
        fresh = str(self.running.data / ids.new())  # no snapshot that lacks what was drawn
        command = ["deals", "move", uid, "--to", "qualified", "--data", fresh]
        done = CliRunner().invoke(main, command)
        graph.connect(self.running.neo4j_uri)  # a command ends with its own connection
        return done.stderr.strip()

    def by_new_form(self, _):
        """The form of a new deal."""
        fields = fields_of(self.page("/deals/new"), None)
        sent = fields | {"name": "New", "stage": self.to_id, "amount": "10 USD"}
        sent |= {"source": self.deals.source}
        answer = self.browser.post("/deals/new", sent)
        assert answer.status_code == 422
        return html.unescape(_REFUSED.search(answer.get_data(as_text=True))[1])

    def by_import(self, _):
        """A row of a table."""
        path, name = self.running.data / "deals.csv", self.deals.stage_name("qualified")
        path.write_text(f"id,name,stage,amount,currency\n1,New,{name},10,USD\n", "utf-8")
        source = open_source(SourceKind.CSV_OPPORTUNITIES, [path], Options())
        failed = run_import(self.deals.actor, source, ImportOptions()).failed
        return "".join(one.reason for one in failed)

    @property
    def moves(self):
        """The roads of a deal that is there, by their names."""
        return {
            "form": self.by_form,
            "drop": self.by_drop,
            "bulk": self.by_bulk,
            "job": self.by_job,
            "command line": self.by_command_line,
        }

    @property
    def beginnings(self):
        """The roads of one that begins."""
        return {"new form": self.by_new_form, "import": self.by_import}


def needed(page):
    """The one thing that a form asks for before a deal may move."""
    (sentence,) = _NEED.findall(page.split('<ul class="rows needs">')[1].split("</ul>")[0])
    return html.unescape(sentence)


def refusal(move):
    """What a move was refused with; nothing where it went through."""
    try:
        move()
    except MissingError as error:
        (need,) = error.needs
        return need.sentence
    return ""


@pytest.fixture(scope="module")
def app(servers):
    """The pages."""
    return create_app(servers)


@pytest.fixture
def roads(deals, app, servers, tmp_path, monkeypatch):
    """Every road, in a house with the process of `deals`."""
    monkeypatch.setenv("GRAPHCRM_NEO4J_URI", servers.neo4j_uri)
    monkeypatch.setenv("GRAPHCRM_REDIS_URL", servers.redis_url)
    monkeypatch.setenv("GRAPHCRM_DATA", str(tmp_path))
    return Roads(deals, replace(servers, data=tmp_path), app.test_client())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_kind_says_the_same_on_every_road(deals, roads, case):
    """Done-when 1: no road leads past a rule, and none words it otherwise."""
    criterion, sentence, arrange = case
    account = deals.world.account("Oduya")
    deals.world.draw("Dana @ Oduya")
    uid = deals.open("Yard", account=account, amount="10 USD")
    deals.ask("qualified", criterion)
    every = roads.moves | roads.beginnings
    assert {name: road(uid) for name, road in every.items()} == dict.fromkeys(every, sentence)
    arrange(deals, uid)
    for name, road in roads.moves.items():
        assert (name, road(uid)) == (name, "")
        assert deals.stage_of(uid) == "qualified"
        deals.move(uid, "lead")


def test_an_approval_is_asked_for_on_every_road(deals, roads):
    """It is used up each time; see test_approvals."""
    asked = one("approval", approvers=("manager",))
    manager = deals.world.user("Max", role=Role.MANAGER)
    uid = deals.open("Yard")
    deals.ask("qualified", asked)
    sentence = f"{deals.stage_name('qualified')} needs the approval of a manager."
    for name, road in (roads.moves | roads.beginnings).items():
        assert (name, road(uid)) == (name, sentence)
    edit_opportunity(deals.actor, uid, Edit(owner=Owner(manager.user_id)))
    for name, road in roads.moves.items():
        made = approvals.request(deals.actor, uid, deals.stage_id("qualified"))
        approvals.approve(manager, made.approval_id)
        assert (name, road(uid)) == (name, "")
        deals.move(uid, "lead")
