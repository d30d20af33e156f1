"""Invented firms: names, domains under .example, industries, sizes and who looks after them."""

from collections.abc import Iterator

import numpy as np

from graphcrm.demo.names import CULTURES, plain
from graphcrm.demo.records import Organisation
from graphcrm.integrations.source import AccountFacts


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_HEADS = _words(
    "Alder Amber Arden Ash Barrow Black Bracken Bram Brant Bright Bryn Calder Castle Cinder Clay "
    "Cold Corvid Croft Dal Dun Elder Ember Farrow Fen Fern Flint Frost Gale Glas Gold Grey Haller "
    "Hart Haven Hazel Heron Hollow Iron Jun Kestrel Kings Lark Lind Loch Lyn Maple Marrow Mere "
    "Mist Moss North Nut Oak Oster Otter Pel Pember Pike Quill Raven Reed Rook Rowan Sable Salt "
    "Sand Silver Sorrel Starling Stone Sund Swift Tall Tamar Tern Thorn Umber Vale Veld Walder "
    "Wren Yar Yew Zeder"
)
_TAILS = _words(
    "ridge brook worth wick ton mark field stead holm gate croft vale dale moor low haven burgh "
    "fjord strand wold hurst berg vik hoek lund mont cote ford well bank shaw thwaite combe garth "
    "ness ley mere tree"
)
_TRADES = {
    "Logistics": "Transport",
    "Freight": "Transport",
    "Ferries": "Transport",
    "Rail": "Transport",
    "Couriers": "Transport",
    "Ports": "Infrastructure",
    "Water": "Utilities",
    "Energie": "Utilities",
    "Grid": "Utilities",
    "Solar": "Utilities",
    "Foods": "Food and drink",
    "Dairy": "Food and drink",
    "Bakeries": "Food and drink",
    "Brewing": "Food and drink",
    "Farms": "Agriculture",
    "Seeds": "Agriculture",
    "Timber": "Agriculture",
    "Glass": "Manufacturing",
    "Textiles": "Manufacturing",
    "Ceramics": "Manufacturing",
    "Castings": "Manufacturing",
    "Instruments": "Manufacturing",
    "Packaging": "Manufacturing",
    "Mutual": "Insurance",
    "Assurance": "Insurance",
    "Savings": "Banking",
    "Credit": "Banking",
    "Partners": "Professional services",
    "Advisory": "Professional services",
    "Engineering": "Professional services",
    "Care": "Health",
    "Clinics": "Health",
    "Labs": "Health",
    "Pharma": "Health",
    "Stores": "Retail",
    "Outfitters": "Retail",
    "Books": "Media",
    "Press": "Media",
    "Networks": "Telecoms",
    "Software": "Technology",
    "Robotics": "Technology",
    "Housing": "Real estate",
    "Estates": "Real estate",
    "College": "Education",
}
_PLACES = (
    ("Rotterdam", "EUR"),
    ("Utrecht", "EUR"),
    ("Ghent", "EUR"),
    ("Bristol", "GBP"),
    ("Leeds", "GBP"),
    ("Glasgow", "GBP"),
    ("Cork", "EUR"),
    ("Lyon", "EUR"),
    ("Nantes", "EUR"),
    ("Bremen", "EUR"),
    ("Leipzig", "EUR"),
    ("Graz", "EUR"),
    ("Basel", "CHF"),
    ("Gothenburg", "SEK"),
    ("Aarhus", "DKK"),
    ("Bergen", "NOK"),
    ("Tampere", "EUR"),
    ("Porto", "EUR"),
    ("Valencia", "EUR"),
    ("Turin", "EUR"),
    ("Gdańsk", "PLN"),
    ("Brno", "CZK"),
    ("Pune", "INR"),
    ("Osaka", "JPY"),
    ("Busan", "KRW"),
    ("Penang", "MYR"),
    ("Nairobi", "KES"),
    ("Accra", "GHS"),
    ("Amman", "JOD"),
    ("Izmir", "TRY"),
    ("Toronto", "CAD"),
    ("Milwaukee", "USD"),
    ("Tacoma", "USD"),
    ("Wellington", "NZD"),
)
_PER_EUR = {"EUR": 1, "USD": 1, "GBP": 1, "CHF": 1, "CAD": 2, "NZD": 2, "JOD": 1, "PLN": 4}
_PATTERNS = ("first.last", "f.last", "last.first", "firstl")
_REVENUE_PER_HEAD = 180_000  # EUR a year, the middle of many trades
_LARGEST = 120_000


def draw_organisations(
    random: np.random.Generator, taken: set[str], user_count: int, count: int
) -> Iterator[Organisation]:
    """Yield `count` firms with names and domains of their own.

    Args:
        random: Where chance comes from.
        taken: Domains in use; those of the new firms are added.
        user_count: How many of us there are to look after them.
        count: How many firms.
    """
    trades = list(_TRADES)
    known: list[str] = []
    while len(known) < count:
        head, tail, trade = (int(random.integers(len(x))) for x in (_HEADS, _TAILS, trades))
        root = _HEADS[head] + _TAILS[tail]
        name = f"{root} {trades[trade]}"
        domain = f"{plain(name.replace(' ', '-'))}.example"
        if domain in taken or _HEADS[head].lower() == _TAILS[tail]:
            continue
        taken.add(domain)
        place, currency = _PLACES[int(random.integers(len(_PLACES)))]
        head_count = min(_LARGEST, int(random.lognormal(5.6, 1.5)) + 5)
        known.append(name)
        yield Organisation(
            AccountFacts(
                name=name,
                domains=(domain,),
                industry=_TRADES[trades[trade]],
                employee_count=head_count,
                revenue_minor=_revenue(random, head_count, currency),
                currency=currency,
                location=place,
                parent=_parent(random, known),
            ),
            domain=domain,
            pattern=_PATTERNS[int(random.choice(4, p=(0.6, 0.2, 0.08, 0.12)))],
            owner=int(user_count * random.power(1.6)) % user_count,
            culture=int(random.integers(len(CULTURES))),
        )


def _revenue(random: np.random.Generator, head_count: int, currency: str) -> int | None:
    """Return a yearly revenue in minor units; None for one firm in four, which does not publish."""
    drawn = head_count * _REVENUE_PER_HEAD * random.lognormal(0, 0.5)
    rounded = round(drawn, -5)
    published = random.random() >= 1 / 4
    return int(rounded) * 100 * _PER_EUR[currency] if published and currency in _PER_EUR else None


def _parent(random: np.random.Generator, known: list[str]) -> str | None:
    """Return the name of an earlier firm for one in twelve: nobody owns itself, in no circle."""
    if len(known) > 1 and random.random() < 1 / 12:
        return known[int(random.integers(len(known) - 1))]
    return None
