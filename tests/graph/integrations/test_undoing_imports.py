"""Taking an import back: everything answers as before it, and nobody's work is lost."""

from datetime import timedelta
from itertools import permutations

import pytest
from rows import Rows, email, mail, picture, places, stream_end
from world import HOME, begin_process

from graphcrm import clock, graph
from graphcrm.access import reads as access
from graphcrm.access.records import Role
from graphcrm.activities import leases
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.buying.commands import seat
from graphcrm.changes import Added, Edge, Node, Set
from graphcrm.directory.references import contacts_by_key
from graphcrm.errors import NotFoundError
from graphcrm.graph import connection
from graphcrm.integrations import commands, reads, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.integrations.source import AccountFacts, JobFacts, PersonFacts, SourceKind
from graphcrm.pipeline.opportunities.commands import open_opportunity
from graphcrm.pipeline.opportunities.records import NewOpportunity
from graphcrm.relationships import following


ANN, BO, CY = "ann.bell@acme.example", "bo.cole@bolt.example", "cy.dunn@cord.example"
TALK = [mail(1, ANN, BO), mail(2, BO, ANN), mail(3, ANN, BO, CY), mail(4, CY, ANN)]
LATER = [mail(900, BO, ANN), mail(901, ANN, BO), mail(902, "ann.bell@mail.acme.example", BO)]


@pytest.fixture
def run(world):
    """Return a function that imports rows and lets the strengths follow."""

    def run(contents, name="rows", **more):
        options = ImportOptions(more.pop("contacts", ContactPolicy.TWO_WAY))
        result = commands.run_import(world.admin, Rows(contents, name, **more), options)
        following.catch_up()
        return result.import_id

    return run


@pytest.fixture
def undo(world):
    """Return a function that takes an import back and lets the strengths follow."""

    def undo(import_id):
        undone = undoing.undo_import(world.admin, import_id)
        following.catch_up()
        return undone

    return undo


@pytest.fixture(params=[500, 2], ids=["one chunk", "many chunks"])
def chunked(request, monkeypatch):
    """Import in one transaction, or in many."""
    monkeypatch.setattr(commands, "CHUNK", request.param)
    monkeypatch.setattr(commands.settling, "CHUNK", request.param)


def counted(view):
    """Return a picture of what lists show: evidence that counts, and everything else."""
    return view | {"evidence": [row for row in view["evidence"] if row[-1]]}


def uid_of(name, label="Contact"):
    with connection.session(write=False) as session:
        return session.run(
            "MATCH (n) WHERE $label IN labels(n) AND n.name = $name RETURN n.uid AS uid",
            label=label,
            name=name,
        ).single()["uid"]


def names(part="contacts", at=1):
    return [row[at] for row in picture(part)[part]]


@pytest.mark.usefixtures("chunked")
def test_after_undo_everything_answers_as_before(run, undo):
    """Done-when 2: every list, count and tie, and the stream tells of both."""
    before, end = counted(picture()), stream_end()
    import_id = run(TALK)
    assert counted(picture()) != before
    undone = undo(import_id)
    assert counted(picture()) == before
    assert undone.kept == []
    assert undone.reverted > 0
    assert stream_end() > end
    assert places() == list(range(1, stream_end() + 1))


@pytest.mark.usefixtures("chunked")
def test_after_undo_of_the_second_import_the_first_one_stands(run, undo):
    """What the second one found and bettered goes back to what the first one knew."""
    run(TALK, "first")
    before = counted(picture())
    second = run([*TALK, *LATER], "second")
    assert counted(picture()) != before
    assert undo(second).kept == []
    assert counted(picture()) == before


@pytest.mark.usefixtures("chunked")
def test_evidence_that_another_import_met_still_counts(run, undo):
    """Two colleagues bring the same mail; one takes theirs back."""
    first = run(TALK, "first")
    alone = counted(picture())
    run(TALK, "second")
    undo(first)
    assert counted(picture()) == alone


@pytest.mark.usefixtures("chunked")
def test_what_is_imported_again_after_undo_is_back(run, undo):
    """Undo is no ban: the same mail counts again, without doubles."""
    import_id = run(TALK)
    before = picture()
    undo(import_id)
    again = run(TALK)
    assert again != import_id
    assert picture() == before
    undo(again)
    assert names() == ["Admin"]


