"""The right outside body: CEOP with its reference, the LADO through the head alone, and a picture that nobody opens."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.axe import assert_accessible
from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.looking import picture
from tests.journeys.pupil import Pupil, visiting
from tests.journeys.test_decide import answer
from tests.journeys.test_staff_report import Watch, cannot_reach, newest, report

GROOMED = "A man from a game says he is 19. He wants me to meet him on Saturday and not tell anyone."
REFERENCE = "CEOP-2211-4471"
SHARED = "A boy in my year showed people a picture of me that I sent him."
NAME = "Sam Example, 9B"


def dialog(console: Console, name: str) -> Locator:
    return console.page.get_by_role("dialog", name=name)


def refused(form: Locator, action: str, why: str) -> None:
    """The form stays, and says what is missing at its top, in sight."""
    form.get_by_role("button", name=action, exact=True).click()
    said = form.get_by_role("alert")
    expect(said).to_have_text(why)
    expect(said).to_be_in_viewport()


def put_down(form: Locator, action: str) -> None:
    form.get_by_role("button", name=action, exact=True).click()
    expect(form).to_have_count(0)


def step(console: Console, words: str) -> Locator:
    """A step of the checklist beside the case."""
    return console.page.get_by_role("complementary", name="Beside the case").get_by_role("button", name=words)


def written(console: Console, text: str | re.Pattern[str]) -> Locator:
    """An entry of the case with these words somewhere in it."""
    return console.page.get_by_role("log", name="Timeline").get_by_text(text)


def test_a_grooming_report_reaches_ceop_and_the_decision_has_its_reason(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    page = khan.page
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    pupil.tell(GROOMED, topics=("Someone online wants pictures or wants to meet",), who=None)
    pupil.send()
    khan.open(number)
    expect(page.get_by_text("Grooming online. 13 of 13 left.")).to_be_visible()
    expect(step(khan, "The child keeps the messages")).to_be_visible()
    picture(page, "grooming-case")
    picture(page, "grooming-list", page.get_by_role("heading", name="Checklist"))

    khan.press("Report to CEOP")
    ceop = dialog(khan, "Report to CEOP")
    picture(page, "ceop-asks")
    answer(ceop, "Yes", "Yes", "Yes")
    facts = ceop.get_by_label("What happened", exact=True)
    expect(facts).to_have_value(re.compile(re.escape(GROOMED)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ceop.get_by_role("button", name="Copy “What happened”").click()
    expect(ceop.get_by_text("Copied.")).to_be_visible()
    assert GROOMED in page.evaluate("navigator.clipboard.readText()")
    picture(page, "ceop-facts")
    assert_accessible(page)
    refused(ceop, "Write the reference down", "Still to be filled in: the reference that CEOP gave.")
    ceop.get_by_label("The reference that CEOP gave").fill(REFERENCE)
    put_down(ceop, "Write the reference down")
    expect(written(khan, f"Reported to CEOP. Reference: {REFERENCE}")).to_be_visible()
    expect(step(khan, "Done: CEOP told")).to_contain_text(REFERENCE)
    expect(page.get_by_text("Grooming online. 12 of 13 left.")).to_be_visible()

    khan.press("Record a decision")
    decision = dialog(khan, "Record a decision")
    decision.get_by_label("To refer, or tell an outside body").check()
    decision.get_by_label("What was decided").fill("Report to CEOP and tell social care today.")
    decision.get_by_label("What else was considered, and why not that").fill("The platform alone: too slow.")
    decision.get_by_role("radio", name="Yes").check()
    refused(decision, "Record it", "Still to be filled in: why.")
    picture(page, "decision-refused")
    decision.get_by_label("Why", exact=True).fill("An adult asks a child to meet him alone.")
    put_down(decision, "Record it")
    expect(written(khan, "Decision to refer by Ms Khan")).to_be_visible()
    expect(written(khan, "An adult asks a child to meet him alone.")).to_be_visible()
    assert_accessible(page)
    picture(page, "grooming-decided", written(khan, "Decision to refer by Ms Khan"))

    page.get_by_text("A duty that is mine").click()
    page.get_by_role("button", name="This is my duty").last.click()
    mine = page.get_by_text("Only you can do it.")
    expect(mine).to_be_visible()
    picture(page, "duty-mine", page.get_by_role("heading", name="Personal duties"))
    khan.press("It is done")
    duty = page.get_by_role("dialog")
    refused(duty, "It is done", "Still to be filled in: whom you told, the reference.")
    duty.get_by_role("textbox").first.fill("The police, on 101")
    duty.get_by_label("Reference").fill("101-5520")
    picture(page, "duty-done")
    put_down(duty, "It is done")
    expect(mine).to_have_count(0)
    expect(written(khan, "Ms Khan did a personal duty: The police, on 101")).to_be_visible()


def test_a_staff_allegation_goes_from_the_head_to_the_lado_and_the_lead_sees_nothing_of_it(
    demo: Demo, open_device: Device
) -> None:
    khan = Watch.of(open_device, demo, "khan")
    lead = khan.console
    lead.go_to("Help routes")
    lead.page.get_by_text("Numbers of your own area").click()
    lead.page.locator("#lado-phone").fill("01632 960 301")
    lead.press("Save LADO: designated officer for allegations")
    expect(lead.page.get_by_text("Saved.", exact=True)).to_be_visible()
    picture(lead.page, "local-numbers")
    lead.page.get_by_text("Numbers of your own area").click()
    lead.page.get_by_text("Do the links pass your filter?").click()
    lead.press("It was blocked (Childline)")
    expect(lead.page.get_by_text("Ask your IT team to let the blocked pages through")).to_be_visible()
    picture(lead.page, "filter-check")
    assert_accessible(lead.page)
    ward = at_work(open_device, demo, "ward")
    number = ward.next_number()
    before = khan.everything()
    khan.frames.clear()

    report(
        visiting(open_device, demo),
        "Someone on the safety team",
        "Then we will send it to the head teacher instead. No one on the safety team can open it.",
        "the head teacher",
    )
    case = newest(ward, number)
    expect(ward.page.get_by_text("An adult at the school. 12 of 12 left.")).to_be_visible()
    picture(ward.page, "staff-case")
    step(ward, "The LADO was called").click()
    form = dialog(ward, "The LADO was called, within one working day")
    expect(form.get_by_text("01632 960 301")).to_be_visible()
    picture(ward.page, "lado-step")
    assert_accessible(ward.page)
    refused(form, "Write it down", "Still to be filled in: what came of it.")
    form.get_by_label("What came of it").fill("Spoke to the duty officer. Reference LADO-88.")
    put_down(form, "Write it down")
    expect(step(ward, "Done: The LADO was called")).to_contain_text("LADO-88")

    step(ward, "Suspension and what could be done instead").click()
    form = dialog(ward, "Suspension and what could be done instead were considered")
    form.get_by_label("Not needed, because").check()
    refused(form, "Write it down", "Still to be filled in: why it is not needed.")
    form.get_by_label("Because", exact=True).fill("They teach no class until the officer has advised.")
    put_down(form, "Write it down")
    expect(ward.page.get_by_text("An adult at the school. 10 of 12 left.")).to_be_visible()
    picture(ward.page, "staff-case-lado", ward.page.get_by_role("heading", name="Checklist"))
    # At a desk each pane scrolls by itself, and the page does not.
    assert ward.page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    assert khan.everything() == before
    khan.has_heard_of_nothing_but_their_own_duty()
    cannot_reach(lead, case)


def stopped_before_a_picture(pupil: Pupil) -> None:
    """The page stops, shows where a picture can be taken down, and has nowhere to put one."""
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("A nude picture")
    pupil.at("This is not your fault")
    expect(pupil.page.get_by_text("Please do not send the picture to us.")).to_be_visible()
    link = pupil.page.get_by_role("link", name="Go to Report Remove")
    expect(link).to_have_attribute("href", re.compile(r"^https://www\.childline\.org\.uk/.*report-remove/$"))
    expect(pupil.page.locator("input")).to_have_count(0)
    picture(pupil.page, "pupil-stop")
    pupil.press("Carry on")
    pupil.at("Tell us what is wrong")
    expect(pupil.page.locator("input[type=file]")).to_have_count(0)
    pupil.page.get_by_label("What is wrong?").fill(SHARED)
    pupil.press("Continue")
    pupil.at("Check and send")


def says_who_they_are(pupil: Pupil) -> None:
    """One press to the page with the two answers, of one size."""
    pupil.press("More")
    pupil.press("Say who I am")
    pupil.at("Do you want to say who you are?")
    yes = pupil.page.get_by_role("button", name="Say my name", exact=True)
    no = pupil.page.get_by_role("button", name=re.compile("Don.t say my name"))
    sizes = [button.evaluate("({ offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight]") for button in (yes, no)]
    assert sizes[0] == sizes[1]
    picture(pupil.page, "pupil-name")
    assert_accessible(pupil.page)
    yes.click()
    expect(pupil.page.get_by_text("Write your name first.").first).to_be_visible()
    pupil.page.get_by_label("Your name, and your year or class if you like").fill(NAME)
    yes.click()
    expect(pupil.page.get_by_text("We have your name. It is locked.")).to_be_visible()
    pupil.press("Go back")


def test_a_nude_picture_is_told_of_without_one_and_the_name_is_opened_with_a_reason(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan")
    page = khan.page
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    stopped_before_a_picture(pupil)
    pupil.send()
    pupil.keep_words()
    khan.open(number)
    khan.press("Possible illegal image: do not open")
    image = dialog(khan, "Possible illegal image: do not open")
    expect(image.get_by_text("Do not look at it.")).to_be_visible()
    picture(page, "image")
    assert_accessible(page)
    refused(image, "Write it down", "Still to be filled in: how you know of it, whether anybody has seen it.")
    image.get_by_label("How you know of it").fill("The pupil told us. No picture came.")
    image.get_by_role("radio", name="No", exact=True).check()
    put_down(image, "Write it down")
    expect(step(khan, "Done: Nobody at school has viewed")).to_contain_text("Nobody at school has seen it.")

    who = page.get_by_role("region", name="Who the pupil is")
    expect(who.get_by_text("Not known. The pupil has not said.")).to_be_visible()
    says_who_they_are(pupil)
    expect(who.get_by_text("It is locked.")).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    picture(page, "name-locked", who)
    assert_accessible(page)
    who.get_by_role("button", name="Open the name").click()
    form = dialog(khan, "Open the name")
    refused(form, "Open it", "Still to be filled in: why.")
    form.get_by_label("Why you need to know").fill("To reach a parent before it goes any further.")
    picture(page, "name-why")
    put_down(form, "Open it")
    expect(who.get_by_text(NAME)).to_be_visible()
    expect(written(khan, "opened the name that the pupil gave")).to_be_visible()
    picture(page, "name-open", who)
    expect(pupil.told("An adult read the name that you gave us.")).to_be_visible()
    picture(pupil.page, "pupil-told")
