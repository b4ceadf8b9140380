"""A member's browser that seals open conversations to a new key, from what the server lists and what they hold."""

from app.conversations.schemas import EpochOut, NewEpoch
from app.core import encoding
from app.mentoring.actions import epochs
from app.rotation import actions
from app.rotation.schemas import Moving, MovingStream
from app.sealing.documents import EpochRecord
from app.sealing.epoch import make_epoch, unwrap_epoch
from app.sealing.item import ItemPlace, open_item
from app.sealing.roster import item_signers, reader_allowed
from app.sealing.wrap import kem_public_key
from tests.cases import World
from tests.office import Office


class Mover:
    """Somebody by name, at work."""

    def __init__(self, world: World, office: Office, name: str) -> None:
        self.world = world
        self.office = office
        self.name = name

    def listed(self, limit: int = 20) -> Moving:
        return self.world.do(actions.list_to_move, self.world.actor(self.name), limit)

    def epoch_for(self, found: MovingStream) -> NewEpoch:
        """The next epoch of a stream, for the readers that it wants."""
        who = self.world.enrolled(self.name)
        readers = [(to, self._kem(found, to)) for to in found.readers_wanted]
        record, _ = make_epoch(
            (self.office.school, found.stream),
            found.epoch.epoch + 1,
            previous_key=self.key_of(found, found.epoch),
            by=f"person:{who.person.id}",
            signing_seed=who.secrets.sign,
            roster_number=self.office.standing().number,
            readers=readers,
        )
        return NewEpoch.model_validate(record)

    def move(self, found: MovingStream) -> None:
        self.world.do(epochs.start_epoch, self.world.actor(self.name), found.stream, self.epoch_for(found))

    def key_of(self, found: MovingStream, epoch: EpochOut) -> bytes:
        """An epoch's key, from a wrap to a group whose seed the caller holds."""
        recipient = next(wrap.to for wrap in epoch.wraps if wrap.to.startswith("group:"))
        _, name, number = recipient.split(":")
        roster = self.office.standing()
        record: EpochRecord = {
            "epoch": epoch.epoch,
            "statement": epoch.statement,
            "sig": epoch.sig,
            "wraps": [{"to": wrap.to, "wrap": wrap.wrap} for wrap in epoch.wraps],
        }
        key, _ = unwrap_epoch(
            (self.office.school, found.stream),
            record,
            recipient=recipient,
            seed=self.office.seeds[name, int(number)],
            previous_key=None,
            reader_allowed=lambda statement, to: reader_allowed(roster, statement, to),
        )
        return key

    def _kem(self, found: MovingStream, to: str) -> bytes:
        if to == "pupil":
            return self._pupil(found)
        what, name, *epoch = to.split(":")
        return kem_public_key(self.office.seeds[name, int(epoch[0])]) if what == "group" else self.office.kem(name)

    def _pupil(self, found: MovingStream) -> bytes:
        assert found.first is not None
        assert found.report is not None
        item, roster = found.report, self.office.standing()
        body = open_item(
            ItemPlace(self.office.school, found.stream, item.epoch, item.cmid),
            key=self.key_of(found, found.first),
            kind=item.kind,
            sender=item.sender,
            env=item.body,
            signers_of=lambda sender, read: item_signers(roster, encoding.decode(read.fields["pupil"]["sign"]), sender),
        )
        return encoding.decode(body.fields["pupil"]["kem"])