@pytest.mark.usefixtures("chunked")
def test_undo_of_both_leaves_nothing(run, undo):
    """The order in which two are taken back does not matter."""
    before = counted(picture())
    first, second = run(TALK, "first"), run([*TALK, *LATER], "second")
    undo(first)
    undo(second)
    assert counted(picture()) == before


@pytest.mark.usefixtures("chunked")
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_undo_of_all_leaves_nothing_in_any_order(run, undo, order):
    """Each shows the same people by mail of its own, and dates their jobs anew."""
    before = counted(picture())
    talks = [TALK, LATER, [*TALK[:2], mail(2_000, BO, ANN), mail(2_001, ANN, BO)]]
    runs = [run(talk, f"run {at}") for at, talk in enumerate(talks)]
    for at in order:
        undo(runs[at])
    assert counted(picture()) == before


@pytest.mark.usefixtures("chunked")
def test_what_came_and_went_in_between_leaves_no_mark(run, undo):
    """A job that a later import dated anew, and no longer does, is the first import's again."""
    before = counted(picture())
    first = run(TALK, "first")
    undo(run(LATER, "second"))
    undone = undo(first)
    assert undone.kept == []
    assert counted(picture()) == before


def test_what_somebody_edited_stays_and_is_listed(world, run, undo):
    """Ann got a title by hand: she stays whole, with address and job; the others go."""
    import_id = run(TALK)
    ann = Node("Contact", uid_of("Ann Bell"))

    @graph.atomic
    def entitle():
        commit(world.admin, Verb.CONTACT_CHANGED, [Set(ann, {"title": None}, {"title": "CFO"})])

    entitle()
    undone = undo(import_id)
    assert undone.kept == [
        "Contact Ann Bell stays: it was edited or built on since.",
    ]
    assert names() == ["Admin", "Ann Bell"]
    assert ["Ann Bell", "Acme"] in [row[:2] for row in picture("jobs")["jobs"]]
    assert picture("ties")["ties"] == []


def test_what_somebody_built_on_stays_and_is_listed(world, run, undo):
    """A reporting line that a person drew to Bo keeps Bo."""
    import_id = run(TALK)
    edge = Edge(
        "REPORTS_TO", "r1", Node("Contact", uid_of("Admin")), Node("Contact", uid_of("Bo Cole"))
    )

    @graph.atomic
    def tie():
        commit(world.admin, Verb.CONTACT_CHANGED, [Added(edge, {})])

    tie()
    assert any("Bo Cole" in sentence for sentence in undo(import_id).kept)
    assert "Bo Cole" in names()


@pytest.mark.usefixtures("chunked")
def test_stated_records_go_with_their_import(run, undo):
    """A table of the wrong customer, taken back a minute later."""
    before = counted(picture())
    job = JobFacts("Acme", "acme.example", "CFO", None, None)
    import_id = run(
        [
            AccountFacts("Big Group"),
            AccountFacts("Acme", ("acme.example",), "Steel", 12, parent="Big Group"),
            PersonFacts("Ann Bell", (email(ANN),), "CFO", (job,)),
            PersonFacts("Ann Bell", (email(ANN),), "CEO", (job,)),
            AccountFacts("Acme", ("acme.example",), "Iron", 13),
        ],
        kind=SourceKind.CSV_CONTACTS,
    )
    undo(import_id)
    assert counted(picture()) == before


def test_values_an_import_bettered_go_back(run, undo):
    """A title that a table changed is again what it was."""
    first = PersonFacts("Ann Bell", (email(ANN),), "CFO")
    run([first], "first", kind=SourceKind.CSV_CONTACTS)
    before = counted(picture())
    second = PersonFacts("Ann Bell", (email(ANN, "Ann B. Bell"),), "CEO")
    import_id = run([second], "second", kind=SourceKind.CSV_CONTACTS)
    undo(import_id)
    assert counted(picture()) == before


