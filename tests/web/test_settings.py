"""Settings without script: pipelines, stages, criteria and words, previewed, applied, undone."""

import html
import re

import pytest
from browsing import words
from counting import queries_sent

from graphcrm.access.records import Role
from graphcrm.members import reads as members_reads
from graphcrm.pipeline import commands, documents, edits


SALES = "/settings/pipelines/sales"


def stage_form(stage, **changed):
    """What the form of a stage sends."""
    told = {
        "name": stage.name,
        "type": stage.type.value,
        "win_percent": str(stage.win_percent),
        "rotting_days": str(stage.rotting_days or ""),
        "color": stage.color or "",
        "leads_to": list(stage.leads_to),
    }
    return told | changed


def test_a_rename_is_made_at_once_and_taken_back(settings):
    """No deal notices, so nobody is asked."""
    form = stage_form(settings.stage("lead"), name="First", color="blue")
    settings.post(f"{SALES}/stages/lead", form, 302)
    assert (settings.stage("lead").name, settings.stage("lead").color) == ("First", "blue")
    assert settings.undo(f"{SALES}/stages/lead").status_code == 302
    assert settings.stage("lead").name == "Lead"


def test_stages_are_reordered_by_buttons_and_by_a_drop(settings):
    """Both send the same form; the row that moved has the focus on the next page."""
    moved = settings.post(f"{SALES}/order", {"move": "lead:down"}, 302)
    keys = [stage.key for stage in settings.process.pipelines[0].stages]
    assert keys[:2] == ["qualified", "lead"]
    assert "autofocus" in settings.browser.get(moved.location).get_data(as_text=True)
    settings.post(f"{SALES}/order", {"order": ["lead", "qualified"]}, 302)
    assert [stage.key for stage in settings.process.pipelines[0].stages][:2] == [
        "lead",
        "qualified",
    ]
    settings.post(f"{SALES}/order", {"move": "gone:up"}, 404)


def test_needs_are_previewed_with_the_deals_that_would_miss_somebody(settings):
    """And so is an order in which other stages need them."""
    settings.open("Yard", "qualified")
    page = settings.browser.get(SALES).get_data(as_text=True)
    assert '<option value="discovery" selected>From Discovery on</option>' in page
    told = words(settings.post(f"{SALES}/needs", {"since-user": "qualified", "minimum-user": "2"}))
    assert "The need of User in Sales comes." in told
    assert "The need of Champion in Sales goes." in told
    assert "would miss User in Qualified of Sales" in told
    assert "Yard" in told
    ordered = words(settings.post(f"{SALES}/order", {"order": ["discovery"]}))
    assert "would miss Champion in Qualified of Sales" in ordered
    for sent, why in (
        ({"since-user": "*", "minimum-user": "many"}, "'many' is not a whole number"),
        ({"since-user": "*", "minimum-user": "0"}, "0 is not 1 to 50"),
        ({"since-user": "gone"}, "'gone' is no open stage"),
    ):
        assert why in words(settings.post(f"{SALES}/needs", sent, 422))


def test_pipelines_and_criteria_are_reordered_by_buttons_and_by_a_drop(settings):
    """As stages are: the first pipeline is the one that opens first."""
    settings.apply(settings.post("/settings/pipelines", {"name": "Partners"}))
    moved = settings.post("/settings/order/pipelines", {"move": "partners:up"}, 302)
    assert [one.key for one in settings.process.pipelines] == ["partners", "sales"]
    assert "autofocus" in settings.browser.get(moved.location).get_data(as_text=True)
    settings.post("/settings/order/pipelines", {"order": ["sales", "partners"]}, 302)
    assert [one.key for one in settings.process.pipelines] == ["sales", "partners"]
    path = f"{SALES}/stages/lead"
    for name in ("Plan", "Map"):
        kind = {"name": name, "when": "entry", "to": "", "severity": "block"}
        settings.apply(settings.post(f"{path}/criteria/new?kind=checklist", kind))
    moved = settings.post(f"{path}/order", {"move": "map:up"}, 302)
    assert [one.key for one in settings.stage("lead").criteria] == ["map", "plan"]
    assert "autofocus" in settings.browser.get(moved.location).get_data(as_text=True)
    settings.post(f"{path}/order", {"order": ["plan", "map"]}, 302)
    assert [one.key for one in settings.stage("lead").criteria] == ["plan", "map"]


