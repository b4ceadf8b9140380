"""What is said aside, on the line: a mentor has it live while they are in the chat, and is told when it ends."""

from app.mentoring.actions import chat, queue
from tests.cases import World
from tests.socket.lines import Site, talking, ticket


def test_a_mentor_in_the_chat_hears_at_once_what_an_adult_says_aside_and_the_pupil_does_not(
    site: Site, world: World
) -> None:
    thread = world.mentored()
    with talking(site, ticket(world, "robin")) as mentor, talking(site, ticket(world, thread)) as pupil:
        world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
        heard = mentor.until("ev")
        while heard["s"] != thread.side or heard["items"][-1]["kind"] != "coach":
            heard = mentor.until("ev")
        world.do(thread.says, world.enrolled("robin"), "What happened at lunch?")
        # Had the pupil's line been sent anything for what was said aside, it would stand before this.
        heard = pupil.until("ev")
        assert (heard["s"], heard["items"][-1]["kind"]) == (thread.conv, "msg")


def test_a_mentor_whom_the_pupil_would_not_meet_is_told_gone_of_both_streams_and_hears_nothing_after_it(
    site: Site, world: World
) -> None:
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    with talking(site, ticket(world, "robin")) as mentor:
        world.do(queue.avoid, thread.pupil, world.actor("robin").person_id)
        assert {mentor.until("gone")["s"] for _ in range(2)} == {thread.conv, thread.side}
        thread.readers.clear()
        world.do(thread.pupil_rekeys)
        world.do(thread.pupil_says, "Is somebody else there?")
        for stream in (thread.conv, thread.side):
            number = mentor.say(t="fetch", s=stream, after=0, limit=50)
            assert mentor.answer(number)["code"] == "stream_unknown"


def test_a_mentor_who_comes_back_on_a_new_line_still_has_what_was_said_aside(site: Site, world: World) -> None:
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    with talking(site, ticket(world, "robin")) as mentor:
        mentor.say(t="fetch", s=thread.side, after=0, limit=50)
        assert [item["kind"] for item in mentor.until("ev")["items"]] == ["epoch", "coach"]
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    with talking(site, ticket(world, "robin"), resume=({"s": thread.side, "epoch": 1, "seq": 1},)) as mentor:
        assert mentor.until("gone")["s"] == thread.side
