"""The first page of the inbox and one far down, with more and more cases behind, beside a plain query of fifty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.cli.demo.browser import random_id
from app.conversations.tables import ConversationRow, SealedStreamRow
from app.core import clock
from app.core.columns import table_of
from app.realtime.tables import Stream
from app.reports.tables import ReportRow
from app.triage import queries
from tests.bench.measure import Leg, Scale, in_turn, looped, ratios, spread, table
from tests.bench.school import planted
from tests.cases import World

_SIZES = (1_000, 10_000, 100_000)
_SCROLLED = 10
"""How many pages down the second row is: five hundred cases, further than anybody reads."""
_OPEN_OF_MANY = 100
_PLAIN = text("SELECT * FROM reports ORDER BY id LIMIT 51")


@dataclass(frozen=True, slots=True)
class _Mix:
    """How many cases there are, and how many of them are still open."""

    name: str
    cases: int
    unclosed: int


def run(scale: Scale) -> int:
    """Print the table; answers how many lists were not what they should be."""
    mixes = [
        mix
        for size in map(scale.count, _SIZES)
        for mix in (_Mix("none closed", size, size), _Mix("all but 100 closed", size, min(_OPEN_OF_MANY, size)))
    ]
    rows, errors = [], 0
    for mix in mixes:
        with TemporaryDirectory() as name, planted(Path(name)) as school:
            world = school.world
            world.do(_fill, world, mix)
            page = world.ask(queries.inbox, world.actor("khan"), "inbox", None)
            errors += len(page.cases) != min(queries.PAGE, mix.unclosed)
            for where, cursor in (("first page", None), ("far down", _far_down(world))):
                legs, plain = _legs(scale, world, cursor)
                mixed = f"{mix.cases:,}, {mix.name}, {where}"
                rows.append([mixed, _milliseconds(legs), _milliseconds(plain), ratios(plain, legs)])
    table("Pages of the inbox", ["cases", "Hark ms", "51 rows by key, ms", "times that"], rows)
    return errors


def _far_down(world: World) -> str | None:
    """The cursor of a page far down; of a short list, that of its last page but one."""
    khan, cursor = world.actor("khan"), None
    for _ in range(_SCROLLED):
        following = world.ask(queries.inbox, khan, "inbox", cursor).cursor
        if following is None:
            return cursor
        cursor = following
    return cursor


def _legs(scale: Scale, world: World, cursor: str | None) -> list[list[Leg]]:
    khan = world.actor("khan")

    def plain(session: Session) -> object:
        return session.execute(_PLAIN).all()

    ours = looped(lambda: world.ask(queries.inbox, khan, "inbox", cursor), scale)
    return in_turn(scale, ours, looped(lambda: world.ask(plain), scale))


def _milliseconds(legs: list[Leg]) -> str:
    return spread((1000 / leg.rate for leg in legs), ",.2f")


def _fill(session: Session, world: World, mix: _Mix) -> None:
    """Rows as reports leave them behind; what was sealed in them is not needed to list them."""
    ids = [random_id() for _ in range(mix.cases)]
    school, now = world.school.id, clock.now()
    conversations = [
        {"id": case_id, "school_id": school, "group_name": "safeguarding", "created_at": now} for case_id in ids
    ]
    streams = [{"id": f"conv:{case_id}", "generation": 1, "head": 1} for case_id in ids]
    sealed = [{"stream": f"conv:{case_id}", "conversation_id": case_id, "epoch": 1, "rekey": False} for case_id in ids]
    session.execute(insert(table_of(ConversationRow)), conversations)
    session.execute(insert(table_of(Stream)), streams)
    session.execute(insert(table_of(SealedStreamRow)), sealed)
    session.execute(insert(table_of(ReportRow)), list(_reports(world, mix, ids)))


def _reports(world: World, mix: _Mix, ids: list[str]) -> Iterator[dict[str, object]]:
    now = clock.now()
    for number, case_id in enumerate(ids, start=1):
        closed = number > mix.unclosed
        at = now - timedelta(minutes=number)
        yield {
            "id": case_id,
            "school_id": world.school.id,
            "group_name": "safeguarding",
            "number": number,
            "safe": ("yes", "yes", "unsure", "no")[number % 4],
            "want": "adult",
            "state": "closed" if closed else ("sent", "open", "live")[number % 3],
            "urgency": ("amber", "red", "green")[number % 3],
            "received_at": at,
            "last_pupil_at": at,
            "target_at": None if closed else at + timedelta(minutes=30),
            "closed_at": now if closed else None,
            "overflow": False,
            "v": 1,
            "digest": b"",
        }
