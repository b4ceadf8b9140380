"""What is recorded, and under whose name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.audit.leaves import Act, CheckpointView
from app.audit.leaves import Detail as Detail
from app.audit.leaves import Ref as Ref
from app.audit.proofs import PathOfEntry, Witnessed
from app.core.ids import SchoolId


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
    CHANGES_VIEWED = "changes.viewed"
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
    IDENTITY_GIVEN = "identity.given"
    IDENTITY_OPENED = "identity.opened"
    IDENTITY_RECORDED = "identity.recorded"
    INVITATION_REFUSED = "invitation.refused"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    KEY_USED = "key.used"
    KEYS_MOVING = "keys.moving"
    LAST_WORD_SENT = "last_word.sent"
    LINK_RECORDED = "link.recorded"
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
    REPORT_CATEGORISED = "report.categorised"
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
    REPORT_SEARCHED = "report.searched"
    REPORT_SNOOZED = "report.snoozed"
    REPORT_STATUS_TOLD = "report.status_told"
    REPORT_TAKEN = "report.taken"
    REPORT_URGENCY_SET = "report.urgency_set"
    REPORT_WOKEN = "report.woken"
    REVIEW_PICKED = "review.picked"
    REVIEW_SIGNED = "review.signed"
    REVIEW_TALKED = "review.talked"
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
    SUPERVISION_HELD = "supervision.held"
    TRAINING_ADDED = "training.added"
    TRAINING_RULES_SET = "training.rules_set"
    TRAINING_WITHDRAWN = "training.withdrawn"
    VAULT_STORED = "vault.stored"
    VAULT_UNLOCKED = "vault.unlocked"


@runtime_checkable
class Signing(Protocol):
    """A party who may have put their name to the request in which they act."""

    @property
    def act(self) -> Act | None: ...


class Party(Protocol):
    """Whoever acts, or what is acted on: every actor of the domains above is one."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> str: ...


SYSTEM = Ref("system", "server")
"""The actor of what the server does by itself."""


def log_id(school_id: SchoolId, name: str) -> str:
    """The log of a group (`safeguarding`, `pastoral`, `head`, `governors`), or `school` for people and keys."""
    return f"{school_id}/{name}"


@dataclass(frozen=True, slots=True)
class Proved:
    """Some entries of a log, under one checkpoint."""

    checkpoint: CheckpointView
    witnessed: Witnessed | None
    entries: list[PathOfEntry]
