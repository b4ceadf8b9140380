"""Whether a long log is whole as far as one look tells: its signed root, its own count, and the entries on the page.

Checking a million entries at each look would take longer than anybody waits. What is shown is proved, each entry by its
path to the root; that nothing else was changed is for the whole check, which a person asks for, and for the witnesses.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audit import queries as audit
from app.audit.leaves import EntryView, LogState, b64u
from app.audit.merkle import RootOf, inclusion_path
from app.audit.notes import BadNote, Verifier
from app.audit.proofs import PathOfEntry, faults_of_entry

SHORT = 2000
"""Up to so many entries, a log is checked whole at every look."""


def glance(session: Session, log: str, state: LogState, verifier: Verifier, shown: Sequence[EntryView]) -> list[str]:
    """What is wrong with a log, as far as its tiles, its newest checkpoint and the entries that are shown tell."""
    roots = audit.roots(session, log)
    return [
        *_signed_fault(session, log, state, verifier, roots),
        *_shown_faults(session, log, state, roots, shown),
    ]


def _signed_fault(session: Session, log: str, state: LogState, verifier: Verifier, roots: RootOf) -> list[str]:
    if b64u(roots(0, state.size)) != state.root:
        return ["The entries do not have the root that the log last counted."]
    newest = audit.latest_checkpoint(session, log)
    if newest is None:
        return []
    try:
        signed = verifier.open(newest.note)
    except BadNote as error:
        return [f"The checkpoint at {newest.size} does not hold: {error}."]
    if signed.size > state.size:
        return [f"The log reached {signed.size} entries and now ends after {state.size}."]
    if roots(0, signed.size) != signed.root:
        return [f"The first {signed.size} entries are not those that were signed."]
    return []


def _shown_faults(session: Session, log: str, state: LogState, roots: RootOf, shown: Sequence[EntryView]) -> list[str]:
    mine = [entry for entry in shown if entry.log == log]
    salts = audit.salts(session, log, [entry.index for entry in mine])
    bare = [entry.index for entry in mine if entry.index not in salts]
    unproved = set(bare) - audit.erased(session, log, bare)
    found = [
        f"The salt of entry {index} is gone and no erasure is recorded, so nothing proves the entry."
        for index in sorted(unproved)
    ]
    root = roots(0, state.size)
    for entry in mine:
        one = PathOfEntry(entry, salts.get(entry.index), inclusion_path(roots, entry.index, state.size))
        found += faults_of_entry(log, one, state.size, root)
    return found
