"""Calendar files give the meetings that were held with other people."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given, strategies as st

from graphcrm import ids
from graphcrm.activities.records import Evidence, HandleUse, Kind
from graphcrm.integrations.calendars import ics, lines
from graphcrm.integrations.files import UnreadableError
from graphcrm.integrations.source import Failed, Ignored, SourceKind
from graphcrm.integrations.sources import open_source


NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PEOPLE = """ORGANIZER;CN=Kim Oduya:mailto:kim@oduya.example
ATTENDEE;CN="Moss, Ben":mailto:BEN@moss.example"""
VIENNA = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def event(*fields, people=PEOPLE, uid="1"):
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *fields, people, "END:VEVENT", ""])


def calendar(*events, head=""):
    return "BEGIN:VCALENDAR\nVERSION:2.0\n" + head + "".join(events) + "END:VCALENDAR\n"


@pytest.fixture
def meet(say):
    """Return what a calendar of these events says."""

    def meet(*events, head=""):
        return say(SourceKind.ICS, calendar(*events, head=head).replace("\n", "\r\n"))

    return meet


def starts(said):
    return [f"{each.occurred_at:%Y-%m-%d %H:%M}" for each in said]


def test_a_meeting_is_evidence_of_who_met(meet):
    """Its identity is the UID and the instance, so that both sides' calendars agree."""
    (found,) = meet(event("DTSTART:20240305T100000Z", "SUMMARY:Lunch\\, late"))
    assert found.kind is Kind.MEETING
    assert found.uid == ids.of("event", "1", "2024-03-05T10:00:00+00:00")
    assert found.occurred_at == datetime(2024, 3, 5, 10, tzinfo=UTC)
    assert found.subject == "Lunch, late"
    assert [
        (each.part.value, each.address.value, each.address.name) for each in found.participants
    ] == [
        ("organizer", "kim@oduya.example", "Kim Oduya"),
        ("attendee", "ben@moss.example", "Ben Moss"),
    ]


@pytest.mark.parametrize(
    ("start", "instant"),
    [
        ("DTSTART:20240305T100000", "2024-03-05 10:00"),
        ("DTSTART;VALUE=DATE:20240305", "2024-03-05 00:00"),
        ("DTSTART;TZID=Europe/Berlin:20240705T100000", "2024-07-05 08:00"),
        ("DTSTART;TZID=Our Office:20240705T100000", "2024-07-05 08:00"),
        ("DTSTART;TZID=/mozilla.org/2007/America/New_York:20240705T100000", "2024-07-05 14:00"),
    ],
)
def test_times_are_instants(meet, start, instant):
    """Floating times and whole days are read as UTC; zones of the file's own are known."""
    assert starts(meet(event(start), head=VIENNA)) == [instant]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("ATTENDEE:mailto:kim@oduya.example", Ignored("no other participant")),
        (
            PEOPLE.replace("ATTENDEE;", "ATTENDEE;PARTSTAT=DECLINED;"),
            Ignored("no other participant"),
        ),
        (PEOPLE.replace("ATTENDEE;", "ATTENDEE;CUTYPE=ROOM;"), Ignored("no other participant")),
        (PEOPLE.replace("ATTENDEE;", "ATTENDEE;CUTYPE=RESOURCE;"), Ignored("no other participant")),
        (
            "ORGANIZER:mailto:kim@oduya.example\nATTENDEE:mailto:Kim@oduya.example",
            Ignored("no other participant"),
        ),
        (PEOPLE + "\nSTATUS:CANCELLED", Ignored("cancelled")),
        ("ATTENDEE:urn:uuid:1", Ignored("no other participant")),
        (
            "BROKEN LINE",
            Failed(
                "it cannot be read: a line: Content line could not be parsed into parts:"
                " 'BROKEN LINE': Invalid content line"
            ),
        ),
    ],
)
def test_what_is_no_meeting_is_left_out(meet, people, said):
    """Rooms, refusals and private reminders tie nobody."""
    assert meet(event("DTSTART:20240305T100000Z", people=people)) == [said]


