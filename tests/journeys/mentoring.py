"""What a mentor and the adults who watch over mentors do, by the words that stand on their pages."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.console import Console
from tests.journeys.people import person
from tests.journeys.pupil import Pupil

TEXT = "I started here in the summer and I eat lunch on my own."


def wants_a_mentor(pupil: Pupil, mentor: str = "Anyone who is free") -> list[str]:
    """Tell, and wait for a mentor. The return words."""
    pupil.tell(TEXT, topics=("Being new, or fitting in",), who="A pupil mentor", mentor=mentor)
    words = pupil.send()
    pupil.keep_words()
    return words


def offer(mentor: Console) -> Locator:
    """What rings on a mentor's page."""
    return mentor.page.get_by_role("alert").filter(has_text="Somebody would like to talk")


def take(mentor: Console) -> None:
    """Answer what rings, and be let in by the pupil's page."""
    expect(offer(mentor)).to_contain_text("Settling in")
    offer(mentor).get_by_role("button", name="Take this chat").click()
    expect(mentor.says(TEXT)).to_be_visible()


def gate(mentor: Console) -> Locator:
    """The list of what opens the gate, ticked or not yet."""
    return mentor.page.get_by_role("region", name="You cannot take a chat now")


def tile(adult: Console, mentor: str) -> Locator:
    """A mentor's chat on the wall."""
    return adult.page.get_by_role("article", name=f"{mentor} with case")


def watches(adult: Console, mentor: str) -> Locator:
    """Go to the wall and watch this mentor's chat there."""
    adult.go_to("Mentor chats")
    chat = tile(adult, mentor)
    chat.get_by_role("button", name="Watch", exact=True).click()
    expect(chat.get_by_role("button", name="Stop watching")).to_be_visible()
    return chat


def writes(mentor: Console, text: str) -> None:
    """Put this into the mentor's box in place of what is there."""
    box(mentor).fill(text)


def box(mentor: Console) -> Locator:
    return mentor.page.get_by_role("textbox", name="Reply to the pupil")


def decides(lead: Console, *, needs_room: bool, hold_first: int) -> None:
    """The lead changes the rules of mentoring."""
    lead.go_to("Mentoring")
    lead.press("Rules")
    limits = lead.page.get_by_role("region", name="Times and limits")
    limits.get_by_label("An adult has to say each time").set_checked(needs_room)
    limits.get_by_label("First chats of a new mentor").fill(str(hold_first))
    limits.get_by_role("button", name="Save").click()
    expect(limits.get_by_text("Saved.")).to_be_visible()


def is_new(lead: Console, mentor: str) -> None:
    """The lead says that an adult still reads this mentor's first chat."""
    person(lead, mentor)
    profile = lead.page.get_by_role("region", name="As a mentor")
    profile.get_by_label("Chats still checked message by message").fill("1")
    profile.get_by_role("button", name="Save").click()
    expect(profile.get_by_text("Saved.")).to_be_visible()


def row(adult: Console, mentor: str) -> Locator:
    """A mentor among those of today."""
    return adult.page.get_by_role("row").filter(has=adult.page.get_by_role("button", name=mentor, exact=True))


def shows_nothing_of(page: Page, *texts: str) -> None:
    shown = page.content()
    assert not [text for text in texts if text in shown]
