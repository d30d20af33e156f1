"""The story in every world: Norrvane wants to reach the finance chief of Kestrelmoor Logistics."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import numpy as np

from graphcrm.activities.records import Address, HandleKind, HandleUse
from graphcrm.demo.names import CULTURES
from graphcrm.demo.records import (
    DeclaredTie,
    Influence,
    Organisation,
    Person,
    ReportingLine,
    Ties,
    UserRole,
)
from graphcrm.integrations.source import AccountFacts, JobFacts


HOME = "Norrvane"
HOME_DOMAIN = "norrvane.example"
TEAMS = ("Transport", "Industry", "Public sector", "Accounts")
HUB_READERS = 60  # a person is a hub from 50 one-way ties

# Name, title, role, team. The first is the rep whom the demo is opened for.
USERS = (
    ("Noor Haddad", "Account executive", UserRole.REP, "Transport"),
    ("Dana Whitlock", "VP Sales", UserRole.MANAGER, "Transport"),
    ("Priya Raghunathan", "Solutions engineer", UserRole.REP, "Transport"),
    ("Kofi Mensah", "Account manager", UserRole.REP, "Transport"),
    ("Tomasz Wieczorek", "Account executive", UserRole.REP, "Transport"),
    ("Elin Sandqvist", "Chief revenue officer", UserRole.ADMIN, "Accounts"),
)

# Name, domain, industry, people, revenue in millions, currency, place, number of the owner.
_FIRMS = (
    ("Kestrelmoor Logistics", "kestrelmoor", "Transport", 2400, 610, "EUR", "Rotterdam", 0),
    ("Lindqvist & Rao", "lindqvist-rao", "Professional services", 140, 31, "EUR", "Rotterdam", 1),
    ("Brightholm Water", "brightholm", "Utilities", 900, 240, "GBP", "Leeds", 3),
    ("Ledgerway Press", "ledgerway", "Media", 35, 4, "GBP", "Bristol", 0),
    ("Marrowfield Rail", "marrowfield", "Transport", 5200, 980, "GBP", "Glasgow", 0),
    ("Pellworm Dairy", "pellworm", "Food and drink", 620, 150, "EUR", "Bremen", 0),
    ("Oduya Foods", "oduya", "Food and drink", 480, 75, "EUR", "Ghent", 0),
    ("Sorrelbank", "sorrelbank", "Banking", 1900, 420, "GBP", "Bristol", 5),
    ("Tamarisk Ports", "tamarisk-ports", "Infrastructure", 3100, 700, "EUR", "Valencia", 4),
    ("Ardencroft Care", "ardencroft", "Health", 2700, 190, "GBP", "Leeds", 1),
    ("Quillmark Labs", "quillmark", "Health", 310, 60, "CHF", "Basel", 0),
    ("Halvard Glass", "halvard-glass", "Manufacturing", 750, 130, "SEK", "Gothenburg", 2),
    ("Pemberlow Mutual", "pemberlow", "Insurance", 1400, 510, "GBP", "Bristol", 4),
    ("Castine Textiles", "castine", "Manufacturing", 860, 110, "EUR", "Ghent", 4),
    ("Veldhoek Energie", "veldhoek", "Utilities", 2200, 890, "EUR", "Utrecht", 3),
    ("Linden & Ashe", "linden-ashe", "Real estate", 260, 45, "GBP", "Leeds", 5),
    ("Orrin Freight", "orrin", "Transport", 540, 90, "EUR", "Cork", 1),
    ("Sundmark Ferries", "sundmark", "Transport", 1700, 330, "SEK", "Gothenburg", 4),
    ("Ilesanmi Clinics", "ilesanmi", "Health", 980, 70, "EUR", "Porto", 3),
)

FIRM_COUNT = len(_FIRMS)

# Name, title, firm, local part, level, years in the job.
_PEOPLE = (
    ("Marguerite Achterberg", "CFO", "kestrelmoor", "marguerite.achterberg", 1, 9),
    ("Samuel Adeyemi", "VP Operations", "kestrelmoor", "samuel.adeyemi", 2, 5),
    ("Beatriz Coelho", "COO", "kestrelmoor", "beatriz.coelho", 1, 7),
    ("Yuki Tanabe", "Head of IT", "kestrelmoor", "yuki.tanabe", 2, 3),
    ("Rosalind Pike", "Procurement director", "kestrelmoor", "rosalind.pike", 3, 11),
    ("Arjun Nambiar", "Depot systems manager", "kestrelmoor", "arjun.nambiar", 4, 2),
    ("Lars Engstrand", "General counsel", "kestrelmoor", "lars.engstrand", 2, 6),
    ("Hélène Garnier", "Partner", "lindqvist-rao", "h.garnier", 1, 4),
    ("Wambui Kariuki", "Finance director", "brightholm", "wambui.kariuki", 2, 5),
    ("Ottoline Farr", "Editor, The Freight Ledger", "ledgerway", "ottoline", 1, 12),
    ("Ines Okoro", "Yard director", "marrowfield", "ines.okoro", 3, 4),
    ("Tove Brandt", "COO", "pellworm", "tove.brandt", 1, 0.8),
    ("Sana Mirza", "Director of operations", "quillmark", "sana.mirza", 3, 6),
    ("Grace Whitcombe", "Head of claims", "pemberlow", "grace.whitcombe", 2, 8),
)
_DO_NOT_CONTACT = "rosalind.pike"

# Who came from where: local part, former title, firm, former local part, years there.
_MOVED = {
    "h.garnier": ("Group treasurer", "kestrelmoor", "helene.garnier", 8),
    "tove.brandt": ("Fleet director", "sundmark", "t.brandt", 6),
}

LIST = Address(HandleKind.EMAIL, f"depot-rollout@{HOME_DOMAIN}", "Depot rollout", HandleUse.LIST)
TEAM = Address(HandleKind.EMAIL, f"transport@{HOME_DOMAIN}", "Transport team", HandleUse.LIST)
SHARED = Address(HandleKind.EMAIL, "office@kestrelmoor.example", "Front office", HandleUse.SHARED)
NOBODY = (LIST, TEAM, SHARED)
_AMONG = (LIST.value,)
_NOOR, _DANA, _PRIYA, _KOFI, _TOMASZ = (
    f"{name.lower().replace(' ', '.')}@{HOME_DOMAIN}" for name, *_ in USERS[:5]
)
_CFO = "marguerite.achterberg@kestrelmoor.example"
_SAMUEL = "samuel.adeyemi@kestrelmoor.example"
_BEATRIZ = "beatriz.coelho@kestrelmoor.example"
_YUKI = "yuki.tanabe@kestrelmoor.example"
_HELENE = "h.garnier@lindqvist-rao.example"
_WAMBUI = "wambui.kariuki@brightholm.example"
_EDITOR = "ottoline@ledgerway.example"
_PIKE = "rosalind.pike@kestrelmoor.example"
_REPORTS = {
    _SAMUEL: _BEATRIZ,
    _YUKI: _BEATRIZ,
    _PIKE: _CFO,
    "arjun.nambiar@kestrelmoor.example": _SAMUEL,
    "lars.engstrand@kestrelmoor.example": _CFO,
}
OPENING = (_NOOR, _CFO)
HUB = _EDITOR
DEAL = "Depot rollout"
DEAL_ACCOUNT = "Kestrelmoor Logistics"
DEAL_MINOR = 310_000_00
DEAL_NEXT_STEP = "Send the pricing to Samuel"


@dataclass(frozen=True, slots=True)
class StoryTie:
    """One tie of the story by address; see `records.Ties` for the units."""

    first: str
    second: str
    weekly: float
    group: tuple[str, ...] = ()
    regular: float = 0.8
    since: float = 104
    until: float = 0
    begins: float = 0.5
    answered: float = 0.7
    mail: float = 0.7
    meeting: float = 0.15


# Samuel and Beatriz write to the CFO with our list on copy: we see them, not her, as our own tie.
TIES = (
    StoryTie(_NOOR, _DANA, 1.6, meeting=0.3, mail=0.6),
    StoryTie(_NOOR, _PRIYA, 0.9, meeting=0.25, mail=0.7),
    StoryTie(_NOOR, _KOFI, 0.6),
    StoryTie(_NOOR, _TOMASZ, 0.5),
    StoryTie(_DANA, _TOMASZ, 0.8),
    StoryTie(_PRIYA, _KOFI, 0.3),
    StoryTie(_NOOR, _SAMUEL, 0.9),
    StoryTie(_SAMUEL, _CFO, 1.3, _AMONG, mail=1, meeting=0),
    StoryTie(_DANA, _HELENE, 0.8, regular=0.6),
    StoryTie(_HELENE, _CFO, 0.7, (_DANA,), mail=0.82, meeting=0.18),
    StoryTie(_NOOR, _BEATRIZ, 0.07, mail=0.6, meeting=0.2, until=6),
    StoryTie(_BEATRIZ, _CFO, 1.1, _AMONG, mail=1, meeting=0),
    StoryTie(_DANA, _BEATRIZ, 0.08, mail=0, meeting=1),
    StoryTie(_NOOR, _WAMBUI, 0.12, mail=0.4, meeting=0.1),
    StoryTie(_KOFI, _WAMBUI, 0.5),
    StoryTie(_PRIYA, _YUKI, 0.6),
    StoryTie(_YUKI, _BEATRIZ, 0.5, (_PRIYA,), mail=1, meeting=0),
    StoryTie(_PRIYA, "arjun.nambiar@kestrelmoor.example", 0.9),
    StoryTie(_NOOR, _PIKE, 0.8),
    StoryTie(_PIKE, _CFO, 1.1, _AMONG, mail=1, meeting=0),
    StoryTie(_NOOR, _EDITOR, 0.5, mail=1, meeting=0),
    StoryTie(_EDITOR, _CFO, 0.8, _AMONG, mail=1, meeting=0),
    StoryTie(_TOMASZ, _HELENE, 0.1, answered=0.5),
    StoryTie(_PRIYA, _HELENE, 0.05, begins=1, answered=0.2, mail=1, meeting=0),
    StoryTie(_NOOR, "ines.okoro@marrowfield.example", 0.5, until=16),
    StoryTie(_NOOR, "tove.brandt@pellworm.example", 0.3, until=12),
    StoryTie(_NOOR, "sana.mirza@quillmark.example", 0.15),
    StoryTie(_TOMASZ, "grace.whitcombe@pemberlow.example", 0.6, until=5),
    StoryTie(_NOOR, SHARED.value, 0.1, begins=1, answered=0.3, mail=1, meeting=0),
)


def organisations() -> list[Organisation]:
    """Return our own firm, then the firms of the story."""
    us = AccountFacts(HOME, (HOME_DOMAIN,), "Technology", 180, 2_900_000_000, "EUR", "Utrecht")
    return [
        Organisation(us, HOME_DOMAIN, "first.last", owner=0, culture=0),
        *(
            Organisation(
                AccountFacts(
                    name, (f"{slug}.example",), industry, people, revenue * 10**8, currency, place
                ),
                f"{slug}.example",
                "first.last",
                owner,
                culture=len(name) % len(CULTURES),
            )
            for name, slug, industry, people, revenue, currency, place, owner in _FIRMS
        ),
    ]


def people(now: datetime, firms: list[Organisation]) -> list[Person]:
    """Return the people of the story, our own aside."""
    number = {firm.domain.removesuffix(".example"): n for n, firm in enumerate(firms)}
    found = []
    for name, title, slug, local, level, years in _PEOPLE:
        firm = firms[number[slug]]
        since = now - timedelta(days=365.25 * years)
        jobs = [_job(firm, title, since, None)]
        former = None
        if local in _MOVED:
            was, old_slug, old_local, old_years = _MOVED[local]
            start = since - timedelta(days=365.25 * old_years)
            jobs.append(_job(firms[number[old_slug]], was, start, since))
            former = _mail(f"{old_local}@{old_slug}.example", name)
        found.append(
            Person(
                name,
                title,
                _mail(f"{local}@{firm.domain}", name),
                former,
                since if former else None,
                number[slug],
                tuple(jobs),
                level=level,
                owner=firm.owner,
                do_not_contact=local == _DO_NOT_CONTACT,
            )
        )
    return found


def ties(number: dict[str, int], groups: dict[tuple[int, ...], int], readers: list[int]) -> Ties:
    """Return the ties of the story, and those of the editor who writes to many.

    Args:
        number: Address to number of the person.
        groups: Group to its number; new ones are added.
        readers: Whom the editor writes to, who never answer.
    """

    def group(addresses: tuple[str, ...]) -> int:
        return groups.setdefault(tuple(number[a] for a in addresses), len(groups))

    rows = [
        (number[tie.first], number[tie.second], group(tie.group), *_numbers(tie)) for tie in TIES
    ]
    sent = StoryTie("", "", 0.12, regular=1, begins=1, answered=0, mail=1, meeting=0)
    rows += [(number[HUB], reader, group((TEAM.value,)), *_numbers(sent)) for reader in readers]
    numbers = np.array([row[:3] for row in rows], dtype=np.int32)
    measures = np.array([row[3:] for row in rows], dtype=np.float64)
    return Ties(*numbers.T, *measures.T)


def declared(now: datetime) -> list[DeclaredTie]:
    """Return what our people say they know of ties that no mail shows."""
    return [
        DeclaredTie(_KOFI, _WAMBUI, _CFO, "good", now - timedelta(days=140)),
        DeclaredTie(
            _DANA,
            "lars.engstrand@kestrelmoor.example",
            _HELENE,
            "weak",
            now - timedelta(days=60),
            (now + timedelta(days=300)).date(),
        ),
    ]


def influences(now: datetime) -> list[Influence]:
    """Return who sways whom at Kestrelmoor, as Noor and Dana see it."""
    seen_at = now - timedelta(days=30)
    return [
        Influence(_BEATRIZ, _CFO, 0.6, _NOOR, seen_at),
        Influence(_SAMUEL, _BEATRIZ, 0.5, _NOOR, seen_at),
        Influence(_HELENE, _CFO, 0.7, _DANA, seen_at),
        Influence(_PIKE, _CFO, -0.4, _NOOR, seen_at),
    ]


def reporting_lines(now: datetime) -> list[ReportingLine]:
    """Return who reports to whom at Kestrelmoor."""
    return [
        ReportingLine(report, manager, (now - timedelta(days=700)).date())
        for report, manager in _REPORTS.items()
    ]


def _numbers(tie: StoryTie) -> list[float]:
    return [getattr(tie, field.name) for field in fields(Ties)[3:]]


def _mail(value: str, name: str) -> Address:
    return Address(HandleKind.EMAIL, value, name)


def _job(firm: Organisation, title: str, since: datetime, until: datetime | None) -> JobFacts:
    return JobFacts(
        firm.facts.name, firm.domain, title, since.date(), until.date() if until else None
    )
