"""A pupil mentor's chat: what is seen before it, who sees it, and what is left of it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil, visiting

TEXT = "I started here in the summer and I eat lunch on my own."
PASSED = "Robin has asked an adult to help. You have not done anything wrong."
NO_ADULT = "No trained adult is on duty and live."


@dataclass(frozen=True, slots=True)
class Room:
    """Ms Khan on duty, Robin on duty, and a pupil who waits for a mentor."""

    khan: Console
    robin: Console
    pupil: Pupil
    number: int

    def claim(self) -> str:
        """Robin takes the pupil who waits; the conversation's id."""
        conversation = id_of_the_one_who_waits(self.robin.page)
        self.robin.press("Claim")
        expect(self.robin.says(TEXT)).to_be_visible()
        return conversation

    def ms_khan_opens(self) -> None:
        self.khan.open(self.number)
        expect(self.khan.says(TEXT)).to_be_visible()


@pytest.fixture
def room(demo: Demo, open_device: Device) -> Room:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    robin = at_work(open_device, demo, "robin", on_duty=True)
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    wait_for_a_mentor(pupil)
    expect(robin.page.get_by_role("heading", name="Waiting (1)")).to_be_visible()
    return Room(khan, robin, pupil, number)


def wait_for_a_mentor(pupil: Pupil) -> None:
    pupil.tell(TEXT, topics=("Being new, or fitting in",), who="A pupil mentor")
    pupil.send()
    pupil.keep_words()
    pupil.at("You are in the queue")


def id_of_the_one_who_waits(page: Page) -> str:
    found: str = page.evaluate("async () => (await (await fetch('/api/waiting')).json()).waiting[0].id")
    return found


def status_of(page: Page, path: str) -> int:
    """What the server answers this person, whatever the page itself would ask."""
    found: int = page.evaluate("async path => (await fetch(path)).status", path)
    return found


def assert_nothing_is_left(mentor: Console, conversation: str, *said: str) -> None:
    """Neither on the mentor's page nor for the mentor's session."""
    shown = mentor.page.content()
    assert not [text for text in (TEXT, *said) if text in shown]
    for part in ("items", "epochs"):
        assert status_of(mentor.page, f"/api/streams/conv:{conversation}/{part}") == 404


class ListHeldBack:
    """The list of those who wait does not reach this mentor's page: it looks as it did before another was quicker."""

    def __init__(self, page: Page) -> None:
        self._held: list[Route] = []
        self._holds = True
        page.route("**/api/waiting", self._asked)

    def let_go(self) -> None:
        self._holds = False
        for route in self._held:
            route.continue_()

    def _asked(self, route: Route) -> None:
        if self._holds:
            self._held.append(route)
        else:
            route.continue_()


def test_a_pupil_is_not_offered_a_mentor_while_no_adult_is_live(demo: Demo, open_device: Device) -> None:
    robin = at_work(open_device, demo, "robin", on_duty=True)
    expect(robin.page.get_by_role("heading", name="You cannot take a chat now")).to_be_visible()
    expect(robin.page.get_by_text(NO_ADULT)).to_be_visible()
    pupil = visiting(open_device, demo)
    pupil.tell(TEXT, topics=("Being new, or fitting in",), who=None)
    expect(pupil.page.get_by_text("No one is free to chat right now.")).to_be_visible()
    expect(pupil.page.get_by_text("mentor")).to_have_count(0)


def test_a_mentor_cannot_claim_once_the_last_adult_has_left(room: Room) -> None:
    held = ListHeldBack(room.robin.page)
    room.khan.go_off_duty()
    room.robin.press("Claim")
    expect(room.robin.page.get_by_text("Chat with a mentor is not open just now.")).to_be_visible()
    held.let_go()
    expect(room.robin.page.get_by_text(NO_ADULT)).to_be_visible()
    expect(room.robin.page.get_by_role("heading", name="Waiting (1)")).to_be_visible()
    expect(room.robin.page.get_by_role("button", name="Claim")).to_have_count(0)


