"""Who probably sways whom: what counts, how much, and what nothing of it may ever do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from graphcrm.buying.records import Reporting
from graphcrm.buying.sway_rules import Mail, Signs, suggest, weight_of


AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = {"ada": "Ada", "kim": "Kim", "uwe": "Uwe"}


def mail(uid, sender, to, *, on=0, copies=(), **more):
    """A mail so many days after the first."""
    people = frozenset({sender, *to, *copies} - {None})
    return Mail(uid, AT + on * DAY, sender, frozenset(to), people, frozenset(copies), **more)


def answered(count, of, *, sender="ada", to="kim"):
    """So many mails of one to another, of which the other answers some."""
    sent = [mail(f"{sender}-{to}-{n}", sender, [to], on=n) for n in range(of)]
    back = [
        mail(f"{sender}-{to}-re{n}", to, [sender], on=n, replies_to=(f"{sender}-{to}-{n}",))
        for n in range(count)
    ]
    return sorted([*sent, *back], key=lambda one: one.at)


def found(mails=(), **more):
    """Who sways whom, with what weight."""
    told = suggest(Signs(NAMES, mails, **more))
    return [(one.from_name, one.to_name, one.weight) for one in told]


@pytest.mark.parametrize(
    ("points", "weight"),
    [(0, None), (2, None), (3, 0.3), (5, 0.3), (6, 0.5), (11, 0.5), (12, 0.7), (99, 0.7)],
)
def test_few_several_and_many_signals_have_a_weight_each(points, weight):
    """And fewer than few have none."""
    assert weight_of(points) == weight


def test_who_is_answered_sways_who_answers():
    """The sentence says how many of how many, and when last."""
    (one,) = suggest(Signs(NAMES, answered(6, 7)))
    assert (one.from_name, one.to_name, one.weight) == ("Ada", "Kim", 0.5)
    assert one.reasons == ("Kim answered 6 of 7 mails from Ada.",)
    assert one.last_on == date(2026, 3, 7)


def test_who_is_answered_now_and_then_only_sways_nobody():
    """Of less than half of all mails it says nothing."""
    assert found(answered(3, 6)) == [("Ada", "Kim", 0.3)]
    assert found(answered(3, 7)) == []


def test_a_reply_that_does_not_say_to_what_answers_one_mail():
    """As tables of activities state it; never more mails than there were."""
    stated = [mail(f"s{n}", "kim", ["ada"], on=9, is_reply=True) for n in range(9)]
    assert found([*answered(0, 4), *stated]) == [("Ada", "Kim", 0.3)]
    (one,) = suggest(Signs(NAMES, [*answered(1, 4), *stated]))
    assert one.reasons == ("Kim answered 4 of 4 mails from Ada.",)


def test_an_answer_to_somebody_else_is_none():
    """Nor is one to a mail of which one had only a copy."""
    copied = [mail(f"c{n}", "ada", ["uwe"], copies=["kim"]) for n in range(4)]
    back = [mail(f"b{n}", "kim", ["ada"], on=1, replies_to=(f"c{n}",)) for n in range(4)]
    aside = [mail(f"a{n}", "kim", ["uwe"], on=2, replies_to=(f"ada-kim-{n}",)) for n in range(4)]
    assert found([*copied, *back]) == []
    assert found([*answered(0, 4), *aside]) == []


def test_whom_mail_is_forwarded_to_is_asked():
    """Two are enough; a forward answers nothing."""
    sent = [mail(f"f{n}", "kim", ["ada"], on=n, is_forward=True) for n in range(2)]
    (one,) = suggest(Signs(NAMES, sent))
    assert (one.from_name, one.to_name, one.weight) == ("Ada", "Kim", 0.3)
    assert one.reasons == ("Kim forwarded 2 mails to Ada.",)
    assert found(sent[:1]) == []
    named = [replace(one, replies_to=("ada-kim-0",)) for one in sent]
    (one,) = suggest(Signs(NAMES, [*answered(0, 1), *named]))
    assert one.reasons == ("Kim forwarded 2 mails to Ada.",)


def threads(count, on=0, **first):
    """Threads between Uwe and Kim into which Kim brings Ada two days later."""
    mails = []
    for n in range(count):
        mails += [
            mail(f"t{n}", "uwe", ["kim"], on=on, thread_id=f"t{n}", **first),
            mail(f"u{n}", "kim", ["uwe"], on=on + 2, copies=["ada"], thread_id=f"t{n}"),
            mail(f"v{n}", "kim", ["uwe", "ada"], on=on + 3, thread_id=f"t{n}"),
        ]
    return sorted(mails, key=lambda one: one.at)


def test_who_is_brought_in_before_the_deal_moves_is_heard():
    """Once a thread, in the two weeks before; not after it, nor where it never moved."""
    (one,) = suggest(Signs(NAMES, threads(2), moved_at=[AT + 10 * DAY]))
    assert (one.from_name, one.to_name, one.weight) == ("Ada", "Kim", 0.3)
    assert one.reasons == (
        "Kim brought Ada into 2 threads in the 14 days before the deal changed its stage.",
    )
    assert one.last_on == date(2026, 3, 4)
    for moved_at in ([], [AT + 1 * DAY], [AT + 17 * DAY]):
        assert found(threads(2), moved_at=moved_at) == []


def test_of_a_thread_whose_beginning_is_not_seen_nobody_was_added():
    """They may have been there all along."""
    moved_at = [AT + 10 * DAY]
    assert found(threads(2, replies_to=("earlier",)), moved_at=moved_at) == []
    assert found(threads(2, is_reply=True), moved_at=moved_at) == []


def test_whom_somebody_reports_to_sways_them_a_little():
    """Without any mail; the date is that of the line, where it has one."""
    dated = Reporting("kim", "ada", date(2026, 1, 5))
    (one,) = suggest(Signs(NAMES, reporting=[dated]))
    assert (one.from_name, one.to_name, one.weight) == ("Ada", "Kim", 0.3)
    assert (one.reasons, one.last_on) == (("Kim reports to Ada.",), date(2026, 1, 5))
    (one,) = suggest(Signs(NAMES, reporting=[Reporting("kim", "ada")]))
    assert one.last_on is None


def test_of_two_who_sway_each_other_the_stronger_is_told():
    """And neither of two who are equal: colleagues answer each other."""
    there, back = answered(7, 7), answered(6, 6, sender="kim", to="ada")
    assert found([*there, *back]) == [("Ada", "Kim", 0.5)]
    even = [*there[:12], *back]
    assert found(even) == []
    line = [Reporting("kim", "ada")]
    assert found(even, reporting=line) == [("Ada", "Kim", 0.5)]


def test_what_people_have_said_is_not_suggested_again():
    """A declared influence either way; a dismissed one without the reverse coming up instead."""
    there, back = answered(7, 7), answered(6, 6, sender="kim", to="ada")
    signs = Signs(NAMES, [*there, *back])
    assert suggest(signs, settled={("ada", "kim")}) == []
    assert suggest(signs, settled={("kim", "ada")}) == []
    assert suggest(signs, dismissed={("ada", "kim")}) == []
    assert len(suggest(signs, dismissed={("kim", "ada")})) == 1


PEOPLE = [f"p{n}" for n in range(5)]


@st.composite
def drawn(draw):
    """Mail of five people and others, lines between them, and moves of the deal."""
    mails = []
    for n in range(draw(st.integers(0, 40))):
        sender = draw(st.sampled_from([*PEOPLE, None]))
        to = draw(st.sets(st.sampled_from(PEOPLE), max_size=2)) - {sender}
        copies = draw(st.sets(st.sampled_from(PEOPLE), max_size=2)) - {sender} - to
        earlier = [one.uid for one in mails]
        replies = draw(st.sets(st.sampled_from(earlier), max_size=2)) if earlier else ()
        mails.append(
            mail(
                f"m{n:02}",
                sender,
                to,
                on=n,
                copies=copies,
                thread_id=draw(st.sampled_from(["one", "two", None])),
                replies_to=tuple(sorted(replies)),
                is_reply=draw(st.booleans()),
                is_forward=draw(st.integers(0, 4)) == 0,
            )
        )
    pairs = draw(st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=3))
    lines = [Reporting(one, other) for one, other in sorted(pairs) if one != other]
    moved_at = [AT + n * DAY for n in draw(st.lists(st.integers(0, 50), max_size=3))]
    return Signs({uid: uid.upper() for uid in PEOPLE}, mails, lines, moved_at)


@given(drawn())
def test_whatever_there_is_a_suggestion_is_one_positive_weight_a_pair(signs):
    """In an order that depends on nothing else, each with its reasons, never on oneself."""
    told = suggest(signs)
    assert told == suggest(signs)
    pairs = [frozenset((one.from_id, one.to_id)) for one in told]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)
    assert all(one.weight in {0.3, 0.5, 0.7} and one.reasons for one in told)


@given(drawn(), st.data())
def test_one_more_signal_never_lowers_a_weight(signs, data):
    """Of the pair it is about, whichever of the four it is."""
    one, other = data.draw(st.sampled_from([(a, b) for a in PEOPLE for b in PEOPLE if a != b]))
    end = AT + 60 * DAY
    last = mail("n0", one, [other], on=55)
    answer = mail("n1", other, [one], on=56, replies_to=("n0",))
    forward = mail("n2", other, [one], on=57, is_forward=True)
    begun = mail("n3", other, [], on=58, thread_id="n")
    joined = mail("n4", other, [], copies=[one], on=59, thread_id="n")
    more = data.draw(
        st.sampled_from(
            [
                {"mails": [*signs.mails, last, answer]},
                {"mails": [*signs.mails, forward]},
                {"mails": [*signs.mails, begun, joined], "moved_at": [end]},
                {"reporting": [*signs.reporting, Reporting(other, one)]},
            ]
        )
    )
    before = replace(signs, moved_at=[end]) if "moved_at" in more else signs

    def weight(told):
        return next((x.weight for x in told if (x.from_id, x.to_id) == (one, other)), 0)

    assert weight(suggest(replace(before, **more))) >= weight(suggest(before))


@given(drawn(), st.sets(st.sampled_from(PEOPLE)))
def test_who_is_not_seen_is_never_told_nor_counted(signs, hidden):
    """As the query leaves people and mail out: no sentence names them, no count is higher."""
    seen = set(PEOPLE) - hidden
    mails = [
        replace(
            one,
            sender_id=one.sender_id if one.sender_id in seen else None,
            to_ids=one.to_ids & seen,
            with_ids=one.with_ids & seen,
            copy_ids=one.copy_ids & seen,
        )
        for one in signs.mails
    ]
    lines = [one for one in signs.reporting if {one.contact_id, one.superior_id} <= seen]
    names = {uid: name for uid, name in signs.names.items() if uid in seen}
    whole = {(one.from_id, one.to_id): one for one in suggest(signs)}
    for one in suggest(replace(signs, names=names, mails=mails, reporting=lines)):
        assert {one.from_id, one.to_id} <= seen
        assert whole[one.from_id, one.to_id] == one
