"""Opens a whole exported case file and reports every check (docs/protocol.md, section 8). Needs no server."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from app.core import encoding
from app.core.errors import AppError
from app.sealing.body import Body
from app.sealing.documents import EpochRecord, Roster, SignedRoster, WrapRecord, read_roster, read_statement
from app.sealing.epoch import Place, check_signer, unwrap_epoch
from app.sealing.errors import (
    CaseFileMalformed,
    EpochMismatch,
    ItemsMissing,
    KeyMismatch,
    KindMismatch,
    RootChanged,
    SecretMissing,
    SeenWrong,
    SheetsDoNotMatch,
)
from app.sealing.item import ItemPlace, clear_hash, envelope_hash, open_item
from app.sealing.recovery import RecoverySecret
from app.sealing.roster import check_roster, epoch_signers, item_signers, reader_allowed
from app.sealing.shape import Shape
from app.sealing.sheets import PAIRS, RecoverySet, open_pairs, unwrap_from_recovery
from app.sealing.verify import key_id, succeeds
from app.sealing.wrap import kem_public_key

SEALED = "msg"
ERASED = "tomb"
SERVER = "server"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked. `finding` is None if it holds, else the code of the fact against it."""

    what: str
    finding: str | None


@dataclass(frozen=True, slots=True)
class FileItem:
    """An item as it stands in the file."""

    seq: int
    type: str
    kind: str
    epoch: int
    cmid: str
    sender: str
    body: str
    at: str

    def hash(self) -> str:
        return envelope_hash(self.body) if self.type == SEALED else clear_hash(self.body)


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """An item and, if it is sealed and every check of it holds, what it says."""

    item: FileItem
    body: Body | None


@dataclass(frozen=True, slots=True)
class FileStream:
    """One stream of the file: its epochs in order and its items in order."""

    stream: str
    epochs: list[EpochRecord]
    items: list[FileItem]


@dataclass(frozen=True, slots=True)
class FileSet:
    """The group's printed sheets as the file carries them: boxes that two of them open, and what those open."""

    number: int
    boxes: Mapping[str, bytes]
    wraps: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file, read and not yet opened."""

    school: str
    school_name: str
    case: str
    number: int
    group: str
    exported: str
    signed_roster: SignedRoster
    roster: Roster
    streams: list[FileStream]
    recovery: list[FileSet]


@dataclass(slots=True)
class OpenedCase:
    """What came out: the checks in the order they were made, and each stream's items."""

    file: CaseFile
    checks: list[Check] = field(default_factory=list)
    streams: dict[str, list[OpenedItem]] = field(default_factory=dict)
    pupil_sign: bytes | None = None

    @property
    def findings(self) -> list[Check]:
        return [check for check in self.checks if check.finding is not None]

    @contextmanager
    def checking(self, what: str) -> Iterator[None]:
        """Note whether the block holds. A refusal inside it becomes the check's finding and ends the block."""
        try:
            yield
        except AppError as error:
            self.checks.append(Check(what, error.code))
        else:
            self.checks.append(Check(what, None))


def read_case_file(data: bytes) -> CaseFile:
    """The file, checked for shape only. Raises `CaseFileMalformed` and, for the roster in it, `RosterMalformed`."""
    shape = Shape.of(data, CaseFileMalformed)
    shape.version_1()
    school, case, roster = shape.shape("school"), shape.shape("case"), shape.shape("roster")
    signed: SignedRoster = {"doc": roster.text("doc"), "sig": roster.text("sig")}
    streams = [_read_stream(one) for one in shape.shapes("streams")]
    # The conversation comes first and has to be there: the pupil's key is in its report.
    names = [stream.stream for stream in streams]
    may_be = [f"{kind}:{case.id('id')}" for kind in ("conv", "file", "side")]
    if not names or names[0] != may_be[0] or names != [name for name in may_be if name in names]:
        shape.refuse()
    return CaseFile(
        school=school.id("id"),
        school_name=school.text("name"),
        case=case.id("id"),
        number=case.integer("number", 1),
        group=case.text("group"),
        exported=shape.time("exported"),
        signed_roster=signed,
        roster=read_roster(encoding.decode(signed["doc"])),
        streams=streams,
        recovery=[_read_set(one) for one in shape.shapes_if_any("recovery")],
    )


