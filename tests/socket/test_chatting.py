"""A chat over real sockets: nothing lost, nothing doubled, and nothing to whoever may not have it."""

from typing import Any

import pytest

from app.cli.demo.browser import Thread, random_id
from app.conversations.schemas import NewItem, SealedItem
from app.core.encoding import encode
from app.mentoring.actions import chat, queue
from app.people import actions as people
from app.people.actors import Pupil, Staff
from app.realtime.codes import CloseCode
from app.reports.actions import sending
from app.sealing.verify import BOX_OVERHEAD, PADDED_SIZES
from app.triage.actions import desk
from tests.cases import ABOUT_STAFF, ADULT_WANTED, MENTOR_WANTED, NO_CHAT, World, everybody_is_here
from tests.socket.lines import Line, Site, signed_in, stalled, talking, ticket, ticket_for


def sealed(world: World, thread: Thread, text: str, by: str = "khan") -> SealedItem:
    return world.do(thread.sealed, world.enrolled(by), thread.conv, "msg", {"text": text})


def test_a_stream_name_that_is_not_theirs_is_refused_and_stores_nothing(site: Site, world: World) -> None:
    mine, theirs = world.report(), world.report()
    item = sealed(world, theirs, "hello")
    with talking(site, ticket(world, mine)) as line:
        assert line.send(theirs.conv, item)["code"] == "stream_unknown"
    assert len(world.items(theirs.conv)) == 1


def test_a_pupil_cannot_act_in_another_conversation(site: Site, world: World) -> None:
    mine, theirs = world.report(), world.report()
    with talking(site, ticket(world, mine)) as line:
        verbs = ("wait", "escalate", "finish")
        codes = [line.act(theirs.conv, verb, want="adult", why="asked")["code"] for verb in verbs]
    assert codes == ["stream_unknown", "not_found", "not_found"]


@pytest.mark.parametrize("verb", ["claim", "join", "leave", "burn"])
def test_a_pupil_cannot_do_what_staff_do(site: Site, world: World, verb: str) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread)) as line:
        assert line.act(thread.conv, verb)["code"] in {"forbidden", "bad_frame"}


def test_a_truncated_envelope_is_refused_by_name(site: Site, world: World) -> None:
    thread = world.report()
    item = sealed(world, thread, "hello")
    with talking(site, ticket(world, thread)) as line:
        answer = line.send(thread.conv, item.model_copy(update={"env": item.env[:-8]}))
    assert (answer["code"], answer["retry"], len(world.items(thread.conv))) == ("size_wrong", "no", 1)


def test_a_pupil_who_sends_too_fast_is_told_how_long_to_wait_and_may_send_the_same_again(
    site: Site, world: World
) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread)) as line:
        answers = [line.send(thread.conv, sealed(world, thread, str(number))) for number in range(6)]
    assert [answer["t"] for answer in answers] == ["ack"] * 5 + ["err"]
    assert (answers[-1]["code"], answers[-1]["retry"]) == ("too_fast", "same")
    assert answers[-1]["after_ms"] > 0


def test_what_a_pupil_sends_is_acknowledged_on_disk_and_reaches_the_adult_who_opened_the_case(
    site: Site, world: World
) -> None:
    thread = world.report()
    world.do(desk.open_case, world.actor("khan"), thread.id)
    head = len(world.items(thread.conv))
    cursor = {"s": thread.conv, "epoch": 1, "seq": head}
    item = sealed(world, thread, "hello")
    with talking(site, ticket(world, "khan"), (cursor,)) as adult, talking(site, ticket(world, thread)) as pupil:
        ack = pupil.send(thread.conv, item)
        assert (ack["t"], ack["cmid"], ack["seq"], ack["dup"]) == ("ack", item.cmid, head + 1, False)
        assert [stored.cmid for stored in world.items(thread.conv)][-1] == item.cmid
        got = next(each for each in adult.items(head + 1) if each["seq"] == head + 1)
        assert (got["body"], got["sender"]) == (item.env, "pupil")


def test_opening_a_case_lets_the_sockets_that_are_open_follow_it(site: Site, world: World) -> None:
    thread = world.report()
    with talking(site, ticket(world, "khan")) as adult:
        world.do(desk.open_case, world.actor("khan"), thread.id)
        head = len(world.items(thread.conv))
        world.do(thread.pupil_says, "are you there?")
        while True:
            frame = adult.until("ev")
            if frame["s"] == thread.conv:
                break
        assert (frame["from"], frame["items"][0]["sender"]) == (head + 1, "pupil")


