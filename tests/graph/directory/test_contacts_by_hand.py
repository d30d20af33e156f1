"""People make, edit, give away and remove contacts by form."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from graphcrm.access.records import Role
from graphcrm.access.rules import NotPermittedError
from graphcrm.activities.records import HandleUse
from graphcrm.directory import commands, reads, rules, timeline
from graphcrm.directory.drafts import ContactDraft, JobDraft
from graphcrm.directory.undoing import undo_change
from graphcrm.errors import ConflictError, NotFoundError
from graphcrm.graph import connection


KIM = ContactDraft(
    "Kim Lee",
    title="CFO",
    emails=("Kim.Lee@Oduya.example", "kim@home.test"),
    phones=("+44 20 7946 0018",),
    profiles=("https://www.linkedin.com/in/Kim-Lee/?x=1",),
    jobs=(
        JobDraft("Oduya", title="CFO", from_on=date(2020, 1, 1), primary=True),
        JobDraft("Bank of Lagos", until_on=date(2019, 12, 31)),
        JobDraft("Oduya", title="Chair", board=True),
    ),
)


def run(query, **params):
    with connection.session(write=False) as session:
        return [record.values() for record in session.run(query, **params)]


def test_a_contact_made_by_form_is_on_its_page_as_given(world):
    """What people type is what they see, in one spelling."""
    rep = world.user("Rep", team="North")
    saved = commands.create_contact(rep, KIM)
    page = reads.get_contact(rep, saved.uid)
    assert (page.name, page.title, page.kind, page.owner) == ("Kim Lee", "CFO", "person", "Rep")
    assert [(one.kind, one.value) for one in page.handles] == [
        ("email", "kim.lee@oduya.example"),
        ("email", "kim@home.test"),
        ("phone", "+442079460018"),
        ("profile", "https://linkedin.com/in/kim-lee"),
    ]
    assert [(job.account, job.title, job.board, job.primary) for job in page.jobs] == [
        ("Oduya", "CFO", False, True),
        ("Oduya", "Chair", True, False),
        ("Bank of Lagos", None, False, False),
    ]
    assert page.created_by == "Rep"
    assert page.changed.activity_id == saved.activity_id
    assert page.changed.by == "Rep"
    assert page.source == "form"


def test_an_account_named_twice_is_made_once_and_met_again_by_its_name(world):
    """Typing the employer of the second colleague does not make a second employer."""
    commands.create_contact(world.admin, KIM)
    other = commands.create_contact(world.admin, ContactDraft("Bo", jobs=(JobDraft("ODUYA"),)))
    [job] = reads.get_contact(world.admin, other.uid).jobs
    assert job.account == "Oduya"
    assert reads.accounts(world.admin, "oduya").count == 1


def test_sending_the_form_twice_makes_one_contact(world):
    """A double click is not two people."""
    first = commands.create_contact(world.admin, ContactDraft("Bo"), key="form-1")
    second = commands.create_contact(world.admin, ContactDraft("Bo"), key="form-1")
    assert second.uid == first.uid
    assert second.activity_id is None
    assert reads.contacts(world.admin, "Bo").count == 1


def test_an_address_of_somebody_else_is_refused_and_names_them(world):
    """One address leads to one person."""
    holder = commands.create_contact(world.admin, KIM)
    with pytest.raises(
        rules.AddressTakenError, match=r"kim@home.test is taken by Kim Lee"
    ) as caught:
        commands.create_contact(world.admin, ContactDraft("Bo", emails=("KIM@home.test",)))
    assert caught.value.contact_id == holder.uid
    assert isinstance(caught.value, ConflictError)
    assert reads.contacts(world.admin, "Bo").count == 0


def test_two_who_take_one_address_at_once_get_one_contact(world):
    """The second process decides after the first has written."""
    world.exchange("Ada", "Ben")
    ada = reads.get_contact(world.admin, world.uid("Ada"))
    draft = replace(ada.draft, emails=())
    commands.edit_contact(world.admin, ada.contact_id, draft, version=ada.version)

    def create(name):
        wanted = ContactDraft(name, emails=("ada@people.example", "new@people.example"))
        try:
            return commands.create_contact(world.admin, wanted).uid
        except rules.AddressTakenError:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(create, ["Bo", "Cy", "Di", "Ed"]))
    assert sum(uid is not None for uid in made) == 1


def test_an_address_of_somebody_hidden_is_refused_without_naming_them(world):
    """The refusal cannot be helped; the name can."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    commands.create_contact(north, KIM)
    with pytest.raises(rules.AddressTakenError, match="somebody you may not see") as caught:
        commands.create_contact(south, ContactDraft("Bo", emails=("kim@home.test",)))
    assert caught.value.contact_id is None
    assert "Kim Lee" not in str(caught.value)


