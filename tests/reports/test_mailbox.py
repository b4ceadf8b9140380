"""Coming back with return words."""

import pytest

from app.cli.demo.browser import Thread
from app.core import clock, encoding
from app.core.errors import AppError
from app.reports import challenges, queries
from app.reports.actions import mailbox as mailboxes
from app.reports.errors import ChallengeOld, ChallengeSpent, WordsUnknown
from app.reports.schemas import OpenMailbox
from tests import hillcrest
from tests.cases import ADULT_WANTED, World, everybody_is_here


def proof(world: World, thread: Thread, challenge: str | None = None) -> OpenMailbox:
    """What the pupil's page sends for its words."""
    text = challenge or challenges.issue(hillcrest.SERVER, "mailbox", world.school.id, clock.now(), 10).text
    return OpenMailbox(
        locator=encoding.encode(thread.mailbox.locator),
        challenge=text,
        sig=encoding.encode(thread.mailbox.sign_challenge(world.school.id, text)),
    )


def open_with(world: World, sent: OpenMailbox) -> str:
    return world.do(mailboxes.open_mailbox, world.school.id, sent, hillcrest.SERVER)


def refusal(world: World, sent: OpenMailbox) -> AppError:
    with pytest.raises(AppError) as refused:
        open_with(world, sent)
    return refused.value


def test_words_that_nobody_has_and_a_proof_that_is_wrong_look_the_same(world: World) -> None:
    thread, nobody = world.report(), world.pupil()
    unknown = refusal(world, proof(world, nobody))
    wrong = refusal(world, proof(world, thread).model_copy(update={"sig": proof(world, nobody).sig}))
    assert type(unknown) is type(wrong) is WordsUnknown
    assert (unknown.data, unknown.after_ms) == (wrong.data, wrong.after_ms)


def test_a_proof_for_one_challenge_opens_nothing_with_another(world: World) -> None:
    thread = world.report()
    one, other = proof(world, thread), proof(world, thread)
    assert isinstance(refusal(world, one.model_copy(update={"challenge": other.challenge})), WordsUnknown)


def test_a_challenge_that_we_did_not_make_opens_nothing(world: World) -> None:
    thread = world.report()
    assert isinstance(refusal(world, proof(world, thread, "mailbox.made.up.1.0.AAAA")), WordsUnknown)


def test_a_challenge_meant_for_the_puzzle_opens_no_mailbox(world: World) -> None:
    thread = world.report()
    work = challenges.issue(hillcrest.SERVER, "work", world.school.id, clock.now(), 10)
    assert isinstance(refusal(world, proof(world, thread, work.text)), WordsUnknown)


def test_a_challenge_runs_out(world: World) -> None:
    thread = world.report()
    with clock.frozen(clock.now()) as time:
        sent = proof(world, thread)
        time.advance(minutes=11)
        assert isinstance(refusal(world, sent), ChallengeOld)


def test_a_proof_that_was_overheard_opens_nothing_a_second_time(world: World) -> None:
    thread = world.report()
    sent = proof(world, thread)
    open_with(world, sent)
    assert isinstance(refusal(world, sent), ChallengeSpent)


def test_a_slip_does_not_use_the_challenge_up(world: World) -> None:
    thread, nobody = world.report(), world.pupil()
    sent = proof(world, thread)
    refusal(world, proof(world, nobody, sent.challenge))
    assert open_with(world, sent) == thread.id


def test_forgotten_words_open_nothing_any_more(world: World) -> None:
    thread = world.report()
    world.do(mailboxes.forget_words, thread.pupil)
    assert isinstance(refusal(world, proof(world, thread)), WordsUnknown)


def test_what_was_told_stays_when_the_words_are_forgotten(world: World) -> None:
    """The page says so before a pupil forgets: an adult may need it to keep somebody safe."""
    thread = world.report()
    before = world.items(f"conv:{thread.id}")
    world.do(mailboxes.forget_words, thread.pupil)
    assert world.items(f"conv:{thread.id}")[: len(before)] == before
    assert world.case(thread).state != "closed"


def test_a_pupil_who_comes_back_sees_where_things_stand(world: World) -> None:
    world.on_duty("khan")
    first, second, third, fourth = (world.report(ADULT_WANTED) for _ in range(4))
    seen = [world.ask(queries.mailbox, thread.pupil, everybody_is_here) for thread in (first, second, third, fourth)]
    assert [mailbox.place for mailbox in seen] == [1, 2, "more", "more"]
    assert {(mailbox.state, mailbox.epoch, mailbox.rekey, mailbox.who) for mailbox in seen} == {
        ("waiting", 1, False, None)
    }