def _read_set(shape: Shape) -> FileSet:
    boxes = {one.one("pair", PAIRS): one.sealed("box") for one in shape.shapes("boxes")}
    wraps = {one.integer("epoch", 1): one.sealed("wrap") for one in shape.shapes("wraps")}
    return FileSet(shape.integer("set", 1), boxes, wraps)


def _read_stream(shape: Shape) -> FileStream:
    return FileStream(
        shape.stream("stream"),
        [_read_epoch(one) for one in shape.shapes("epochs")],
        [_read_item(one) for one in shape.shapes("items")],
    )


def _read_epoch(shape: Shape) -> EpochRecord:
    wraps: list[WrapRecord] = [{"to": one.text("to"), "wrap": one.text("wrap")} for one in shape.shapes("wraps")]
    return {
        "epoch": shape.integer("epoch", 1),
        "statement": shape.text("statement"),
        "sig": shape.text("sig"),
        "wraps": wraps,
    }


def _read_item(shape: Shape) -> FileItem:
    return FileItem(
        shape.integer("seq", 1),
        shape.text("type"),
        shape.text("kind"),
        shape.integer("epoch", 0),
        shape.text("cmid"),
        shape.text("sender"),
        shape.text("body"),
        shape.time("at"),
    )


def secrets_of_sheets(file: CaseFile, one: bytes, other: bytes) -> list[RecoverySecret]:
    """Every key of the file's group that two of its sheets open.

    Raises `SheetsDoNotMatch` if the file has no set of which these are two, `KeyMismatch` if the set that they open is
    not the one that the roster names, and what `open_box` and `unwrap` raise.
    """
    for found in file.recovery:
        of = RecoverySet(file.school, file.group, found.number)
        try:
            seed = open_pairs(of, one, other, found.boxes)
        except SheetsDoNotMatch:
            continue
        _check_set(file, found, seed)
        return [
            RecoverySecret(file.group, epoch, unwrap_from_recovery(seed, of, epoch, wrap))
            for epoch, wrap in found.wraps.items()
        ]
    raise SheetsDoNotMatch


def _check_set(file: CaseFile, found: FileSet, seed: bytes) -> None:
    group = file.roster.group(file.group)
    signed = None if group is None else group.recovery
    # A set of before has no name in the roster; what it opens is proved by the epochs that it opens.
    if signed is not None and signed.set == found.number and kem_public_key(seed) != signed.kem:
        raise KeyMismatch


def open_case_file(file: CaseFile, secrets: Sequence[RecoverySecret], *, root: str | None = None) -> OpenedCase:
    """Open every item that the secrets open. Nothing is raised: what fails is a check with a finding, and is not shown.

    `root` is the fingerprint (`kid`) of the school's root, as printed on its posters, if the reader knows it.
    """
    opened = OpenedCase(file)
    _check_roster(opened, root)
    _check_secrets(opened, secrets)
    for stream in file.streams:
        keys = _open_epochs(opened, stream, secrets)
        _check_order(opened, stream)
        opened.streams[stream.stream] = [_open_one(opened, stream, keys, item) for item in stream.items]
        _check_signers(opened, stream)
    _check_root_seen(opened)
    return opened


def _check_roster(opened: OpenedCase, root: str | None) -> None:
    file = opened.file
    fingerprint = key_id(file.roster.root)
    with opened.checking(f"roster {file.roster.number} is signed by root {fingerprint}"):
        check_roster(file.signed_roster, school=file.school, root=None, at_least=1, now=file.exported)
        if root is not None and not _is_of_school(file.roster, root):
            raise RootChanged


def _is_of_school(roster: Roster, fingerprint: str) -> bool:
    """Whether a printed fingerprint is of the school's root, or of an earlier one that led to it."""
    roots = [roster.root, *(link.old for link in roster.handed_over)]
    return any(key_id(root) == fingerprint and succeeds(roster, root) for root in roots)


def _check_secrets(opened: OpenedCase, secrets: Sequence[RecoverySecret]) -> None:
    for secret in secrets:
        group = opened.file.roster.group(secret.group)
        with opened.checking(f"recovery secret is that of {secret.group}, key {secret.epoch}"):
            # An earlier key of the group is in no roster any more; the epochs it opens prove it.
            current = group is not None and group.epoch == secret.epoch
            if group is not None and current and kem_public_key(secret.seed) != group.kem:
                raise KeyMismatch