def test_an_address_seen_in_mail_brings_its_mail_along(world):
    """Who was met before they were filed has a past."""
    world.draw("Ada =email 3=> Ben")
    ben = world.uid("Ben")
    page = reads.get_contact(world.admin, ben)
    commands.edit_contact(world.admin, ben, replace(page.draft, emails=()), version=page.version)
    assert timeline.contact_timeline(world.admin, ben).entries[0].kind == "change"
    new = commands.create_contact(
        world.admin, ContactDraft("Benjamin", emails=("ben@people.example",))
    )
    kinds = [one.kind for one in timeline.contact_timeline(world.admin, new.uid).entries]
    assert kinds.count("email") == 3


def test_an_edit_changes_what_differs_and_says_so(world):
    """The history tells what was changed, not that a form was sent."""
    kim = commands.create_contact(world.admin, KIM).uid
    page = reads.get_contact(world.admin, kim)
    cfo = next(job for job in page.draft.jobs if job.title == "CFO")
    jobs = tuple(job for job in page.draft.jobs if job.title != "Chair" and job != cfo)
    draft = replace(
        page.draft,
        name="Kim Lee-Oduya",
        do_not_contact=True,
        emails=("kim.lee@oduya.example", "kl@oduya.example"),
        phones=(),
        jobs=(*jobs, replace(cfo, title="CEO", primary=False), JobDraft("Third Ltd", primary=True)),
    )
    saved = commands.edit_contact(world.admin, kim, draft, version=page.version)
    after = reads.get_contact(world.admin, kim)
    assert (after.name, after.do_not_contact, after.title) == ("Kim Lee-Oduya", True, "CFO")
    assert [one.value for one in after.handles] == [
        "kim.lee@oduya.example",
        "kl@oduya.example",
        "https://linkedin.com/in/kim-lee",
    ]
    assert [(job.account, job.title, job.primary) for job in after.jobs] == [
        ("Third Ltd", None, True),
        ("Oduya", "CEO", False),
        ("Bank of Lagos", None, False),
    ]
    assert next(job for job in after.jobs if job.title == "CEO").job_id == cfo.job_id
    newest = timeline.contact_timeline(world.admin, kim).entries[0]
    assert newest.activity_id == saved.activity_id
    assert set(newest.changed) == {"name", "do not contact", "addresses", "jobs"}
    undo_change(world.admin, saved.activity_id)
    assert reads.get_contact(world.admin, kim).version == page.version


def test_a_job_moves_to_another_account(world):
    """A wrong employer is corrected in place."""
    kim = commands.create_contact(world.admin, ContactDraft("Kim", jobs=(JobDraft("Odyua"),))).uid
    right = world.account("Oduya")
    page = reads.get_contact(world.admin, kim)
    moved = replace(page.draft.jobs[0], account_id=right)
    commands.edit_contact(
        world.admin, kim, replace(page.draft, jobs=(moved,)), version=page.version
    )
    [job] = reads.get_contact(world.admin, kim).jobs
    assert (job.account_id, job.account) == (right, "Oduya")


