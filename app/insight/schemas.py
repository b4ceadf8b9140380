"""The audit view on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.audit.leaves import Act
from app.audit.schemas import Detail, Ref
from app.core.encoding import base64url


class Wire(BaseModel):
    """A body of the HTTP interface: exactly the fields that are documented."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PartyView(Wire):
    """Whoever acted, or was acted on. `alias` is null for what is not a person of the school."""

    kind: str
    id: str
    alias: str | None


class EntryLine(Wire):
    """One thing that somebody did."""

    log: str
    index: int
    at: datetime
    actor: PartyView
    action: str
    subject: PartyView
    details: dict[str, Detail]


class EntryProof(Wire):
    """An entry as its leaf commits to it, and its path to the root, nearest first. `salt` is null once it was erased.

    `salt`, `leaf_hash` and the hashes of `proof` are base64url of 32 bytes each.
    """

    index: int
    at: datetime
    actor: Ref
    action: str
    subject: Ref
    details: dict[str, Detail]
    act: Act | None
    salt: str | None
    leaf_hash: str
    proof: list[str]


class Witnessed(Wire):
    """An earlier checkpoint that a witness cosigned, and the proof that the later one only adds to it."""

    checkpoint: str
    proof: list[str]


class SignedRoster(Wire):
    """The newest roster: the keys with which people sign what they do."""

    doc: str
    sig: str


class LogProof(Wire):
    """Entries of one log under one checkpoint. `key` is the checkpoint's key as C2SP writes it."""

    log: str
    key: str
    checkpoint: str
    entries: list[EntryProof]
    witnessed: Witnessed | None


class CaseProof(LogProof):
    """Every entry about a case. `earlier`: the logs of groups that had the case before it was raised."""

    v: Literal[1]
    case: str
    roster: SignedRoster | None
    earlier: list[LogProof]


class CaseView(Wire):
    """Somebody who opened a case, took it out, or watched its chat."""

    at: datetime
    who: PartyView
    action: str


class CaseViews(Wire):
    """Who has seen a case, newest first."""

    views: list[CaseView]


class Change(Wire):
    """How often something was done."""

    action: str
    times: int


class Changes(Wire):
    """What changed since the caller last asked, in numbers. `since` is null at the first time."""

    since: datetime | None
    changes: list[Change]


class WitnessState(Wire):
    """How far a witness has seen a log, and when; null before its first visit. `late`: it has been away too long."""

    name: str
    size: int
    at: datetime | None
    late: bool


class LogReport(Wire):
    """What checking a log found. `root` and `checkpoint` are those of the log as it stands, or null before either."""

    log: str
    size: int
    root: str | None
    checkpoint: str | None
    state: Literal["whole", "broken"]
    findings: list[str]
    witnesses: list[WitnessState]
    checked: int
    """How many of its entries were checked at this look: all of a short log, of a long one those that are shown."""


class AuditView(Wire):
    """A page of entries, newest first, and the state of every log it was read from."""

    entries: list[EntryLine]
    cursor: str | None
    logs: list[LogReport]


class SetupStep(Wire):
    """A step of setting a school up. `by` is null for what the server sees by itself."""

    step: str
    done: datetime | None
    by: str | None
    detail: dict[str, list[str]] | None


class CheckItem(Wire):
    """Something that must be so before a school opens. `why` says what is missing, as a code."""

    item: str
    ok: bool
    why: str | None


class Setup(Wire):
    """How far a school's set-up is."""

    steps: list[SetupStep]
    checklist: list[CheckItem]
    live: datetime | None
    testing_until: datetime | None


CheckName = Literal["secure", "server", "clock", "policy", "socket", "poll", "worker"]
"""What the self-test of a device tries."""


class StepSaid(Wire):
    """Whether a step is done, as a person says. `failed`: what their device's self-test found amiss, if it was run."""

    done: bool
    failed: Annotated[list[CheckName], Field(max_length=7)] | None = None


class WitnessAsks(Wire):
    """A witness's question (`app.audit.witnessing.Ask`), and its signature over that very text."""

    witness: Annotated[str, Field(max_length=128)]
    text: Annotated[str, Field(max_length=16_384)]
    sig: Annotated[str, base64url(exact=64)]


class Offers(Wire):
    """Checkpoints with their proofs, each as the body of `add-checkpoint` (C2SP `tlog-witness`)."""

    offers: list[str]


class Cosignature(Wire):
    """A witness's line under the checkpoint of a log at a size."""

    origin: Annotated[str, Field(max_length=128)]
    size: Annotated[int, Field(ge=0, le=2**53)]
    line: Annotated[str, Field(max_length=512)]


class Cosignatures(Wire):
    """What a witness signed at a visit."""

    witness: Annotated[str, Field(max_length=128)]
    lines: Annotated[list[Cosignature], Field(max_length=64)]