def test_values_bettered_again_by_others_are_left(world, run, undo, monkeypatch):
    """Two imports took turns on one title: what is in between cannot be taken out, and is told."""
    monkeypatch.setattr(commands, "CHUNK", 1)
    kind = SourceKind.CSV_CONTACTS
    run([PersonFacts("Ann Bell", (email(ANN),), "A")], "first", kind=kind)
    ann = Node("Contact", uid_of("Ann Bell"))

    class Interrupted(Rows):
        """Somebody edits between the two rows."""

        def items(self):
            for at, item in enumerate(Rows.items(self)):
                if at == 1:
                    graph.atomic(commit)(
                        world.admin,
                        Verb.CONTACT_CHANGED,
                        [Set(ann, {"title": "B"}, {"title": "C"})],
                    )
                yield item

    rows = [PersonFacts("Ann Bell", (email(ANN),), title) for title in ("B", "D")]
    source = Interrupted(rows, "second", kind)
    result = commands.run_import(world.admin, source, ImportOptions())
    undo(result.import_id)
    (row,) = [row for row in picture("contacts")["contacts"] if row[1] == "Ann Bell"]
    assert row[2] == "C"


@pytest.mark.usefixtures("world")
def test_what_is_undone_is_not_undone_twice(run, undo):
    """The second click is answered with a sentence."""
    import_id = run(TALK)
    undo(import_id)
    with pytest.raises(undoing.UndoneAlreadyError, match="rows has been taken back already"):
        undo(import_id)
    with pytest.raises(NotFoundError):
        undo("nothing")


@pytest.mark.usefixtures("world", "chunked")
def test_an_undo_that_was_cut_off_goes_on(run, undo, monkeypatch):
    """Its evidence is out at once; the second try takes the rest."""
    before = counted(picture())
    import_id = run(TALK)
    revert, calls = undoing._revert, []

    def die(*args):
        calls.append(args)
        if len(calls) == 2:
            raise ConnectionError
        return revert(*args)

    monkeypatch.setattr(undoing, "_revert", die)
    with pytest.raises(ConnectionError):
        undo(import_id)
    assert [row for row in picture("evidence")["evidence"] if row[-1]] == []
    undo(import_id)
    assert counted(picture()) == before


def test_an_import_that_was_cut_off_can_be_taken_back(world, undo, monkeypatch):
    """Half of it is as unwanted as all of it, and the next run of the source begins anew."""
    monkeypatch.setattr(commands, "CHUNK", 2)
    before = counted(picture())
    with pytest.raises(OSError, match="the disk"):
        commands.run_import(world.admin, Rows(TALK, broken_at=3), ImportOptions())
    (row,) = reads.imports(world.admin)
    undo(row.import_id)
    assert counted(picture()) == before
    again = commands.run_import(world.admin, Rows(TALK), ImportOptions())
    assert again.import_id != row.import_id
    assert (again.new, again.unchanged) == (4, 0)


def test_a_running_import_is_not_taken_back(world, run):
    """The one who stops it first ends it."""
    import_id = run(TALK)
    with connection.session(write=True) as session:
        session.run(
            "CREATE (:Lease {uid: $uid, holder: 'elsewhere/1/1/1', until_at: $until})",
            uid=f"import {import_id}",
            until=clock.now() + timedelta(days=1),
        ).consume()
    with pytest.raises(leases.HeldError):
        undoing.undo_import(world.admin, import_id)


def test_others_imports_are_not_ones_own_to_take_back(world, run):
    """A rep sees the house's imports and takes back only their own."""
    import_id = run(TALK)
    rep = world.user("Rep", role=Role.REP)
    with pytest.raises(Exception, match="may not import"):
        undoing.undo_import(rep, import_id)


def test_the_founder_stays_when_the_mail_goes(world, run, undo):
    """Users are people in the same graph; their own record is not the import's to take."""
    address = HOME.admin.email
    import_id = run([mail(1, address, BO), mail(2, BO, address)])
    undo(import_id)
    assert access.find_first_admin().contact_id == world.admin.contact_id
    assert names() == ["Admin"]


def test_a_contact_with_a_seat_in_a_deal_stays(world, run, undo):
    """Whoever seated them has built on them."""
    begin_process(world.admin)
    import_id = run([PersonFacts("Ann Bell", (email(ANN),)), PersonFacts("Bo Cole", (email(BO),))])
    (ann,) = contacts_by_key(world.admin, [ANN])
    deal = open_opportunity(world.admin, NewOpportunity({"name": "Yard"})).opportunity_ids[0]
    seat(world.admin, deal, ann.contact_id, "champion")
    undo(import_id)
    assert contacts_by_key(world.admin, [ANN])
    assert not contacts_by_key(world.admin, [BO])
