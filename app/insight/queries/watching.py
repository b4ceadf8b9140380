"""What witnesses ask for, and how far they have seen the logs."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit import actions as signing
from app.audit import queries as audit
from app.audit.witnessing import Ask, BadAsk, read_ask, write_offer
from app.core import clock, encoding
from app.insight.errors import WitnessClock, WitnessUnknown
from app.insight.schemas import (
    Offers,
    WitnessAsks,
    WitnessState,
)
from app.insight.witnesses import Watch, Witness
from app.schools import queries as schools


def asking(watch: Watch, given: WitnessAsks) -> tuple[Witness, Ask]:
    """Which witness asks, and for what. Raises `WitnessUnknown`, `WitnessClock`."""
    witness = witness_named(watch, given.witness)
    try:
        ask = read_ask(given.text, encoding.decode(given.sig), witness.verifier)
    except BadAsk:
        raise WitnessUnknown from None
    # Bound to this server, so that a question that was put to another one cannot be put to us.
    if ask.server not in watch.servers:
        raise WitnessUnknown
    now = clock.now()
    if abs(ask.seconds - now.timestamp()) > signing.CLOCKS_DIFFER.total_seconds():
        raise WitnessClock(data={"now": now.isoformat()})
    return witness, ask


def witness_named(watch: Watch, name: str) -> Witness:
    """One of this server's witnesses. Raises `WitnessUnknown`."""
    found = next((witness for witness in watch.witnesses if witness.name == name), None)
    if found is None:
        raise WitnessUnknown
    return found


def offers(session: Session, witness: Witness, ask: Ask) -> Offers:
    """The newest checkpoint of each log that was asked for, with the proof that it adds to what was seen."""
    made = []
    for origin, old in ask.sizes.items():
        log = signing.log_of(origin)
        newest = audit.latest_checkpoint(session, log) if log and may_see(session, witness, log) else None
        if log is not None and newest is not None:
            path = audit.consistency(session, log, old, newest.size) if 0 < old <= newest.size else []
            made.append(write_offer(old, path, newest.note))
    return Offers(offers=made)


def may_see(session: Session, witness: Witness, log: str) -> bool:
    """Whether a log is one of those that a witness was named for."""
    school, _, name = log.partition("/")
    slug = next((one.slug for one in schools.every(session) if one.id == school), None)
    return slug is not None and witness.sees(slug, name)


def witness_states(session: Session, watch: Watch, log: str) -> list[WitnessState]:
    """How far each witness of a log has seen it."""
    return [
        _witness_state(session, witness.name, log, watch.days)
        for witness in watch.witnesses
        if may_see(session, witness, log)
    ]


def late_witnesses(session: Session, watch: Watch) -> list[str]:
    """Which witnesses have been away for too long, each with the log."""
    return [
        f"{state.name} has seen {state.size} entries of {log}"
        for log in audit.log_names(session)
        for state in witness_states(session, watch, log)
        if state.late
    ]


def _witness_state(session: Session, name: str, log: str, days: float) -> WitnessState:
    visit = audit.last_seen(session, log, name)
    size = 0 if visit is None else visit.size
    waiting = audit.entered(session, log, size)
    late = waiting is not None and clock.now() - waiting > timedelta(days=days)
    return WitnessState(name=name, size=size, at=None if visit is None else visit.at, late=late)
