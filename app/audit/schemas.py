"""The values of the audit log, and the one way of turning an entry into bytes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.core.ids import SchoolId

SALT_BYTES = 32
# Made once: every entry of a log passes through it when the log is verified.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Detail = str | int | bool | None
"""What a detail may be: an id, an enum's value, a number. Never words that somebody wrote."""


class AuditAction(StrEnum):
    """Everything that is recorded, as `subject.action`. A retired member stays as a comment, never as another thing."""

    ACCOUNT_AUTHENTICATOR_SET = "account.authenticator_set"
    ACCOUNT_METHOD_ADDED = "account.method_added"
    ACCOUNT_METHOD_REMOVED = "account.method_removed"
    ALERT_ANSWERED = "alert.answered"
    ALERT_CLIMBED = "alert.climbed"
    ALERT_DEVICE_ADDED = "alert.device_added"
    ALERT_DEVICE_REMOVED = "alert.device_removed"
    ALERT_ENDED = "alert.ended"
    ALERT_RAISED = "alert.raised"
    ALERT_RULES_SET = "alert.rules_set"
    AUDIT_ERASED = "audit.erased"
    AUDIT_VIEWED = "audit.viewed"
    BUDGET_OVERFLOWED = "budget.overflowed"
    CHAT_ASKED = "chat.asked"
    CHAT_AVOIDED = "chat.avoided"
    CHAT_CLAIMED = "chat.claimed"
    CHAT_COACHED = "chat.coached"
    CHAT_DECLINED = "chat.declined"
    CHAT_ENDED = "chat.ended"
    CHAT_FROZEN = "chat.frozen"
    CHAT_HELD = "chat.held"
    CHAT_JOINED = "chat.joined"
    CHAT_LEFT = "chat.left"
    CHAT_OFFERED = "chat.offered"
    CHAT_RELEASED = "chat.released"
    CHAT_RETURNED = "chat.returned"
    CHAT_TAKEN_OVER = "chat.taken_over"
    CHAT_UNFROZEN = "chat.unfrozen"
    CHAT_WAITED = "chat.waited"
    CHAT_WATCHED = "chat.watched"
    CHECK_RECORDED = "check.recorded"
    DEBRIEF_GIVEN = "debrief.given"
    DEBRIEF_SEEN = "debrief.seen"
    DECISION_RECORDED = "decision.recorded"
    DUTY_ENDED = "duty.ended"
    DUTY_STARTED = "duty.started"
    EPOCH_STARTED = "epoch.started"
    EXPORT_MADE = "export.made"
    GROUP_PROPOSED = "group.proposed"
    GROUP_ROTATED = "group.rotated"
    GROUP_WRAPPED = "group.wrapped"
    HELP_ROUTE_CHECKED = "help_route.checked"
    HELP_ROUTE_SHOWN = "help_route.shown"
    IDENTITY_OPENED = "identity.opened"
    IDENTITY_RECORDED = "identity.recorded"
    INVITATION_REFUSED = "invitation.refused"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    KEY_USED = "key.used"
    KEYS_MOVING = "keys.moving"
    LAST_WORD_SENT = "last_word.sent"
    MAILBOX_FORGOTTEN = "mailbox.forgotten"
    MAILBOX_OPENED = "mailbox.opened"
    MAIL_FAILED = "mail.failed"
    MENTOR_CHANGED = "mentor.changed"
    MENTOR_SEATED = "mentor.seated"
    MENTOR_TALKED_WITH = "mentor.talked_with"
    MENTORING_RULES_SET = "mentoring.rules_set"
    MESSAGE_POSTED = "message.posted"
    NOTE_ADDED = "note.added"
    OUTCOME_RECORDED = "outcome.recorded"
    PERSON_CHANGED = "person.changed"
    PERSON_CONFIRMED = "person.confirmed"
    PERSON_INVITED = "person.invited"
    PERSON_INVITED_BACK = "person.invited_back"
    PERSON_JOINED = "person.joined"
    PERSON_PAUSED = "person.paused"
    PERSON_READMITTED = "person.readmitted"
    PERSON_REMOVED = "person.removed"
    PERSON_RESTORED = "person.restored"
    PERSON_RESUMED = "person.resumed"
    PERSON_SUSPENDED = "person.suspended"
    PERSONAL_DUTY_DONE = "personal_duty.done"
    PERSONAL_DUTY_TAKEN = "personal_duty.taken"
    PROOF_MADE = "proof.made"
    RECOVERY_CONFIRMED = "recovery.confirmed"
    RECOVERY_MADE = "recovery.made"
    RECOVERY_TESTED = "recovery.tested"
    RECOVERY_USED = "recovery.used"
    REPORT_CLOSED = "report.closed"
    REPORT_ESCALATED = "report.escalated"
    REPORT_FOLLOW_UP_SET = "report.follow_up_set"
    REPORT_GIVEN_TO_RESPONDER = "report.given_to_responder"
    REPORT_OPENED = "report.opened"
    REPORT_PASSED_TO_ADULT = "report.passed_to_adult"
    REPORT_PASSED_TO_MENTOR = "report.passed_to_mentor"
    REPORT_RECEIVED = "report.received"
    REPORT_RELEASED = "report.released"
    REPORT_REOPENED = "report.reopened"
    REPORT_STATUS_TOLD = "report.status_told"
    REPORT_TAKEN = "report.taken"
    REPORT_URGENCY_SET = "report.urgency_set"
    REVIEW_PICKED = "review.picked"
    REVIEW_SIGNED = "review.signed"
    ROSTER_SIGNED = "roster.signed"
    ROTA_CHANGED = "rota.changed"
    ROTA_CHANGE_REMOVED = "rota.change_removed"
    ROTA_SLOT_ADDED = "rota.slot_added"
    ROTA_SLOT_CHANGED = "rota.slot_changed"
    ROTA_SLOT_REMOVED = "rota.slot_removed"
    SCHOOL_CHANGED = "school.changed"
    SCHOOL_CLOSED = "school.closed"
    SCHOOL_OPENED = "school.opened"
    SCHOOL_SET_UP = "school.set_up"
    SCHOOL_STEP_SAID = "school.step_said"
    SCHOOL_TESTED = "school.tested"
    SCHOOL_TOPICS_SET = "school.topics_set"
    SESSION_CONFIRMED = "session.confirmed"
    SESSION_ENDED = "session.ended"
    SESSION_STARTED = "session.started"
    SIGN_IN_CODE_GIVEN = "sign_in.code_given"
    SIGN_IN_REFUSED = "sign_in.refused"
    TRAINING_ADDED = "training.added"
    TRAINING_RULES_SET = "training.rules_set"
    TRAINING_WITHDRAWN = "training.withdrawn"
    VAULT_STORED = "vault.stored"
    VAULT_UNLOCKED = "vault.unlocked"


