"""When a roster may follow the one before, and when sheets are due. Pure: documents in, facts or a refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.core import encoding
from app.core.ids import SchoolId
from app.keys.errors import RosterConflict, RosterRefused
from app.keys.schemas import PersonKeys, SheetsState, SignedRoster
from app.people.actors import Role
from app.people.policy import groups_of
from app.sealing.documents import RecoveryKey, Roster, RosterGroup, RosterPerson, Standing, read_roster
from app.sealing.verify import key_id, read_signed_roster

Terms = Mapping[date, date]
"""Each term's last day, by its first."""

ROOT_HOLDERS = frozenset({Role.DSL, Role.HEAD})
LEFT = "left"
READS_NOTHING = frozenset({"governor", "administrator", LEFT})
"""Roles to which nothing is sealed."""
ROSTER_WARNING_DAYS = (60, 14, 0)
"""How long before a roster runs out its signers are written to."""
TEST_REMINDER_DAYS = (0, 14)
"""How long after a test of sheets was due the group's members are written to."""
TEST_DAYS = 120
"""A set of sheets that nobody has tried for so long may be lost, faded or mixed up without anybody knowing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the server holds of the things that a roster names."""

    people: Mapping[str, PersonKeys]
    """Everybody who has joined."""
    groups: Mapping[tuple[str, int], bytes]
    """Each group epoch's KEM key: signed, proposed, or brought with this roster."""
    recovery: Mapping[tuple[str, int], bytes]
    """Each recovery set's KEM key."""


def next_roster(school_id: SchoolId, doc: bytes, sig: bytes, before: SignedRoster | None, now: datetime) -> Roster:
    """The roster in `doc`, if its signature, number and dates let it follow `before` (None: it is the school's first).

    The root that signed the one before signed it, or one which that root named: a server that stored anything else
    would only break every client's check later. Raises `RosterConflict` if its number is not the next, `RosterRefused`
    if it has run out, or the check's own error from `app.sealing`.
    """
    root = read_roster(doc if before is None else before.doc).root
    roster = read_signed_roster({"doc": encoding.encode(doc), "sig": encoding.encode(sig)}, school=school_id, root=root)
    if roster.number != (1 if before is None else before.number + 1):
        raise RosterConflict
    if moment(roster.expires) <= now:
        raise _refused("expired")
    return roster


def check_roster(before: Roster | None, after: Roster, known: Known) -> None:
    """Raise `RosterRefused`, whose `why` names the rule, unless `after` may follow `before`.

    Nobody is dropped, no group is left without a member or a reader, and what each person signed in an earlier
    standing goes on holding, because that standing is in the roster too.
    """
    _check_people(before, after, known)
    _check_groups(before, after, known)
    if before is not None and after.handed_over[: len(before.handed_over)] != before.handed_over:
        # Whoever pinned an older root finds the present one by these links alone.
        raise _refused("handed_over")


def members(roster: Roster, group: str) -> set[str]:
    """Who is in a group by that roster."""
    return {person.id for person in roster.people if group in person.groups}


def root_holders(roster: Roster) -> set[str]:
    """Who may hold the root's seed by that roster."""
    return {person.id for person in roster.people if person.role in ROOT_HOLDERS}


def _check_people(before: Roster | None, after: Roster, known: Known) -> None:
    former = {} if before is None else {person.id: person for person in before.people}
    if former.keys() - {person.id for person in after.people}:
        raise _refused("person_dropped")
    for person in after.people:
        _check_person(former.get(person.id), person, 0 if before is None else before.number, known)
    if not any(person.role == "dsl" for person in after.people):
        raise _refused("last_dsl")


def _check_person(before: RosterPerson | None, after: RosterPerson, number: int, known: Known) -> None:
    if not _has_known_keys(before, after, known):
        raise _refused("person_keys" if after.id in known.people else "person_unknown")
    if after.role == LEFT and before is None:
        raise _refused("person_unknown")
    if frozenset(after.groups) != (frozenset() if after.role == LEFT else groups_of(Role(after.role))):
        raise _refused("role_groups")
    if not _keeps_standings(before, after, number):
        raise _refused("standings")


def _has_known_keys(before: RosterPerson | None, after: RosterPerson, known: Known) -> bool:
    """Whether somebody stands in the roster with the keys that they joined with, or those they had in the last one.

    Whoever has been readmitted joined with new keys, and stands with the old ones until a root holder has checked them.
    """
    if before is not None and (before.sign, before.kem) == (after.sign, after.kem):
        return True
    return after.role != LEFT and is_named(after, known.people.get(after.id))


def is_named(person: RosterPerson, keys: PersonKeys | None) -> bool:
    """Whether somebody stands in the roster with the keys that they joined with last."""
    return keys is not None and (keys.sign, key_id(keys.kem)) == (person.sign, person.kem)


def _keeps_standings(before: RosterPerson | None, after: RosterPerson, number: int) -> bool:
    was = tuple(map(_plain, after.was))
    if before is None:
        return was == ()
    kept = tuple(map(_plain, before.was))
    unchanged = _standing(before, number) == _standing(after, number)
    # Having been away is no standing that anybody signed anything in, so it may be left out.
    return was == (*kept, _standing(before, number)) or (was == kept and (unchanged or before.role == LEFT))


def _standing(person: RosterPerson, until: int) -> Standing:
    return _plain(Standing(person.role, person.groups, person.sign, until))


def _plain(standing: Standing) -> Standing:
    """The same, however its groups were ordered."""
    return replace(standing, groups=tuple(sorted(standing.groups)))


def _check_groups(before: Roster | None, after: Roster, known: Known) -> None:
    former = {} if before is None else {group.name: group for group in before.groups}
    if former.keys() - {group.name for group in after.groups}:
        raise _refused("group_dropped")
    if any(after.group(name) is None for person in after.people for name in person.groups):
        raise _refused("group_missing")
    for group in after.groups:
        old = former.get(group.name)
        if group.epoch not in ({1} if old is None else {old.epoch, old.epoch + 1}):
            raise _refused("group_epoch")
        if known.groups.get((group.name, group.epoch)) != group.kem:
            raise _refused("group_key")
        if not members(after, group.name):
            raise _refused("last_member")
        _check_recovery(None if old is None else old.recovery, group, known)


def _check_recovery(before: RecoveryKey | None, group: RosterGroup, known: Known) -> None:
    after = group.recovery
    if before is not None and (after is None or after.set < before.set):
        raise _refused("recovery_dropped")
    if after is not None and known.recovery.get((group.name, after.set)) != after.kem:
        raise _refused("recovery_unknown")


def moment(text: str) -> datetime:
    """A time of a roster, whose shape was checked."""
    return datetime.fromisoformat(text)


def _refused(why: str) -> RosterRefused:
    return RosterRefused(data={"why": why})


def test_due(made: datetime, tested: datetime | None, terms: Terms) -> date:
    """The day by which a set of sheets is to be tried: the end of the next term, and within 120 days."""
    last = (tested or made).date()
    latest = last + timedelta(days=TEST_DAYS)
    return min([end for first, end in terms.items() if first > last] + [latest])


def sheets_state(*, confirmed: bool, signed: bool, due: date, today: date) -> SheetsState:
    """What a group's members have to do about its sheets."""
    if not (confirmed and signed):
        return "unconfirmed"
    return "test_due" if due <= today else "ok"