def test_saving_without_a_change_leaves_no_trace(world):
    """The stream tells of changes, not of clicks."""
    kim = commands.create_contact(world.admin, KIM).uid
    page = reads.get_contact(world.admin, kim)
    saved = commands.edit_contact(world.admin, kim, page.draft, version=page.version)
    assert saved.activity_id is None


def test_an_edit_of_addresses_alone_marks_the_contact(world):
    """Who last changed a contact is who last changed any of it."""
    rep = world.user("Rep", role=Role.ADMIN)
    kim = commands.create_contact(world.admin, KIM).uid
    page = reads.get_contact(rep, kim)
    commands.edit_contact(rep, kim, replace(page.draft, phones=()), version=page.version)
    assert reads.get_contact(rep, kim).changed.by == "Rep"


def test_a_stale_form_is_refused(world):
    """The second of two who edit at once does not undo the first unseen."""
    kim = commands.create_contact(world.admin, KIM).uid
    page = reads.get_contact(world.admin, kim)
    commands.edit_contact(world.admin, kim, replace(page.draft, phones=()), version=page.version)
    with pytest.raises(rules.StaleError, match="Somebody changed Kim Lee"):
        commands.edit_contact(
            world.admin, kim, replace(page.draft, title="CEO"), version=page.version
        )
    assert reads.get_contact(world.admin, kim).title == "CFO"


def test_mail_that_dates_a_job_does_not_make_a_form_stale(world):
    """Background evidence is nothing a person edits."""
    kim = commands.create_contact(world.admin, KIM).uid
    page = reads.get_contact(world.admin, kim)
    with connection.session(write=True) as session:
        query = "MATCH (:Contact {uid: $uid})-[job:WORKS_AT]->() SET job.seen_until_on = date()"
        session.run(query, uid=kim).consume()
    commands.edit_contact(world.admin, kim, replace(page.draft, title="CEO"), version=page.version)
    assert reads.get_contact(world.admin, kim).title == "CEO"


def test_a_removed_contact_is_gone_and_returns_whole(world):
    """Undo instead of "are you sure?"."""
    kim = commands.create_contact(world.admin, KIM).uid
    world.draw("Boss")
    page = reads.get_contact(world.admin, kim)
    removed = commands.remove_contact(world.admin, kim)
    with pytest.raises(NotFoundError):
        reads.get_contact(world.admin, kim)
    query = "MATCH (:Removed {uid: $uid})-[edge]-() RETURN type(edge) ORDER BY type(edge)"
    left = run(query, uid=kim)
    # That she was made, and that she was removed.
    assert left == [["ABOUT"], ["ABOUT"], ["CHANGED"], ["CHANGED"]]
    assert reads.contacts(world.admin, "Kim").count == 0
    undo_change(world.admin, removed.activity_id)
    back = reads.get_contact(world.admin, kim)
    assert (back.version, back.handles, back.jobs) == (page.version, page.handles, page.jobs)


def test_lines_and_sway_go_and_return_with_a_contact(world):
    """Everything that people set about somebody is theirs."""
    world.draw("""
        Kim -REPORTS_TO-> Boss
        Kim -INFLUENCES -.5-> Boss
    """)
    removed = commands.remove_contact(world.admin, world.uid("Kim"))
    assert reads.get_contact(world.admin, world.uid("Boss")).reports == ()
    undo_change(world.admin, removed.activity_id)
    [report] = reads.get_contact(world.admin, world.uid("Boss")).reports
    [superior] = reads.get_contact(world.admin, world.uid("Kim")).superiors
    assert (report.name, superior.name) == ("Kim", "Boss")
    sway = run("MATCH (:Contact {name: 'Kim'})-[s:INFLUENCES]->() RETURN s.weight")
    assert sway == [[-0.5]]