def test_g5_whoever_resumes_gets_everything_after_their_cursor_once(site: Site, world: World) -> None:
    thread = world.report()
    for number in range(5):
        world.do(thread.pupil_says, str(number))
    last = len(world.items(thread.conv))
    with talking(site, ticket(world, thread), ({"s": thread.conv, "epoch": 1, "seq": 2},)) as line:
        assert [item["seq"] for item in line.items(last)] == list(range(3, last + 1))


@pytest.mark.parametrize("cursor", [{"epoch": 1, "seq": 999}, {"epoch": 2, "seq": 1}])
def test_g5_a_cursor_that_proves_nothing_is_answered_by_a_reset(
    site: Site, world: World, cursor: dict[str, int]
) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread), ({"s": thread.conv, **cursor},)) as line:
        assert (line.hear()["t"], thread.conv) == ("reset", thread.conv)


def test_g2_a_retry_after_a_connection_died_between_commit_and_answer_is_the_same_message(
    site: Site, world: World
) -> None:
    thread = world.report()
    item = sealed(world, thread, "hello")
    with talking(site, ticket(world, thread)) as other_page:
        with talking(site, ticket(world, thread)) as first:
            first.say(t="send", s=thread.conv, cmid=item.cmid, kep=item.epoch, kind="msg", env=item.env)
            # The other page has it, so it is on disk; the answer to this one is never read.
            assert other_page.items(2)[-1]["cmid"] == item.cmid
            first.end.hang_up()
        with talking(site, ticket(world, thread)) as second:
            ack = second.send(thread.conv, item)
    assert (ack["t"], ack["seq"], ack["dup"]) == ("ack", 2, True)
    assert [stored.cmid for stored in world.items(thread.conv)].count(item.cmid) == 1


def test_g2_a_retry_of_what_is_on_disk_says_that_it_was_there(site: Site, world: World) -> None:
    thread = world.report()
    item = sealed(world, thread, "hello")
    with talking(site, ticket(world, thread)) as line:
        answers = [line.send(thread.conv, item) for _ in range(2)]
    assert [(answer["seq"], answer["dup"]) for answer in answers] == [(2, False), (2, True)]


def test_a_mentor_claims_the_pupils_page_lets_them_in_and_they_talk(site: Site, world: World) -> None:
    world.on_duty("khan", "robin")
    with talking(site, ticket(world, "khan")), talking(site, ticket(world, "robin")) as mentor:
        thread = world.report(MENTOR_WANTED)
        with talking(site, ticket(world, thread), ({"s": thread.conv, "epoch": 1, "seq": 1},)) as pupil:
            assert mentor.act(thread.conv, "claim", if_v=1)["t"] == "ack"
            assert '"claimed"' in pupil.items(2)[-1]["body"]
            world.do(thread.pupil_lets_in, world.enrolled("robin"))
            pupil.items(5)
            ack = mentor.send(thread.conv, sealed(world, thread, "Hi.", by="robin"))
            assert pupil.items(ack["seq"])[-1]["sender"] == f"person:{world.actor('robin').person_id}"