class Party(Protocol):
    """Whoever acts, or what is acted on: every actor of the domains above is one."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ref:
    """A party by kind and id: `Ref("case", conversation_id)`."""

    kind: str
    id: str


SYSTEM = Ref("system", "server")
"""The actor of what the server does by itself."""


def log_id(school_id: SchoolId, name: str) -> str:
    """The log of a group (`safeguarding`, `pastoral`, `head`, `governors`), or `school` for people and keys."""
    return f"{school_id}/{name}"


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry, as read from a database or an export. `leaf_hash` is base64url."""

    log: str
    index: int
    at: datetime
    actor: Ref
    action: str
    subject: Ref
    details: Mapping[str, Detail]
    leaf_hash: str

    def canonical(self, index: int | None = None) -> bytes:
        """What is committed to: compact JSON, keys sorted, UTF-8. `index` asks how it would read in another place."""
        document = {
            "v": 1,
            "log": self.log,
            "index": self.index if index is None else index,
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "actor": [self.actor.kind, self.actor.id],
            "action": self.action,
            "subject": [self.subject.kind, self.subject.id],
            "details": dict(self.details),
        }
        return _CANONICAL.encode(document).encode()


def commitment(salt: bytes, canonical: bytes) -> bytes:
    """The leaf's data. Without the salt it says nothing of the entry, not even to somebody who guesses the entry."""
    return hashlib.sha256(b"hark/1 audit-entry\x00" + salt + canonical).digest()


@dataclass(frozen=True, slots=True)
class LogState:
    """What the database says of a log as a whole. `root` is base64url."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """One stored checkpoint. `root` is base64url and repeats what the note says."""

    size: int
    root: str
    note: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """An entry, its salt unless that was erased, and its path to the root of a checkpoint."""

    entry: EntryView
    salt: str | None
    path: list[bytes]


@dataclass(frozen=True, slots=True)
class Proved:
    """Some entries of a log, under one checkpoint."""

    checkpoint: CheckpointView
    entries: list[ProvedEntry]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verifier needs of one log, from a database or an export alike."""

    log: str
    entries: list[EntryView]
    salts: Mapping[int, str]
    checkpoints: list[CheckpointView] = field(default_factory=list)
    state: LogState | None = None
