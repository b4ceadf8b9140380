"""A safeguarding lead and a pupil mentor do their whole day with a keyboard: no mouse comes near their consoles."""

from playwright.sync_api import Page, expect

from tests.journeys.console import STRETCHING_MS, Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.keyboard import escape, keeps_focus, press, tab_to, write
from tests.journeys.pupil import visiting

IN_DANGER = "There are older kids waiting for me at the gate. They said they will hurt me. I am in the library."
FIRST, PASSED_ON = 8, 6
"""The numbers of the demo's two most urgent cases."""


def signed_in(page: Page, demo: Demo, who: str) -> Console:
    page.goto(demo.console)
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_focused()
    person = demo.person(who)
    write(page, "E-mail address", person.email)
    tab_to(page, "Passphrase", role="textbox")
    page.keyboard.type(person.passphrase)
    if code := demo.code(who):
        write(page, "Six-digit code", code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Lock")).to_be_visible(timeout=STRETCHING_MS)
    console = Console(page, demo, who)
    console.is_live()
    return console


def heading(page: Page, name: str, level: int = 1) -> None:
    """The focus is on this heading, from which everything below it is read."""
    expect(page.get_by_role("heading", level=level, name=name)).to_be_focused(timeout=STRETCHING_MS)


def works_with_the_single_keys(khan: Console) -> None:
    page = khan.page
    expect(khan.row(FIRST)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    escape(page)
    page.keyboard.press("j")
    expect(khan.row(PASSED_ON)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(khan.row(FIRST)).to_have_attribute("aria-current", "true")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Owner: you")).to_be_visible()
    page.keyboard.press("o")
    expect(khan.says(IN_DANGER)).to_be_visible()
    heading(page, f"Case {FIRST:04}", 2)
    page.keyboard.press("r")
    page.keyboard.type("Stay in the library. I am on my way.")
    page.keyboard.press("Control+Enter")
    expect(khan.says("Stay in the library. I am on my way.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Reply to the pupil")).to_be_focused()
    # A letter that is typed is a letter, and no key of the console's.
    page.keyboard.type("not k t")
    expect(khan.row(FIRST)).to_have_attribute("aria-current", "true")
    tab_to(page, "Note: pupil cannot see")
    page.keyboard.press("n")
    page.keyboard.type("The librarian stays with them.")
    page.keyboard.press("Control+Enter")
    expect(khan.says("The librarian stays with them.")).to_be_visible()


def opens_a_case_with_tab_alone(khan: Console) -> None:
    page = khan.page
    press(page, f"Case {PASSED_ON:04}", exact=False)
    press(page, "Take it")
    heading(page, "Owner: you", 3)
    press(page, "Open report")
    heading(page, f"Case {PASSED_ON:04}", 2)
    write(page, "Reply to the pupil", "Thank you for telling us. Do not send anything.")
    press(page, "Send to the pupil")
    expect(khan.says("Thank you for telling us. Do not send anything.")).to_be_visible()
    press(page, "Note: pupil cannot see")
    page.keyboard.type("Ring home after lessons.")
    press(page, "Save note")
    expect(khan.says("Ring home after lessons.")).to_be_visible()


def decides_and_closes(khan: Console) -> None:
    page = khan.page
    press(page, "Record a decision")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    press(page, "Record it")
    expect(dialog.get_by_role("alert")).to_contain_text("Still to be filled in")
    tab_to(page, "To refer, or tell an outside body", role="radio")
    page.keyboard.press("Space")
    write(page, "What was decided", "Tell the platform and the parents today.")
    write(page, "Why", "A stranger asks for pictures of where they live.")
    write(page, "What else was considered, and why not that", "Waiting: not with a stranger who may come.")
    tab_to(page, "Yes", role="radio")
    page.keyboard.press("Space")
    expect(page.get_by_label("Yes", exact=True)).to_be_checked()
    press(page, "Record it")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Record a decision")).to_be_focused()
    expect(khan.says("Tell the platform and the parents today.")).to_be_visible()

    press(page, "Close the case")
    write(page, "Outcome", "Reported to CEOP.")
    write(page, "Why it can be closed", "The account is blocked and the parents know.")
    write(page, "Last word to the pupil", "The account is blocked. Come back whenever you want.")
    press(page, "Close the case")
    expect(dialog).to_have_count(0)
    # The button behind the dialog has gone, and so has the case from the list.
    heading(page, "Decide", 3)
    expect(khan.row(PASSED_ON)).to_have_count(0)
    keeps_focus(page)


def test_a_lead_needs_no_mouse_from_signing_in_to_signing_out(demo: Demo, open_device: Device) -> None:
    page = open_device().new_page()
    khan = signed_in(page, demo, "khan")
    heading(page, "Inbox")
    tab_to(page, "Skip to the work", role="link")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    works_with_the_single_keys(khan)
    opens_a_case_with_tab_alone(khan)
    decides_and_closes(khan)

    # Somebody walks in, and goes out again.
    tab_to(page, "Shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Show the screen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()

    press(page, "Lock")
    heading(page, "Locked")
    tab_to(page, "Passphrase", role="textbox")
    page.keyboard.type(demo.person("khan").passphrase)
    page.keyboard.press("Enter")
    heading(page, "Inbox")
    press(page, "Sign out")
    heading(page, "Sign in")


def test_a_mentor_needs_no_mouse_to_claim_answer_and_pass_on(demo: Demo, open_device: Device) -> None:
    adult, mentor = open_device().new_page(), open_device().new_page()
    khan = signed_in(adult, demo, "khan")
    press(adult, "Off duty", role="switch", key="Space")
    expect(adult.get_by_role("switch", name="On duty")).to_be_focused()
    robin = signed_in(mentor, demo, "robin")
    heading(mentor, "My chat")
    press(mentor, "Go on duty")
    press(mentor, "Good", role="radio", key="Space")
    press(mentor, "Go on duty")
    expect(mentor.get_by_role("button", name="Stop for today")).to_be_visible()
    keeps_focus(mentor)

    number = khan.next_number()
    pupil = visiting(open_device, demo)
    pupil.tell("I am new here.", topics=("Being new, or fitting in",), who="A pupil mentor")
    pupil.send()
    pupil.keep_words()
    press(mentor, "Claim")
    expect(robin.says("I am new here.")).to_be_visible()
    expect(mentor.get_by_text("Ms Khan can see this chat.")).to_be_focused()
    write(mentor, "Reply to the pupil", "Hi. Being new is hard.")
    mentor.keyboard.press("Control+Enter")
    expect(pupil.bubble("Hi. Being new is hard.")).to_be_visible()
    expect(mentor.get_by_role("textbox", name="Reply to the pupil")).to_be_focused()
    press(mentor, "Pass to an adult")
    expect(mentor.locator(":focus")).to_contain_text("An adult has it now. You did the right thing.")
    expect(khan.row(number)).to_contain_text("Passed to an adult")
    press(mentor, "Sign out")
    heading(mentor, "Sign in")