def test_groups_are_lists_and_addresses_stand_in_parameters(meet):
    """Exchange writes people as URNs with an EMAIL parameter, lists as groups."""
    people = PEOPLE + "\nATTENDEE;CUTYPE=GROUP:mailto:crew@x.example"
    people += "\nATTENDEE;EMAIL=ada@moss.example:urn:uuid:1"
    (found,) = meet(event("DTSTART:20240305T100000Z", people=people))
    uses = {each.address.value: each.address.use for each in found.participants}
    assert uses["crew@x.example"] is HandleUse.LIST
    assert uses["ada@moss.example"] is HandleUse.PERSON


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["DTSTART:20270305T100000Z"], Ignored("not held yet")),
        (["DTSTART:20270305T100000Z", "RRULE:FREQ=DAILY"], Ignored("not held yet")),
        (["DTSTART:19800305T100000Z"], Failed("its date 1980-03-05 cannot be true: before 1990")),
        (["SUMMARY:x"], Failed("it has no start")),
        (["DTSTART:20240305T100000Z", "RRULE:FREQ=SOMETIMES"], None),
        (["DTSTART:a2024"], None),
        (["DTSTART:20240305T100000Z", "RECURRENCE-ID:x"], None),
    ],
)
def test_an_event_that_cannot_be_dated_says_why(meet, fields, said):
    """A wrong date would date a tie."""
    (found,) = meet(event(*fields))
    assert found == said if said else isinstance(found, Failed)


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        (["DTSTART:20260501T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"], ["05-01", "05-08", "05-15"]),
        (["DTSTART:20260515T100000Z", "RRULE:FREQ=WEEKLY"], ["05-15", "05-22", "05-29"]),
        (
            ["DTSTART:20260501T100000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260508T100000Z"],
            ["05-01", "05-08"],
        ),
        (["DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=DAILY;UNTIL=20260502"], ["05-01", "05-02"]),
        (
            ["DTSTART:20260501T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260508T100000Z"],
            ["05-01", "05-15"],
        ),
        (
            ["DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20260502T000000Z"],
            ["05-01"],
        ),
        (
            ["DTSTART:20260501T100000Z", "RDATE:20260503T100000Z,20260504T100000Z"],
            ["05-01", "05-03", "05-04"],
        ),
        (
            ["DTSTART:20260501T100000Z", "RDATE;VALUE=PERIOD:20260503T100000Z/PT1H"],
            ["05-01", "05-03"],
        ),
        (["DTSTART:20260501T100000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"], ["05-01"]),
        (["DTSTART:20260501T100000Z", "RRULE:FREQ=SECONDLY"], ["05-01"]),
        (
            ["DTSTART:20260501T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=DAILY;COUNT=2"],
            ["05-01", "05-02", "05-08"],
        ),
    ],
)
def test_a_series_is_held_once_for_each_time_until_now(meet, fields, held):
    """Twenty-four monthly meetings are not one; those to come are none yet."""
    assert starts(meet(event(*fields))) == [
        f"2026-{day} {'00' if 'DATE:' in fields[0] else '10'}:00" for day in held
    ]