def test_a_pipeline_is_limited_to_teams(settings):
    """The preview names them and whose deals would be of others; none: everybody again."""
    north = settings.world.user("Nia", role=Role.REP, team="North")
    settings.world.user("Sol", role=Role.REP, team="South")
    teams = {one.name: one.team_id for one in members_reads.teams(settings.admin)}
    settings.open("Yard", "lead", owner=north)
    preview = settings.post(SALES, {"name": "Sales", "teams": [teams["South"]]})
    assert "teams that bring deals in nothing becomes South" in words(preview)
    assert "1 deal would be of other teams than Sales Yard" in words(preview)
    settings.apply(preview)
    assert settings.process.pipelines[0].teams == (teams["South"],)
    assert "South, 7 stages" in words(settings.browser.get("/settings/pipelines"))
    settings.apply(settings.post(SALES, {"name": "Sales"}))
    assert settings.process.pipelines[0].teams == ()


def test_a_criterion_is_previewed_with_the_deals_that_would_lack_it(settings):
    """Nothing is written before "Apply"."""
    settings.open("Yard", "lead")
    path = f"{SALES}/stages/lead/criteria/new?kind=field"
    page = settings.browser.get(path)
    assert "Comparison" in words(page)
    assert "Approvers" not in words(page)
    form = {"field": "next_step", "comparison": "present", "when": "entry", "severity": "block"}
    preview = settings.post(path, {**form, "to": "", "value": "", "name": "Plan"})
    assert "Criterion Plan of Lead comes." in words(preview)
    assert "1 deal would lack" in words(preview)
    assert "Yard" in words(preview)
    assert settings.stage("lead").criteria == ()
    applied = settings.apply(preview)
    assert applied.location == f"{SALES}/stages/lead"
    (plan,) = settings.stage("lead").criteria
    assert (plan.key, plan.field) == ("plan", "next_step")
    removed = settings.post(f"{SALES}/stages/lead/criteria/plan/remove")
    settings.apply(removed)
    assert settings.stage("lead").criteria == ()


EFFECTS = {
    "task": {"when": "enter", "title": "Send the offer", "whom": "owner", "due_days": "2"},
    "notify": {"when": "after", "days": "14", "whom": "manager"},
    "set-field": {"when": "leave", "field": "next_step", "value": "Wait"},
}


@pytest.mark.parametrize(("do", "fields"), EFFECTS.items(), ids=list(EFFECTS))
def test_an_effect_of_any_sort_is_made_shown_and_removed(settings, do, fields):
    """What is typed comes back as it was; what its moment does not take is left aside."""
    path = f"{SALES}/stages/proposal/effects"
    preview = settings.post(f"{path}/new?do={do}", {"days": "", "user": "", **fields})
    assert "What it sets off from now on" in words(preview)
    settings.apply(preview)
    (made,) = settings.stage("proposal").sets_off
    assert made.do == do
    stage = words(settings.browser.get(f"{SALES}/stages/proposal"))
    assert "What it sets off" in stage
    form = settings.browser.get(f"{path}/{made.key}")
    assert form.status_code == 200
    named = settings.post(f"{path}/{made.key}?do={do}", {**fields, "name": "Mine"}, 302)
    assert named.location == f"{SALES}/stages/proposal"
    assert settings.stage("proposal").sets_off[0].name == "Mine"
    settings.apply(settings.post(f"{path}/{made.key}/remove"))
    assert settings.stage("proposal").sets_off == ()
    assert settings.browser.get(f"{path}/{made.key}").status_code == 404
    assert settings.browser.get(f"{path}/new?do=dance").status_code == 404


