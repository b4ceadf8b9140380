"""What a school says about the help routes: its own numbers, and that somebody has rung or opened one."""

from typing import Literal

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref
from app.core import clock
from app.escalation import policy, queries
from app.escalation.errors import AddressRefused, ContactEmpty, RouteNotLocal
from app.escalation.schemas import Contact
from app.escalation.tables import SchoolRouteRow
from app.people.actors import Staff


def fill_in(session: Session, actor: Staff, route_id: str, contact: Contact) -> None:
    """How to reach a service of the school's own area. Whoever fills it in has it from there, so it counts as checked.

    Raises `HelpRouteUnknown`, `RouteNotLocal`, `ContactEmpty`, `AddressRefused`.
    """
    if not queries.help_route(route_id).local:
        raise RouteNotLocal
    if contact.phone is None and contact.url is None:
        raise ContactEmpty
    if contact.url is not None and not policy.is_safe_address(contact.url):
        raise AddressRefused
    row = _row(session, actor, route_id)
    row.phone, row.nights, row.url = contact.phone, contact.nights, contact.url
    row.checked_at, row.checked_by = clock.now(), actor.person_id
    _record(session, actor, route_id, "filled_in")


def check(session: Session, actor: Staff, route_id: str) -> None:
    """Somebody has rung it, or read its page, and it is as it stands here. Raises `HelpRouteUnknown`."""
    row = _row(session, actor, queries.help_route(route_id).id)
    row.checked_at, row.checked_by = clock.now(), actor.person_id
    _record(session, actor, route_id, "checked")


def note_opening(session: Session, actor: Staff, route_id: str, opens: Literal["opened", "blocked"]) -> None:
    """What a pupil's device showed when its link was pressed. Raises `HelpRouteUnknown`."""
    row = _row(session, actor, queries.help_route(route_id).id)
    row.opens, row.opens_at, row.opens_by = opens, clock.now(), actor.person_id
    _record(session, actor, route_id, opens)


def _row(session: Session, actor: Staff, route_id: str) -> SchoolRouteRow:
    row = session.get(SchoolRouteRow, (actor.school_id, route_id), with_for_update=True)
    if row is None:
        row = SchoolRouteRow(school_id=actor.school_id, route_id=route_id)
        session.add(row)
    return row


def _record(session: Session, actor: Staff, route_id: str, what: str) -> None:
    session.flush()
    about, details = Ref("school", actor.school_id), {"route": route_id.replace("-", "_"), "what": what}
    audit.record_in_school(session, actor.school_id, actor, AuditAction.HELP_ROUTE_CHECKED, about, {**details})
