"""Named mode: a pupil says who they are, sealed apart; whoever opens it says why, and the pupil is told."""

import pytest

from app.cli.demo.browser import Thread
from app.conversations.schemas import NewItem, SealedItem
from app.core import encoding
from app.core.errors import Forbidden, NotFound
from app.escalation import queries
from app.escalation.actions import names
from app.escalation.errors import NameKeyOld, NameMissing, NamesTooMany
from app.escalation.schemas import GivenName, NamesGiven
from app.mentoring.schemas.debriefs import SealedNote
from app.reports.actions import sending
from app.sealing.debrief import Debriefed, Note, open_debrief, seal_debrief
from app.sealing.errors import SignatureWrong
from app.sealing.wrap import kem_public_key
from tests.cases import ABOUT_STAFF, NO_CHAT, World

NAME = "Ada Lindqvist, 9 Red"
WHY = {"how": "opened", "who": "", "basis": "", "why": "She said that she will not go home tonight."}


def about(world: World, thread: Thread) -> Debriefed:
    return Debriefed(world.school.id, thread.id, "pupil")


def sealed(world: World, thread: Thread, group: str = "safeguarding", epoch: int = 1) -> GivenName:
    kem = kem_public_key(world.held.group(group).seed)
    note = seal_debrief(kem, epoch, about(world, thread), thread.mailbox.sign, NAME)
    wire = SealedNote(epoch=epoch, wrap=encoding.encode(note.wrap), box=encoding.encode(note.box))
    return GivenName(group=group, note=wire)


def give(world: World, thread: Thread, group: str = "safeguarding", epoch: int = 1) -> None:
    world.do(names.give, thread.pupil, sealed(world, thread, group, epoch))


def reason(world: World, thread: Thread, by: str) -> SealedItem:
    return world.do(thread.sealed, world.enrolled(by), thread.file, "identity", WHY)


def open_name(world: World, thread: Thread, by: str) -> NamesGiven:
    return world.do(names.open_name, world.actor(by), thread.id, reason(world, thread, by))


def test_a_mentor_and_a_stranger_never_open_it_and_the_pupil_is_told_nothing(world: World) -> None:
    thread = world.mentored()
    give(world, thread)
    before = len(world.items(thread.conv))
    item = reason(world, thread, "khan")
    for name, refusal in (("robin", Forbidden), ("ward", NotFound)):
        with pytest.raises(refusal):
            world.do(names.open_name, world.actor(name), thread.id, item)
        with pytest.raises(refusal):
            world.ask(queries.name_standing, world.actor(name), thread.id)
    assert len(world.items(thread.conv)) == before


def test_where_no_name_was_given_there_is_none_to_open_and_no_reason_is_kept(world: World) -> None:
    thread = world.report(NO_CHAT)
    with pytest.raises(NameMissing):
        open_name(world, thread, "khan")
    assert [item.kind for item in world.items(thread.file)] == ["epoch"]


def test_a_reason_that_was_slipped_into_the_file_before_opens_no_name_unseen(world: World) -> None:
    thread = world.report(NO_CHAT)
    give(world, thread)
    item = reason(world, thread, "khan")
    slipped = NewItem(cmid=item.cmid, epoch=item.epoch, env=item.env, kind="identity")
    world.do(sending.send, world.actor("khan"), thread.file, slipped)
    world.do(names.open_name, world.actor("khan"), thread.id, item)
    assert world.recorded("safeguarding")[0] == "identity.opened"
    assert world.last(thread.conv) == {"status": "named"}


def test_whoever_opens_it_is_on_the_record_and_the_pupil_reads_that_somebody_did(world: World) -> None:
    thread = world.report(NO_CHAT)
    give(world, thread)
    given = open_name(world, thread, "khan").names
    assert world.last(thread.conv) == {"status": "named"}
    assert world.recorded("safeguarding")[0] == "identity.opened"
    assert world.items(thread.file)[-1].kind == "identity"
    note = Note(given[0].note.epoch, encoding.decode(given[0].note.wrap), encoding.decode(given[0].note.box))
    seed, signer = world.held.group("safeguarding").seed, thread.mailbox.sign_public
    assert open_debrief(seed, about(world, thread), (signer,), note) == NAME


def test_a_name_that_the_server_made_up_is_not_the_pupils(world: World) -> None:
    thread = world.report(NO_CHAT)
    group = world.held.group("safeguarding")
    forged = seal_debrief(kem_public_key(group.seed), 1, about(world, thread), bytes(32), "Somebody else")
    with pytest.raises(SignatureWrong):
        open_debrief(group.seed, about(world, thread), (thread.mailbox.sign_public,), forged)


def test_a_name_sealed_to_another_group_or_an_older_key_is_sealed_anew(world: World) -> None:
    thread, before = world.report(ABOUT_STAFF), world.desk("khan")
    for group, epoch in (("safeguarding", 1), ("head", 2)):
        with pytest.raises(NameKeyOld):
            give(world, thread, group, epoch)
    give(world, thread, "head")
    assert world.recorded("head")[0] == "identity.given"
    assert world.recorded("safeguarding") == []
    assert world.desk("khan") == before


def test_a_page_that_says_it_without_end_is_stopped(world: World) -> None:
    thread = world.report(NO_CHAT)
    for _ in range(names.MOST):
        give(world, thread)
    with pytest.raises(NamesTooMany):
        give(world, thread)


def test_a_name_is_never_in_the_conversation_that_a_mentor_reads(world: World) -> None:
    thread = world.mentored()
    before = [item.kind for item in world.items(thread.conv)]
    give(world, thread)
    assert [item.kind for item in world.items(thread.conv)] == before