def test_an_effect_that_lacks_something_is_refused_beside_its_field(settings):
    """And a deal's page says what a stage ahead sets off."""
    path = f"{SALES}/stages/qualified/effects/new?do=task"
    wrong = settings.post(path, {"when": "after", "title": "", "whom": "owner"}, 422)
    assert "Task needs a title" in words(wrong)
    nobody = settings.post(path, {"when": "enter", "title": "Call", "whom": "user"}, 422)
    assert "Task needs the address of a user" in words(nobody)
    right = settings.post(path, {"when": "enter", "title": "Call", "whom": "manager"})
    settings.apply(right)
    page = words(settings.browser.get(f"/deals/{settings.open('Yard', 'lead')}"))
    assert "On entering Qualified: task for the manager: Call." in page


CRITERIA = {
    "amount": {"amount": "12.5k EUR"},
    "activity": {"activity": "meeting", "days": "14"},
    "engaged": {"count": "2", "days": "30"},
    "path": {"role": "champion", "percent": "40"},
    "approval": {"approvers": "Manager, admin", "days": ""},
    "checklist": {"name": "Signed"},
    "next-step": {},
    "authority": {"days": "30"},
    "field": {"field": "win_percent", "comparison": "at-least", "value": "20"},
}


@pytest.mark.parametrize("kind", CRITERIA)
def test_every_kind_of_criterion_is_made_by_its_form_and_shown_again(settings, kind):
    """What was saved stands in the form, and sent again it changes nothing."""
    path = f"{SALES}/stages/discovery/criteria"
    role = settings.process.roles[0].key
    sent = {"name": "", "when": "entry", "to": "", "severity": "block", **CRITERIA[kind]}
    if "role" in sent:
        sent["role"] = role
    made = settings.apply(settings.post(f"{path}/new?kind={kind}", sent))
    assert made.status_code == 302
    (criterion,) = settings.stage("discovery").criteria
    page = settings.browser.get(f"{path}/{criterion.key}").get_data(as_text=True)
    again = {**sent}
    for name in ("amount", "approvers", "name", "value", "days"):
        if found := re.search(rf'name="{name}"[^>]* value="([^"]*)"', page):
            again[name] = html.unescape(found[1])
    settings.post(f"{path}/{criterion.key}?kind={kind}", again, 302)
    assert settings.stage("discovery").criteria == (criterion,)


def test_what_a_criterion_may_not_say_stands_beside_its_field(settings):
    """And what was typed stays."""
    path = f"{SALES}/stages/lead/criteria/new?kind=activity"
    sent = {"activity": "meeting", "days": "9999", "when": "entry", "to": "", "severity": "warn"}
    answer = settings.post(path, sent, 422)
    assert "9999 is not 1 to 3650." in words(answer)
    assert 'value="9999"' in answer.get_data(as_text=True)
    settings.post(path.replace("activity", "astrology"), sent, 404)
    wrong = {"amount": "a lot", "when": "entry", "to": "", "severity": "warn"}
    settings.post(path.replace("activity", "amount"), wrong, 422)


def test_a_stage_is_retired_with_its_deals_and_taken_back(settings):
    """One preview, one entry, one undo."""
    uid = settings.open("Yard", "lead")
    page = settings.browser.get(f"{SALES}/stages/lead")
    assert "Retire or merge" in words(page)
    preview = settings.post(f"{SALES}/stages/lead/retire", {"heir": "qualified"})
    assert "1 deal would move to Qualified of Sales" in words(preview)
    applied = settings.apply(preview)
    assert applied.location == SALES
    assert settings.stage_of(uid) == "qualified"
    assert settings.undo(SALES).status_code == 302
    assert settings.stage_of(uid) == "lead"
    assert settings.stage("lead").name == "Lead"