def test_a_series_keeps_its_wall_time_when_clocks_change(meet):
    """Ten o'clock in Berlin is eight or nine in UTC."""
    found = meet(event("DTSTART;TZID=Europe/Berlin:20260323T100000", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert starts(found) == ["2026-03-23 09:00", "2026-03-30 08:00"]


def test_a_series_without_end_stops_at_a_thousand(meet):
    """Thirty years of daily meetings are a reminder."""
    assert len(meet(event("DTSTART:19960501T100000Z", "RRULE:FREQ=DAILY"))) == 1000


def test_a_moved_instance_takes_the_place_of_the_one_it_replaces(meet):
    """Whether it stands before its series or behind it in the file."""
    series = event("DTSTART:20260501T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event("DTSTART:20260509T110000Z", "RECURRENCE-ID:20260508T100000Z")
    called_off = event(
        "DTSTART:20260515T100000Z", "RECURRENCE-ID:20260515T100000Z", "STATUS:CANCELLED"
    )
    for order in ([series, moved, called_off], [moved, called_off, series]):
        found = [each for each in meet(*order) if isinstance(each, Evidence)]
        assert sorted(starts(found)) == ["2026-05-01 10:00", "2026-05-09 11:00"]
        assert ids.of("event", "1", "2026-05-08T10:00:00+00:00") in {each.uid for each in found}


@pytest.mark.parametrize(
    ("method", "reason"), [("CANCEL", "cancelled"), ("REPLY", "answer to an invitation")]
)
def test_the_method_of_a_file_tells_what_it_is_for(meet, method, reason):
    """Mail carries calendars that cancel and answer."""
    assert meet(event("DTSTART:20240305T100000Z"), head=f"METHOD:{method}\n") == [Ignored(reason)]


def test_a_meeting_without_an_id_is_told_by_what_it_says(meet):
    """Old programs leave the UID out."""
    one, two = meet(*[event("DTSTART:20240305T100000Z", "SUMMARY:x", uid="")] * 2)
    assert one.uid == two.uid


def test_long_and_open_events_fail_alone(meet):
    """An attachment is passed over; a description of two megabytes is none."""
    attached = event("DTSTART:20240305T100000Z", "ATTACH;VALUE=BINARY:" + "QUJD" * 400_000)
    long = event("DTSTART:20240305T100000Z", "\n".join(["DESCRIPTION:" + "x" * 200_000] * 8))
    first, second = meet(attached, long)
    assert isinstance(first, Evidence)
    assert second == Failed("it is longer than a megabyte")
    assert meet("BEGIN:VEVENT\nDTSTART:20240305T100000Z\n")[0] == Failed("it is cut off")


def test_damage_around_an_event_is_told_and_the_event_read(read):
    """Nothing is kept of alarms and of a calendar's own lines, but the file is not as it was."""
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:a20021028T120000\nEND:VALARM"
    held = event("DTSTART:20260105T090000Z", alarm)
    told = [(item.row, item.content) for item in read(SourceKind.ICS, calendar(held, "X\n"), "a")]
    (first, alarmed), (second, meeting), (third, around) = told
    assert (first, second, third) == ("a: alarm of event 1", "a: event 1", "a: calendar")
    assert alarmed.reason.startswith("it cannot be read: Wrong datetime format")
    assert isinstance(meeting, Evidence)
    assert around.reason.startswith("it is damaged outside its events: ")
    assert "'X'" in around.reason


def test_a_calendar_cut_off_between_two_events_says_so(say):
    """What came after may be missing; what came before is read."""
    text = calendar(event("DTSTART:20260105T090000Z")).removesuffix("END:VCALENDAR\n")
    meeting, cut = say(SourceKind.ICS, text)
    assert isinstance(meeting, Evidence)
    assert cut == Failed("it is cut off after the last of its events")
    assert say(SourceKind.ICS, text.removesuffix("END:VEVENT\n")) == [Failed("it is cut off")]


def test_too_many_series_in_one_file_fail(meet, monkeypatch):
    """Series wait for the file's end, and that waiting room has a size."""
    monkeypatch.setattr(ics, "MAX_SERIES", 500)
    series = ["DTSTART:20260531T100000Z", "RRULE:FREQ=DAILY"]
    said = meet(*[event(*series, uid=str(at)) for at in range(5)])
    assert Failed("the file has too many recurring events") in said


@pytest.mark.parametrize(
    "content", ["BEGIN:VCALENDAR\nX\n", "nothing", "BEGIN:VCARD\nN:a;b\nEND:VCARD\n"]
)
def test_a_file_that_is_no_calendar_is_refused(read, content):
    """The sentence names the file and what is wrong."""
    with pytest.raises(UnreadableError, match=r"meet\.ics is not a calendar"):
        read(SourceKind.ICS, content, "meet.ics")


def test_a_calendar_without_events_says_so(say):
    """A task list is a calendar as well."""
    assert say(
        SourceKind.ICS, "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nEND:VTODO\nEND:VCALENDAR\n"
    ) == [Ignored("no event in the file")]


def test_a_file_of_nothing_but_beginnings_ends():
    """Blocks within blocks without end are an attack."""
    stream = io.BufferedReader(io.BytesIO(b"BEGIN:VEVENT\n" * 10_000))
    assert len(list(lines.components(stream))) == 50


@given(
    st.lists(
        st.sampled_from(
            [
                "DTSTART:20240305T100000Z",
                "DTSTART:",
                "RRULE:FREQ=DAILY;COUNT=2",
                "RRULE:",
                "EXDATE:x",
                "RDATE:1",
                "UID:1",
                "ATTENDEE:",
                "ATTENDEE;CN=x:mailto:a@b",
                "ORGANIZER:mailto:c@d",
                "RECURRENCE-ID:20240305",
                "BEGIN:VALARM",
                "END:VALARM",
                "BEGIN:VEVENT",
                "END:VEVENT",
                "DTSTART;TZID=Nowhere:20240305T100000",
                "RRULE:FREQ=YEARLY;BYSETPOS=9;INTERVAL=0",
            ]
        )
        | st.text(max_size=20),
        max_size=12,
    )
)
def test_any_lines_say_something_and_never_raise(tmp_path_factory, fields):
    """Calendars of many producers come in, some deliberately broken."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.ics").write_text(calendar(event(*fields)), "utf-8", errors="replace")
    said = [item.content for item in open_source(SourceKind.ICS, [folder]).items()]
    assert said
    assert all(isinstance(each, Evidence | Failed | Ignored) for each in said)
