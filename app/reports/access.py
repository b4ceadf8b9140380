"""The only way to a case. A stranger meets 404, somebody who may know of it but not do this 403."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.conversations import access as conversations
from app.conversations.access import Access
from app.conversations.policy import Standing
from app.core.errors import Forbidden, NotFound
from app.people.actors import Actor
from app.reports import queries
from app.reports.errors import CaseChanged
from app.reports.schemas import Report


@dataclass(frozen=True, slots=True)
class Case:
    """A case that the caller may use, and what they are in it."""

    report: Report
    access: Access

    @property
    def who(self) -> Standing:
        """What the caller is in it."""
        return self.access.who


def case_to_read(session: Session, actor: Actor, conversation_id: str) -> Case:
    """A case that the caller is in. Raises `NotFound`."""
    found = conversations.conversation_to_read(session, actor, conversation_id)
    return Case(_report(session, conversation_id, lock=False), found)


def case_to_change(session: Session, actor: Actor, conversation_id: str, *, if_v: int | None = None) -> Case:
    """A case that the caller is in, its row held until the commit.

    Raises `NotFound`, or `CaseChanged` if `if_v` is given and is no longer its version.
    """
    found = conversations.conversation_to_write(session, actor, conversation_id)
    report = _report(session, conversation_id, lock=True)
    check_version(report, if_v)
    return Case(report, found)


def case_of_group(session: Session, actor: Actor, conversation_id: str, *, if_v: int | None = None) -> Case:
    """A case that the caller's group receives, to be changed. Raises `NotFound`, `Forbidden`, `CaseChanged`."""
    case = case_to_change(session, actor, conversation_id)
    if case.who is not Standing.GROUP:
        raise Forbidden
    check_version(case.report, if_v)
    return case


def check_version(report: Report, if_v: int | None) -> None:
    """Raise `CaseChanged` if the caller decided on another version of the case."""
    if if_v is not None and if_v != report.v:
        raise CaseChanged(data={"v": report.v})


def _report(session: Session, conversation_id: str, *, lock: bool) -> Report:
    found = queries.report(session, conversation_id, lock=lock)
    if found is None:
        raise NotFound
    return found