def test_a_freed_address_can_be_taken_by_another(world):
    """Removing somebody frees their addresses."""
    kim = commands.create_contact(world.admin, KIM).uid
    removed = commands.remove_contact(world.admin, kim)
    commands.create_contact(world.admin, ContactDraft("Bo", emails=("kim@home.test",)))
    assert removed.activity_id


def test_the_person_of_a_user_stays(world):
    """Nobody removes or hides a colleague by accident."""
    admin = str(world.admin.contact_id)
    with pytest.raises(rules.IsUserError):
        commands.remove_contact(world.admin, admin)
    with pytest.raises(rules.IsUserError):
        commands.assign_contact(world.admin, admin, world.admin.user_id)


def test_a_contact_is_given_to_a_colleague_and_their_team(world):
    """The record follows its owner."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    kim = commands.create_contact(north, KIM).uid
    with pytest.raises(NotFoundError):
        reads.get_contact(south, kim)
    commands.assign_contact(north, kim, south.user_id)
    assert reads.get_contact(south, kim).owner == "Sol"
    with pytest.raises(NotFoundError):
        reads.get_contact(north, kim)
    with pytest.raises(NotFoundError):
        commands.assign_contact(south, kim, "nobody")
    assert commands.assign_contact(south, kim, south.user_id).activity_id is None


def test_what_is_hidden_from_the_editor_stays(world):
    """A form that cannot show a job cannot take it away."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    secret = commands.create_contact(north, ContactDraft("X", jobs=(JobDraft("Secret Ltd"),)))
    [job] = reads.get_contact(north, secret.uid).jobs
    commands.assign_contact(north, secret.uid, south.user_id)
    page = reads.get_contact(south, secret.uid)
    assert page.jobs == ()
    commands.edit_contact(south, secret.uid, replace(page.draft, title="T"), version=page.version)
    assert reads.get_contact(world.admin, secret.uid).jobs == (job,)


def test_nobody_edits_beyond_their_rights(world):
    """Reading is not writing, and another team's record does not exist."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    peer = world.user("Pia", team="North")
    reader = world.user("Rea", role=Role.READ_ONLY, team="North")
    kim = commands.create_contact(north, KIM).uid
    page = reads.get_contact(reader, kim)
    with pytest.raises(NotPermittedError):
        commands.edit_contact(reader, kim, page.draft, version=page.version)
    with pytest.raises(NotPermittedError):
        commands.create_contact(reader, KIM)
    with pytest.raises(NotPermittedError):
        commands.remove_contact(peer, kim)
    with pytest.raises(NotFoundError):
        commands.edit_contact(south, kim, page.draft, version=page.version)
    with pytest.raises(NotFoundError):
        commands.remove_contact(south, kim)


def test_jobs_at_accounts_nobody_sees_are_refused(world):
    """A job leads to an account that the editor can open."""
    north, south = world.user("Nora", team="North"), world.user("Sol", team="South")
    secret = world.account("Secret Ltd", owner=north)
    draft = ContactDraft("Bo", jobs=(JobDraft(account_id=secret),))
    with pytest.raises(NotFoundError):
        commands.create_contact(south, draft)
    unknown = ContactDraft("Bo", jobs=(JobDraft("Oduya", job_id="gone"),))
    with pytest.raises(rules.FieldError, match="not there any more"):
        commands.create_contact(south, unknown)
    made = commands.create_contact(north, draft)
    assert reads.get_contact(north, made.uid).jobs[0].account_id == secret


def test_an_address_by_shape_of_a_list_is_kept_as_one(world):
    """What many read makes nobody's tie, whoever files it."""
    saved = commands.create_contact(
        world.admin,
        ContactDraft("Front desk", emails=("info@oduya.example",), kind=HandleUse.SHARED),
    )
    page = reads.get_contact(world.admin, saved.uid)
    assert (page.kind, page.handles[0].use) == ("shared", "shared")