def test_a_mentor_sees_no_words_before_the_claim_and_none_after_the_end(room: Room) -> None:
    waiting = room.robin.page.get_by_role("region", name="Waiting (1)").get_by_role("listitem")
    expect(waiting).to_contain_text("Settling in")
    expect(waiting).to_contain_text("waiting since just now")
    assert TEXT not in room.robin.page.content()
    conversation = room.claim()

    expect(room.pupil.page.get_by_text("Robin is a pupil mentor. An adult can see this chat.").first).to_be_visible()
    expect(room.robin.page.get_by_text("Ms Khan can see this chat.")).to_be_visible()
    room.robin.reply("Hi. That sounds lonely. What would help?")
    expect(room.pupil.bubble("Hi. That sounds lonely. What would help?")).to_be_visible()
    room.pupil.say("Somebody to sit with.")
    expect(room.robin.says("Somebody to sit with.")).to_be_visible()

    room.robin.press("End the chat")
    room.robin.press("We talked it through")
    expect(room.robin.page.get_by_text("That chat has ended. Thank you.")).to_be_visible()
    expect(room.pupil.told("The live chat has finished.")).to_be_visible()
    assert_nothing_is_left(room.robin, conversation, "That sounds lonely", "Somebody to sit with.")


def test_an_adult_watches_a_mentors_chat_and_joins_with_both_told(room: Room) -> None:
    room.claim()
    room.ms_khan_opens()
    room.robin.reply("Hi. I am here to listen.")
    expect(room.khan.says("Hi. I am here to listen.")).to_be_visible()
    room.pupil.say("Thank you.")
    expect(room.khan.says("Thank you.")).to_be_visible()
    expect(room.pupil.told("Ms Khan is here now.")).to_have_count(0)

    room.khan.press("Join, and say so")
    expect(room.pupil.told("Ms Khan is here now. Ms Khan is an adult at your school.")).to_be_visible()
    expect(room.robin.page.get_by_role("log", name="Timeline").get_by_text("Ms Khan joined")).to_be_visible()
    room.khan.reply("There is a lunch club on Tuesday.")
    expect(room.pupil.bubble("There is a lunch club on Tuesday.")).to_be_visible()
    expect(room.robin.says("There is a lunch club on Tuesday.")).to_be_visible()


def test_one_press_passes_the_pupil_to_an_adult_and_leaves_the_mentor_nothing(room: Room) -> None:
    conversation = room.claim()
    room.pupil.say("There is something else.")
    expect(room.robin.says("There is something else.")).to_be_visible()
    room.robin.press("Pass to an adult")

    expect(room.robin.page.get_by_text("An adult has it now. You did the right thing.")).to_be_visible()
    expect(room.pupil.told(PASSED)).to_be_visible()
    assert_nothing_is_left(room.robin, conversation, "There is something else.")
    expect(room.khan.row(room.number)).to_contain_text("Passed to an adult")
    # Only a pupil who is not safe and the one who was passed on before this one stand above.
    assert room.khan.numbers().index(room.number) == 2

    room.ms_khan_opens()
    room.khan.press("Answer live")
    room.khan.reply("I am Ms Khan. What else is there?")
    expect(room.pupil.bubble("I am Ms Khan. What else is there?")).to_be_visible()


def test_a_mentor_who_knows_the_pupil_hands_over_without_saying_who_they_are(room: Room) -> None:
    conversation = room.claim()
    room.robin.press("I know them")
    expect(room.robin.page.get_by_text("An adult has it now. You did the right thing.")).to_be_visible()
    expect(room.pupil.told(PASSED)).to_be_visible()
    assert_nothing_is_left(room.robin, conversation)
    room.ms_khan_opens()
    expect(room.khan.page.get_by_text("Robin (pupil mentor) left, because they may know each other")).to_be_visible()


def test_of_two_mentors_who_claim_at_once_the_second_is_told_who_has_the_chat(
    room: Room, demo: Demo, open_device: Device
) -> None:
    sam = at_work(open_device, demo, "sam", on_duty=True)
    expect(sam.page.get_by_role("button", name="Claim")).to_be_visible()
    held = ListHeldBack(sam.page)
    conversation = room.claim()
    sam.press("Claim")
    expect(sam.page.get_by_text("Robin is helping them already.")).to_be_visible()
    held.let_go()
    expect(sam.page.get_by_text("No one is waiting. That is fine.")).to_be_visible()
    assert_nothing_is_left(sam, conversation)
