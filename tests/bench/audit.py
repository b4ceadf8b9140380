"""What the audit log adds to a message, and how fast a whole log is verified beside the bare hashing of it."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy.orm import Session

from app.audit import actions, queries
from app.audit.leaves import SALT_BYTES, CheckpointView, EntryView, Evidence, LogState, commitment
from app.audit.merkle import Frontier, leaf_hash
from app.audit.notes import Checkpoint
from app.audit.schemas import AuditAction, Ref, log_id
from app.audit.verify import verify
from app.core import clock, encoding
from app.core.ids import SchoolId, new_id
from app.realtime import actions as realtime
from tests.bench.measure import Leg, Scale, Side, in_turn, looped, rates, ratios, spread, table
from tests.bench.school import School, planted
from tests.hillcrest import SERVER

_ITEMS, _ENTRIES, _MILLION = 400, 20_000, 1_000_000
_BODY = encoding.encode(os.urandom(1105))
_CASE = Ref("case", "33171d78-7a2f-4aa2-a2ab-76acb2b8ad32")
_DSL = Ref("person", "0190b3c0-0000-7000-8000-0000000000d1")

Write = Callable[[Session, str, int], None]


def run(scale: Scale) -> int:
    """Print the tables; answers how many findings there were in a log that nobody touched."""
    with TemporaryDirectory() as name, planted(Path(name)) as school:
        _print_appends(scale, school)
        return _print_verifying(scale, school) + _print_million(scale)


def _print_appends(scale: Scale, school: School) -> None:
    log = log_id(school.world.school.id, "safeguarding")

    def append(session: Session, stream: str, number: int) -> None:
        item = {"type": "msg", "kind": "msg", "key_epoch": 1, "sender": "pupil", "body": _BODY}
        realtime.append(session, stream, cmid=f"{number:08}-{new_id()[9:]}", **item)  # type: ignore[arg-type] # as above

    def record(session: Session, stream: str, number: int) -> None:
        details = {"n": number}
        actions.record(session, log=log, actor=_DSL, action=AuditAction.MESSAGE_POSTED, subject=_CASE, details=details)

    def both(session: Session, stream: str, number: int) -> None:
        append(session, stream, number)
        record(session, stream, number)

    count = scale.count(_ITEMS)
    plain, audited = in_turn(scale, _group(school, append, count), _group(school, both, count))
    extra = spread((with_.seconds / without.seconds - 1 for without, with_ in zip(plain, audited, strict=True)), ".0%")
    row = [rates(plain), rates(audited), extra]
    table("Appends in one group, with and without an audit entry each", ["without /s", "with /s", "added"], [row])


def _group(school: School, write: Write, count: int) -> Side:
    """`count` writes and their COMMIT, in one transaction, as a busy writer lane makes them."""

    def leg() -> Leg:
        stream = f"conv:{new_id()}"
        school.world.do(realtime.open_stream, stream)

        def all_of_it(session: Session) -> None:
            for number in range(count):
                write(session, stream, number)

        start = perf_counter()
        school.world.do(all_of_it)
        return Leg(count, perf_counter() - start)

    return leg


def _print_verifying(scale: Scale, school: School) -> int:
    world, log = school.world, log_id(school.world.school.id, "head")
    count = scale.count(_ENTRIES)

    def fill(session: Session) -> None:
        for number in range(count):
            action = AuditAction.REPORT_OPENED
            actions.record(session, log=log, actor=_DSL, action=action, subject=_CASE, details={"n": number})

    world.do(fill)
    world.do(actions.sign_checkpoint, log, SERVER)
    evidence = world.ask(queries.evidence, log)
    verifier = actions.signer(SERVER, log).verifier
    leaves = list(_preimages(evidence))
    ours, bare = in_turn(
        scale, looped(lambda: verify(evidence, verifier), scale), looped(lambda: _hashed(leaves), scale)
    )
    per = [[Leg(leg.done * count, leg.seconds) for leg in legs] for legs in (ours, bare)]
    row = [f"{count:,}", rates(per[0]), rates(per[1]), ratios(bare, ours)]
    table("Verifying a log that is in memory", ["entries", "Hark /s", "bare hashes /s", "times the bare one"], [row])
    return len(verify(evidence, verifier))


def _print_million(scale: Scale) -> int:
    """A log of a million entries, once, in memory: how long a database takes to hand it over is another matter."""
    count = scale.count(_MILLION)
    evidence = _made(count)
    verifier = actions.signer(SERVER, evidence.log).verifier
    leaves = list(_preimages(evidence))
    start = perf_counter()
    found = verify(evidence, verifier)
    ours = perf_counter() - start
    start = perf_counter()
    _hashed(leaves)
    bare = perf_counter() - start
    row = [f"{count:,}", f"{ours:.1f}", f"{bare:.1f}", f"{ours / bare:.1f}"]
    table("Verifying a million entries, once", ["entries", "Hark s", "bare hashes s", "times the bare one"], [row])
    return len(found)


def _made(count: int) -> Evidence:
    log, at = log_id(SchoolId("0190b3c0-0000-7000-8000-000000000001"), "head"), clock.now()
    frontier, entries, salts = Frontier(), [], {}
    for index in range(count):
        salt = os.urandom(SALT_BYTES)
        draft = EntryView(log, index, at, _DSL, AuditAction.REPORT_OPENED.value, _CASE, {"n": index}, "")
        leaf = leaf_hash(commitment(salt, draft.canonical()))
        frontier = frontier.append(leaf)
        entries.append(replace(draft, leaf_hash=encoding.encode(leaf)))
        salts[index] = encoding.encode(salt)
    root = frontier.root()
    note = actions.signer(SERVER, log).sign(Checkpoint(actions.origin(log), count, root))
    text = encoding.encode(root)
    return Evidence(log, entries, salts, [CheckpointView(count, text, note)], LogState(count, text))


def _preimages(evidence: Evidence) -> Iterator[bytes]:
    for entry in evidence.entries:
        yield encoding.decode(evidence.salts[entry.index], exact=SALT_BYTES) + entry.canonical()


def _hashed(leaves: list[bytes]) -> bytes:
    """The hashing that a verifier cannot do without: two hashes for a leaf, and one for each node above."""
    level = [hashlib.sha256(b"\x00" + hashlib.sha256(leaf).digest()).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = above + level[len(above) * 2 :]
    return level[0]
