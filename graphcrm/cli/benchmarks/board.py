"""How fast the board shows thousands of deals, and what fifty people do who move them at once."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

from graphcrm import bootstrap, clock, embedded, graph, ids
from graphcrm.access import reads as access
from graphcrm.access.records import Actor, Role
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Node
from graphcrm.cli.benchmarks import chromium, ground, replay
from graphcrm.cli.benchmarks.screens import Browser
from graphcrm.cli.benchmarks.sqlite_board import SqliteBoard
from graphcrm.config import Config
from graphcrm.demo import loading
from graphcrm.demo.deals import Surroundings, draw_deals
from graphcrm.demo.organisations import draw_organisations
from graphcrm.demo.records import Deal, UserFacts, UserRole
from graphcrm.embedded import Door
from graphcrm.errors import CrmError
from graphcrm.members import commands as members
from graphcrm.members.records import House, NewUser
from graphcrm.pipeline import defaults, reads
from graphcrm.pipeline.board.reads import get_board
from graphcrm.pipeline.board.records import Filter
from graphcrm.pipeline.commands import apply_process
from graphcrm.pipeline.opportunities.moving import move_opportunity
from graphcrm.pipeline.opportunities.records import Loss, Move
from graphcrm.pipeline.records import Layout, Pipeline, Process, Stage, StageType


STAGES = 8
FIRMS = 500
TEAMS = ("North", "South", "East", "West")
USERS = 12
ROUNDS = 10  # times every filter is asked for
WARM_ROUNDS = 10  # a server that has run for a minute, not one that Java has just begun to compile
MOVES = 300  # one after the other
WARM_MOVES = 200
MOVERS = 50


@dataclass(frozen=True, slots=True)
class Drawn:
    """A house with deals on its board.

    Attributes:
        owners: Users by address.
        deals: As they were drawn, for the peer.
    """

    admin: Actor
    owners: dict[str, Actor]
    layout: Layout
    deals: list[Deal]


def run(
    opportunities: int = 5_000, closed: int = 20_000, seconds: int = 60, seed: int = 1
) -> dict[str, Any]:
    """Draw deals into an empty graph; show the board under 20 filters; move cards, alone and by 50.

    The peer is SQLite: one indexed file, read by the same process without server or network.

    Args:
        opportunities: Open deals, in 8 stages.
        closed: Won and lost ones, with the stays they had.
        seconds: For how long 50 people move cards at once.
        seed: Where chance starts.
    """
    with _running() as url, tempfile.TemporaryDirectory() as folder:
        drawn = draw_house(np.random.default_rng(seed), opportunities, closed)
        filters = filters_of(drawn)
        ours, queries = _ask_graph(drawn.admin, filters)
        page = _ask_pages(Browser(url, ground.ADMIN), filters)
        with chromium.signed_in(url, ground.ADMIN) as window:
            browser = window and chromium.work_the_board(window)
        peer = _ask_peer(Path(folder) / "board.db", drawn, filters)
        stage_ids, uids = list(drawn.layout.places), _open_ids(drawn)
        alone = _Mover(drawn.admin, uids, stage_ids, seed)
        alone.move(WARM_MOVES + MOVES, until=None)
        together = _move_together(drawn.admin, uids, stage_ids, seconds)
        compared = replay.compare()
    return {
        "name": "board",
        "size": {"open": opportunities, "closed": closed, "stages": STAGES},
        "filters": len(filters),
        "board_ms": ground.spread(ours),
        "queries": queries,
        "page": page,
        "browser": browser,
        "ours_ms": ground.spread(ours),
        "peer": "sqlite3, an indexed file read in process: the same sums and first cards",
        "peer_ms": ground.spread(peer),
        "ratio": round(float(np.median(peer) / np.median(ours)), 3),
        "move_ms": ground.spread(alone.taken[WARM_MOVES:]),
        "together": together | compared,
    }


@contextmanager
def _running() -> Iterator[str]:
    """Have everything running on a folder that goes afterwards; yield the address of the web."""
    with tempfile.TemporaryDirectory(prefix="graphcrm-bench-") as folder:
        config = Config(Path(folder), neo4j_heap="2g")
        started = embedded.start_detached(config, Door(port=0))
        try:
            with embedded.services(config) as reachable:
                bootstrap.start(reachable)
                try:
                    yield str(started.web_url)
                finally:
                    bootstrap.stop()
        finally:
            embedded.stop(config)


def _process() -> Process:
    """Return the default process, but with eight open stages and arrows from each to all."""
    keys = [f"step-{at}" for at in range(STAGES)] + ["won", "lost"]
    kinds = {"won": (StageType.WON, 100), "lost": (StageType.LOST, 0)}
    stages = []
    for at, key in enumerate(keys):
        type_, percent = kinds.get(key, (StageType.OPEN, 5 + 10 * at))
        limit = 30 if type_ is StageType.OPEN else None
        others = tuple(one for one in keys if one != key)
        stages.append(Stage(key, key.capitalize(), type_, percent, limit, leads_to=others))
    return replace(
        defaults.process(), pipelines=(Pipeline("bench", "Bench", stages=tuple(stages)),)
    )


def draw_house(random: np.random.Generator, open_count: int, closed_count: int) -> Drawn:
    """Found a house in an empty graph, with its own process, users, accounts and deals."""
    admin_user = NewUser("Bench", ground.ADMIN, Role.ADMIN, loading.PASSWORD)
    members.found(House("Bench", "bench.example", admin_user))
    admin = access.find_first_admin()
    if admin is None:
        raise AssertionError
    process = _process()
    apply_process(admin, process)
    users = [_user(admin, number) for number in range(USERS)]
    found = (access.find_actor_by_email(user.email) for user in users)
    owners = {actor.email: actor for actor in found if actor}
    firms = tuple(draw_organisations(random, set(), USERS, FIRMS))
    _add_accounts(admin, [firm.facts.name for firm in firms])
    among = Surroundings(firms, users, process, clock.now())
    deals = [
        replace(deal, account=firms[0].facts.name, owner_email=users[0].email) if not at else deal
        for at, deal in enumerate(draw_deals(random, among, open_count, closed_count))
    ]
    layout = reads.layout(admin)
    loading.add_deals(admin, layout, deals, owners)
    return Drawn(admin, owners, layout, deals)


def _user(admin: Actor, number: int) -> UserFacts:
    name, team = f"Seller {number}", TEAMS[number % len(TEAMS)]
    email = f"seller{number}@bench.example"
    members.add_user(admin, NewUser(name, email, Role.REP, loading.PASSWORD, team))
    return UserFacts(name, email, UserRole.REP, team)


@graph.atomic
def _add_accounts(admin: Actor, names: Sequence[str]) -> None:
    commit(
        admin,
        Verb.ACCOUNT_ADDED,
        [Added(Node("Account", ids.new()), {"name": name}) for name in names],
    )


def filters_of(drawn: Drawn) -> list[Filter]:
    """Return twenty filters: none, each thing one can ask for, and some of them together."""
    today = clock.now().date()
    owners = list(drawn.owners.values())
    kinds = [kind.key for kind in drawn.layout.process.kinds]
    sources = [source.key for source in drawn.layout.process.sources]
    soon = today + timedelta(days=30)
    account = drawn.deals[1].account.split()[0].lower()
    return [
        Filter(),
        *(Filter(owner_id=owner.user_id) for owner in owners[:4]),
        *(Filter(team_id=owner.team_id) for owner in owners[:2]),
        *(Filter(kind=kind) for kind in kinds[:2]),
        *(Filter(source=source) for source in sources[:2]),
        Filter(currency="EUR", amount_from=5_000_000),
        Filter(currency="EUR", amount_until=2_000_000),
        Filter(close_until=today),
        Filter(close_from=today, close_until=soon),
        Filter(stale=True),
        Filter(no_next_step=True),
        Filter(text="rollout"),
        Filter(text=account),
        Filter(team_id=owners[0].team_id, stale=True, kind=kinds[0]),
    ]


def _ask_graph(actor: Actor, filters: Sequence[Filter]) -> tuple[list[float], int]:
    """Return the milliseconds of each board, and the most queries that one took."""
    taken, most = [], 0
    for at, chosen in enumerate([*filters] * (WARM_ROUNDS + ROUNDS)):
        tally, began = graph.open_tally(), time.perf_counter()
        get_board(actor, None, chosen)
        if at >= WARM_ROUNDS * len(filters):
            taken.append((time.perf_counter() - began) * 1000)
            most = max(most, tally.queries)
    return taken, most


def _ask_pages(browser: Browser, filters: Sequence[Filter]) -> dict[str, Any]:
    """Return the same over HTTP, as the server says it."""
    asked = [_address(chosen) for chosen in filters]
    answers = [browser.read(path) for path in asked * (WARM_ROUNDS + ROUNDS)]
    answers = answers[WARM_ROUNDS * len(asked) :]
    return {
        "server_ms": ground.spread([taken for _, taken, _ in answers]),
        "queries": max(queries for _, _, queries in answers),
        "kilobytes": round(max(len(page) for page, _, _ in answers) / 1000),
    }


def _address(chosen: Filter) -> str:
    """Return the address of the board under a filter; amounts are typed in whole units there."""
    said = {name: value for name, value in asdict(chosen).items() if value is not None}
    minor = {"amount_from", "amount_until"}
    typed = {name: value // 100 if name in minor else value for name, value in said.items()}
    return f"/deals?{urlencode(typed)}"


def _ask_peer(path: Path, drawn: Drawn, filters: Sequence[Filter]) -> list[float]:
    peer, taken = sqlite_of(path, drawn), []
    for chosen in [*filters] * (WARM_ROUNDS + ROUNDS):
        began = time.perf_counter()
        peer.read(chosen)
        taken.append((time.perf_counter() - began) * 1000)
    peer.close()
    return taken[WARM_ROUNDS * len(filters) :]


def sqlite_of(path: Path, drawn: Drawn) -> SqliteBoard:
    """Return the peer with the same deals."""
    stages = drawn.layout.process.pipelines[0].stages
    return SqliteBoard(path, stages, drawn.deals, drawn.owners, clock.now())


def _open_ids(drawn: Drawn) -> list[str]:
    board = get_board(drawn.admin, None)
    return [card.opportunity_id for column in board.columns for card in column.cards]


class _Mover:
    """Somebody who drops cards on top of, below or above others, in any stage."""

    def __init__(
        self, actor: Actor, uids: Sequence[str], stage_ids: Sequence[str], seed: int
    ) -> None:
        self._actor, self._uids, self._stage_ids = actor, uids, stage_ids
        self._random = np.random.default_rng(seed)
        self.taken: list[float] = []
        self.refused: Counter[str] = Counter()

    def move(self, most: int, *, until: float | None) -> None:
        """Drop so many cards, or as many as fit until an instant of `time.perf_counter`."""
        while len(self.taken) < most and (until is None or time.perf_counter() < until):
            move = self._drawn()
            began = time.perf_counter()
            try:
                move_opportunity(self._actor, move)
            except CrmError as error:
                self.refused[error.code] += 1
            else:
                self.taken.append((time.perf_counter() - began) * 1000)

    def _drawn(self) -> Move:
        one, other = self._random.integers(len(self._uids), size=2).tolist()
        uid, beside = self._uids[one], self._uids[other]
        stage_id = self._stage_ids[int(self._random.integers(len(self._stage_ids)))]
        place = self._random.integers(3) if uid != beside else 0
        return Move(
            (uid,),
            stage_id,
            above_id=beside if place == 1 else None,
            below_id=beside if place > 1 else None,
            loss=Loss("price"),
        )


def _move_together(
    actor: Actor, uids: Sequence[str], stage_ids: Sequence[str], seconds: int
) -> dict[str, Any]:
    """Return what fifty movers at once came to."""
    movers = [_Mover(actor, uids, stage_ids, number) for number in range(MOVERS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(MOVERS) as pool:
        for done in [pool.submit(one.move, 10**9, until=began + seconds) for one in movers]:
            done.result()
    spent = time.perf_counter() - began
    taken = [one for mover in movers for one in mover.taken]
    refused = sum((mover.refused for mover in movers), Counter[str]())
    return {
        "movers": MOVERS,
        "seconds": round(spent, 1),
        "moves": len(taken),
        "moves_per_second": round(len(taken) / spent, 1),
        "ms": ground.spread(taken),
        "refused": dict(refused),
    }