def test_a_second_mentor_is_told_who_won(site: Site, world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    with (
        talking(site, ticket(world, "khan")),
        talking(site, ticket(world, "robin")) as first,
        talking(site, ticket(world, "sam")) as second,
    ):
        assert first.act(thread.conv, "claim", if_v=1)["t"] == "ack"
        lost = second.act(thread.conv, "claim", if_v=1)
    assert (lost["code"], lost["data"], lost["retry"]) == ("claim_lost", {"by": "Robin"}, "no")


def test_a_mentor_cannot_claim_while_no_adult_has_the_console_open(site: Site, world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    with talking(site, ticket(world, "robin")) as mentor:
        refused = mentor.act(thread.conv, "claim", if_v=1)
    # A client sends again by itself what may pass later: then the chat would be theirs at a moment they did not choose.
    assert (refused["code"], refused["data"], refused["retry"]) == ("gate_closed", {"reasons": ["adult_live"]}, "no")


def test_g7_a_mentor_who_passes_on_is_told_gone_and_hears_nothing_after_it(site: Site, world: World) -> None:
    thread = world.mentored()
    head = len(world.items(thread.conv))
    cursor = {"s": thread.conv, "epoch": 1, "seq": head}
    with talking(site, ticket(world, "robin"), (cursor,)) as mentor:
        mentor.say(t="act", cmid=random_id(), s=thread.conv, verb="escalate", args={"why": "serious"}, if_v=None)
        seen = [frame for frame in (mentor.hear(), mentor.hear()) if frame["t"] != "ack"]
        assert seen == [{"t": "gone", "s": thread.conv}]
        number = mentor.say(t="fetch", s=thread.conv, after=0, limit=50)
        assert mentor.answer(number)["code"] == "stream_unknown"


def test_g7_a_session_that_is_ended_loses_its_socket_within_a_second(site: Site, world: World) -> None:
    """Promise 7. The socket is closed by the commit itself, so the only wait here is for the network."""
    actor = signed_in(world, "khan")
    assert isinstance(actor, Staff)
    with talking(site, ticket_for(world, actor)) as line:
        world.do(people.sign_out, actor)
        assert line.close_code() == 4500


def test_a_pupil_who_leaves_the_page_loses_the_socket(site: Site, world: World) -> None:
    thread = world.report()
    actor = signed_in(world, thread)
    assert isinstance(actor, Pupil)
    with talking(site, ticket_for(world, actor)) as line:
        world.do(people.end_session, actor.session_id)
        assert line.close_code() == 4500


def test_a_reader_who_does_not_read_is_closed_and_holds_nobody_up(site: Site, world: World) -> None:
    thread = world.report()
    # The longest envelope. What is inside is nothing, and the server cannot tell.
    long = SealedItem(cmid=random_id(), epoch=1, env=encode(b"\x01" + bytes(PADDED_SIZES[-1] + BOX_OVERHEAD - 1)))
    with stalled(site, ticket(world, thread)) as name, talking(site, ticket(world, thread)) as quick:
        slow = next(each for each in site.app.state.hub.connections() if each.id == name)
        for number in range(2, 92):
            world.do(sending.send, world.actor("khan"), thread.conv, numbered(long))
            assert quick.items(number)[-1]["seq"] == number
        # Whoever does not read cannot be told either, so it is the server that is asked why it closed.
        assert slow.code == CloseCode.SLOW


def numbered(item: SealedItem) -> NewItem:
    """The same envelope under a number of its own: what the server carries it cannot tell apart."""
    return NewItem(cmid=random_id(), epoch=item.epoch, env=item.env, kind="msg")


def frames_after(line: Line, world: World) -> list[dict[str, Any]]:
    """Everything a page hears up to a change that it can see."""
    visible = world.report(NO_CHAT)
    heard: list[dict[str, Any]] = []
    while not heard or visible.id not in str(heard[-1]):
        heard.append(line.hear())
    return [without_what_differs(frame, visible) for frame in heard]


def without_what_differs(frame: dict[str, Any], visible: Thread) -> dict[str, Any]:
    items = [{**item, "cmid": "", "at": "", "body": item["body"].replace(visible.id, "")} for item in frame["items"]]
    return {**frame, "items": items}


def test_a_report_about_staff_puts_nothing_on_the_safeguarding_leads_line(site: Site, world: World) -> None:
    """Promise 3, frame by frame: the same frames with the same numbers, with and without the hidden report."""
    with talking(site, ticket(world, "khan")) as line:
        without = frames_after(line, world)
    with talking(site, ticket(world, "khan")) as line:
        hidden = world.report(ABOUT_STAFF)
        world.do(hidden.pupil_says, "there is more")
        world.do(hidden.says, world.enrolled("ward"), "Thank you.")
        with_hidden = frames_after(line, world)
    step = with_hidden[0]["from"] - without[0]["from"]
    shifted = [
        {**frame, "from": frame["from"] + step, "to": frame["to"] + step,
         "items": [{**item, "seq": item["seq"] + step} for item in frame["items"]]}
        for frame in without
    ]  # fmt: skip
    assert (step, with_hidden) == (len(without), shifted)


def test_marking_all_of_it_read_owes_the_pupil_nothing_more(site: Site, world: World) -> None:
    thread = world.report()
    world.do(desk.open_case, world.actor("khan"), thread.id)
    world.do(thread.pupil_says, "hello?")
    assert world.case(thread).target_at is not None
    with talking(site, ticket(world, "khan")) as line:
        line.say(t="mark", s=thread.conv, read=len(world.items(thread.conv)))
        line.answer(line.say(t="act", cmid=random_id(), s=thread.conv, verb="burn", args={}))
    assert world.case(thread).target_at is None


def test_an_adult_takes_a_pupil_who_waits_and_the_pupil_hears_that_they_are_here(site: Site, world: World) -> None:
    world.on_duty("khan")
    thread = world.report(ADULT_WANTED)
    with talking(site, ticket(world, thread), ({"s": thread.conv, "epoch": 1, "seq": 1},)) as pupil:
        world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
        bodies = [item["body"] for item in pupil.items(3)]
        assert '"change":"joined"' in bodies[0]
        assert '"state":"live"' in bodies[1]
        world.do(chat.finish, world.actor("khan"), thread.pupil.id)
        assert '"change":"left"' in pupil.items(4)[-1]["body"]
