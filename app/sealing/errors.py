"""Why something sealed or signed is refused: one class for each fact, with the codes of docs/protocol.md, section 1.2.

The same codes are refused with in the browser (`frontend/packages/crypto/src/errors.ts`).
"""

from app.core.errors import AppError


class SealError(AppError):
    """Something sealed or signed is not what it must be."""

    code = "seal_error"
    status = 422
    title = "A sealed or signed part is not as it must be."


class SuiteUnknown(SealError):
    """The first byte names no suite of this protocol."""

    code = "suite_unknown"


class CommitmentWrong(SealError):
    """The key is not the one that this was sealed with."""

    code = "commitment_wrong"


class BoxBroken(SealError):
    """The key is right and the ciphertext was altered."""

    code = "box_broken"


class WrapBroken(SealError):
    """A wrap is for another recipient or another use, or was altered."""

    code = "wrap_broken"


class SizeWrong(SealError):
    """A sealed thing has a length that it cannot have."""

    code = "size_wrong"


class TooLong(SealError):
    """A body does not fit the largest padded size."""

    code = "too_long"


class PaddingWrong(SealError):
    """The padding is not all zeros."""

    code = "padding_wrong"


class BodyMalformed(SealError):
    """What was inside does not have the shape of its kind."""

    code = "body_malformed"


class KindMismatch(SealError):
    """The kind or the sender inside is not that of the frame around it, or may not stand in this stream."""

    code = "kind_mismatch"


class SignatureWrong(SealError):
    """The signature is not by the one who is named."""

    code = "signature_wrong"


class SeenWrong(SealError):
    """An item was written after another history than the one that is shown."""

    code = "seen_wrong"


class EpochMalformed(SealError):
    """An epoch's statement does not have its shape."""

    code = "epoch_malformed"


class EpochMismatch(SealError):
    """An epoch's statement is about another school, stream or number."""

    code = "epoch_mismatch"


class EpochLink(SealError):
    """The maker of an epoch did not hold the key before it."""

    code = "epoch_link"


class EpochSigner(SealError):
    """An epoch was started by somebody who may not start one."""

    code = "epoch_signer"


class EpochReader(SealError):
    """An epoch has a reader whom nothing vouches for, or lacks the one who opens it."""

    code = "epoch_reader"


class RosterMalformed(SealError):
    """A roster does not have its shape."""

    code = "roster_malformed"


class RosterOtherSchool(SealError):
    """A roster is another school's."""

    code = "roster_other_school"


class RosterSignature(SealError):
    """A roster is not signed by the pinned root."""

    code = "roster_signature"


class RosterExpired(SealError):
    """A roster's time is over."""

    code = "roster_expired"


class RosterOld(SealError):
    """A roster has a lower number than one that was seen before."""

    code = "roster_old"


class KidWrong(SealError):
    """A KEM key is not the one that the roster names for this person."""

    code = "kid_wrong"


class KeyMismatch(SealError):
    """A seed does not give the public key that it must."""

    code = "key_mismatch"


class VaultMalformed(SealError):
    """A vault's document does not have its shape."""

    code = "vault_malformed"


class CostRefused(SealError):
    """A stretching cost is below the floor or absurd."""

    code = "cost_refused"


class SheetMistyped(SealError):
    """A sheet's words are not words, not 24, or their check does not fit."""

    code = "sheet_mistyped"


class SheetsDoNotMatch(SealError):
    """Two sheets are not two different ones of the same set."""

    code = "sheets_do_not_match"


class InvitationMalformed(SealError):
    """What an invitation's offer or answer says does not have its shape."""

    code = "invitation_malformed"


class DebriefMalformed(SealError):
    """What a debrief's note says does not have its shape."""

    code = "debrief_malformed"


class SecretMistyped(SealError):
    """A recovery secret does not have its shape, or its check letters do not fit."""

    code = "secret_mistyped"


class CaseFileMalformed(SealError):
    """A case file does not have its shape."""

    code = "case_file_malformed"


class SecretMissing(SealError):
    """No recovery secret was given for any group key that an epoch is wrapped to."""

    code = "secret_missing"


class ItemsMissing(SealError):
    """A stream's items leave a gap, or its first sealed item is not the one that must come first."""

    code = "items_missing"


class RootChanged(SealError):
    """The roster is signed by another root than the one the pupil saw, or the one that was asked for."""

    code = "root_changed"
