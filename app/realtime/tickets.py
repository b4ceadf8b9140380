"""One-use tickets: how a socket proves its session, with no cookie and no secret in its address."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.orm import Session

from app.core import clock
from app.core.columns import table_of
from app.core.secrets import new_token, token_hash
from app.realtime.errors import TicketSpent
from app.realtime.schemas import TicketHolder
from app.realtime.tables import Ticket

_TICKET = table_of(Ticket)
# Built once: when a whole school's lids open, each page asks both.
_ISSUE = insert(_TICKET)
_REDEEM = (
    delete(_TICKET)
    .where(_TICKET.c.hash == bindparam("ticket_hash"), _TICKET.c.expires > bindparam("now"))
    .returning(_TICKET.c.actor_kind, _TICKET.c.actor_id, _TICKET.c.session_id)
)


def issue(session: Session, *, actor_kind: str, actor_id: str, session_id: str, seconds: float) -> str:
    """A fresh ticket for one session, good once, for `seconds`. Only its hash is kept."""
    ticket = new_token()
    row = {
        "hash": token_hash(ticket),
        "actor_kind": actor_kind,
        "actor_id": actor_id,
        "session_id": session_id,
        "expires": clock.now() + timedelta(seconds=seconds),
    }
    session.connection().execute(_ISSUE, row)
    return ticket


def redeem(session: Session, ticket: str) -> TicketHolder:
    """Spend the ticket. One atomic statement, so two sockets can never both be let in. Raises `TicketSpent`."""
    row = session.connection().execute(_REDEEM, {"ticket_hash": token_hash(ticket), "now": clock.now()}).first()
    if row is None:
        raise TicketSpent
    return TicketHolder(*row)


def forget_old(session: Session) -> int:
    """Erase tickets that nobody used in time; how many there were."""
    return session.connection().execute(delete(_TICKET).where(_TICKET.c.expires <= clock.now())).rowcount