def _open_epochs(opened: OpenedCase, stream: FileStream, secrets: Sequence[RecoverySecret]) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for expected, record in enumerate(stream.epochs, start=1):
        with opened.checking(f"{stream.stream} epoch {expected} opens, commits to its key and follows the one before"):
            if record["epoch"] != expected:
                raise EpochMismatch
            keys[expected] = _open_epoch(opened, stream, record, secrets, keys.get(expected - 1))
    return keys


def _open_epoch(
    opened: OpenedCase,
    stream: FileStream,
    record: EpochRecord,
    secrets: Sequence[RecoverySecret],
    previous_key: bytes | None,
) -> bytes:
    addressed = {wrap["to"] for wrap in record["wraps"]}
    secret = next((one for one in secrets if one.recipient in addressed), None)
    if secret is None:
        raise SecretMissing
    key, _statement = unwrap_epoch(
        (opened.file.school, stream.stream),
        record,
        recipient=secret.recipient,
        seed=secret.seed,
        previous_key=previous_key,
        reader_allowed=partial(reader_allowed, opened.file.roster),
    )
    return key


def _check_order(opened: OpenedCase, stream: FileStream) -> None:
    whole = [item.seq for item in stream.items] == list(range(1, len(stream.items) + 1))
    sealed = [item for item in stream.items if item.type == SEALED]
    reports = [at for at, item in enumerate(sealed) if item.kind == "report"]
    with opened.checking(f"{stream.stream} has items 1 to {len(stream.items)} without a gap"):
        if not whole or reports != ([0] if stream.stream.startswith("conv:") else []):
            raise ItemsMissing
        if not all(map(_is_what_it_says, stream.items)):
            raise KindMismatch


def _is_what_it_says(item: FileItem) -> bool:
    # A message whose type alone was changed would be passed over as a word of the server's, and nobody would miss it.
    if item.type == ERASED:
        return item.body == "{}"
    return item.type == SEALED or (item.sender == SERVER and item.epoch == 0)


def _open_one(opened: OpenedCase, stream: FileStream, keys: dict[int, bytes], item: FileItem) -> OpenedItem:
    if item.type != SEALED:
        return OpenedItem(item, None)
    shown: Body | None = None
    with opened.checking(f"{stream.stream} item {item.seq} opens and is signed by {item.sender}"):
        body = _open_sealed(opened, stream, keys, item)
        _check_seen(stream, item, body)
        shown = body
    return OpenedItem(item, shown)


def _open_sealed(opened: OpenedCase, stream: FileStream, keys: dict[int, bytes], item: FileItem) -> Body:
    if item.epoch not in keys:
        raise SecretMissing

    def signers_of(sender: str, body: Body) -> tuple[bytes, ...]:
        if body.kind == "report" and opened.pupil_sign is None:
            return (encoding.decode(body.fields["pupil"]["sign"]),)
        return item_signers(opened.file.roster, opened.pupil_sign, sender)

    body = open_item(
        ItemPlace(opened.file.school, stream.stream, item.epoch, item.cmid),
        key=keys[item.epoch],
        kind=item.kind,
        sender=item.sender,
        env=item.body,
        signers_of=signers_of,
    )
    if body.kind == "report":
        opened.pupil_sign = encoding.decode(body.fields["pupil"]["sign"])
    return body


def _check_seen(stream: FileStream, item: FileItem, body: Body) -> None:
    if body.seen is None:
        return
    seen = next((one for one in stream.items if one.seq == body.seen.seq), None)
    if seen is None or seen.seq >= item.seq:
        raise SeenWrong
    # What was erased by law has left its number and not its bytes.
    if seen.type != ERASED and seen.hash() != body.seen.hash:
        raise SeenWrong


def _check_signers(opened: OpenedCase, stream: FileStream) -> None:
    place: Place = (opened.file.school, stream.stream)
    for record in stream.epochs:
        with opened.checking(f"{stream.stream} epoch {record['epoch']} was started by somebody who may"):
            statement = read_statement(record, *place)
            check_signer(record, epoch_signers(opened.file.roster, opened.pupil_sign, statement))


def _check_root_seen(opened: OpenedCase) -> None:
    report = next((one.body for items in opened.streams.values() for one in items if _is_report(one)), None)
    if report is None:
        return
    with opened.checking("the root is the one that the pupil saw"):
        if not succeeds(opened.file.roster, encoding.decode(report.fields["roster"]["root"])):
            raise RootChanged


def _is_report(opened: OpenedItem) -> bool:
    return opened.body is not None and opened.body.kind == "report"