def test_a_preview_that_lay_open_is_not_applied_over_what_others_did(settings):
    """The answer says what they did."""
    preview = settings.post(f"{SALES}/stages", {"name": "Demo"})
    renamed = edits.change_stage(settings.process, "sales", "won", name="Signed")
    commands.apply_process(settings.admin, renamed)
    answer = settings.apply(preview)
    assert answer.status_code == 409
    assert "'Won' -> 'Signed'" in words(answer)
    assert settings.process == renamed


def test_stages_are_added_split_and_joined_by_arrows(settings):
    """Each change is shown in the words of the page before it is made."""
    settings.apply(settings.post(f"{SALES}/stages", {"name": "Demo"}))
    assert settings.stage("demo").leads_to == ("won", "lost")
    settings.apply(settings.post(f"{SALES}/stages/lead/split", {"name": "Second lead"}))
    assert "second-lead" in settings.stage("lead").leads_to
    stages = settings.process.pipelines[0].stages
    arrows = [f"{one.key}>{to}" for one in stages for to in one.leads_to]
    preview = settings.post(f"{SALES}/arrows", {"arrow": [*arrows, "lead>won"]})
    assert "The arrow from Lead to Won comes." in words(preview)
    settings.apply(preview)
    assert "won" in settings.stage("lead").leads_to
    settings.post(f"{SALES}/arrows", {"arrow": []}, 422)
    settings.post(f"{SALES}/stages", {"name": " "}, 422)


def test_what_a_stage_may_not_be_stands_in_its_form(settings):
    """Beside the field that it is about."""
    form = stage_form(settings.stage("lead"), win_percent="140")
    answer = settings.post(f"{SALES}/stages/lead", form, 422)
    assert "140 is not 0 to 100." in words(answer)
    form = stage_form(settings.stage("lead"), leads_to=[])
    assert "No arrows lead from Lead" in words(settings.post(f"{SALES}/stages/lead", form, 422))


def test_pipelines_come_change_and_go(settings):
    """A new one works from the first moment."""
    settings.apply(settings.post("/settings/pipelines", {"name": "Partners"}))
    path = "/settings/pipelines/partners"
    kind = settings.process.kinds[0].key
    assert words(settings.browser.get("/settings/pipelines")).count("0 deals") == 2
    settings.apply(settings.post(path, {"name": "Partner deals", "kinds": [kind]}))
    changed = edits.find_pipeline(settings.process, "partners")
    assert (changed.name, changed.kinds) == ("Partner deals", (kind,))
    assert settings.apply(settings.post(f"{path}/remove")).location == "/settings/pipelines"
    assert settings.browser.get(path).status_code == 404


def test_only_administrators_come_in(settings):
    """Everybody else is told so by every address, and has no way there in the rail."""
    assert 'href="/settings"' in settings.browser.get("/deals").get_data(as_text=True)
    settings.sign_in(settings.world.user("Mia", role=Role.MANAGER))
    for path in ("/settings", "/settings/pipelines", SALES, "/settings/words"):
        answer = settings.browser.get(path)
        assert answer.status_code == 403
        assert "may not" in words(answer)
    sent = {"wanted": documents.to_yaml(settings.process), "seen": ""}
    assert settings.browser.post("/settings/apply", sent).status_code == 403
    assert 'href="/settings"' not in settings.browser.get("/deals").get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/settings/pipelines",
        SALES,
        f"{SALES}/stages/lead",
        f"{SALES}/stages/lead/criteria/new",
        "/settings/words",
    ],
)
def test_a_page_of_settings_asks_at_most_five_times(settings, path):
    """However many stages and deals there are."""
    for stage in ("lead", "qualified"):
        settings.open("Yard", stage)
    with queries_sent() as sent:
        assert settings.browser.get(path).status_code == 200
    assert len(sent) <= 5
