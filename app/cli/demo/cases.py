"""The invented cases of the demo. What is said in them is made up, mild on purpose, and about nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.cli.demo import adults, mentoring
from app.cli.demo.browser import Telling, Thread, staff
from app.cli.demo.ceremony import Enrolled, Held
from app.core import clock
from app.core.ids import SchoolId
from app.core.secrets import ServerSecrets
from app.mentoring.actions import chat, queue, shifts
from app.mentoring.schemas.shifts import DutyWanted
from app.sealing.mailbox import mailbox_keys, words_salt
from app.sealing.stretch import stretch
from app.sealing.words import draw_words

BEFORE = timedelta(days=4)
"""How long before the planting the school was set up."""

Step = Callable[[Session], object]

_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Plot:
    """One case: what it shows, its thread, and what happens in it, each step at so long before now."""

    what: str
    thread: Thread
    steps: list[tuple[timedelta, Step]] = field(default_factory=list)

    def at(self, ago: timedelta, step: Step) -> None:
        """Let `step` happen `ago` before now."""
        self.steps.append((ago, step))


TELLINGS = {
    "closed": Telling(
        "I lost my PE bag and some people in my form are hiding my stuff for a laugh. It is not funny any more.",
        ("bullying",),
        chat="none",
    ),
    "asked": Telling(
        "Someone made a group chat about my friend and they post pictures of her in it. She does not know I told you.",
        ("online", "friend_risk"),
        chat="adult",
    ),
    "mentored": Telling(
        "My two best friends stopped sitting with me at lunch and I do not know what I did.",
        ("friends",),
        mentor="friends",
        chat="mentor",
    ),
    "staff": Telling(
        "One of the teachers shouts at one boy in our class every lesson until he cries. It is not fair on him.",
        ("staff",),
        route="head",
        chat="none",
    ),
    "tray": Telling(
        "The lights in the bike shed have been off all week and people are scared to go in.",
        ("else",),
        chat="none",
        overflow=True,
    ),
    "late": Telling(
        "I have been feeling low for a few weeks. I can not sleep and I do not want to worry my mum.",
        ("feelings",),
        safe="unsure",
        chat="none",
    ),
    "new": Telling(
        "I am new here and everyone already has their friends. How do I start?",
        ("settling",),
        mentor="settling",
        chat="mentor",
    ),
    "passed": Telling(
        "A person I met in a game keeps asking me for photos of where I live.",
        ("unkind_online",),
        mentor="online",
        chat="mentor",
    ),
    "unsafe": Telling(
        "There are older kids waiting for me at the gate. They said they will hurt me. I am in the library.",
        ("violence",),
        safe="no",
    ),
}

_SENT = {
    "closed": timedelta(days=3),
    "asked": timedelta(days=2),
    "mentored": timedelta(days=1),
    "staff": timedelta(hours=5),
    "tray": timedelta(hours=2),
    "late": timedelta(minutes=55),
    "passed": timedelta(minutes=25),
    "new": timedelta(minutes=9),
    "unsafe": timedelta(minutes=4),
}

_WHAT = {
    "closed": "closed, with a last word from the team",
    "asked": "the team has asked something",
    "mentored": "a chat with a mentor, finished",
    "staff": "about a member of staff, for the head alone",
    "tray": "came in a flood, in the review tray",
    "late": "not sure about being safe, past its target",
    "new": "would like a mentor, just sent",
    "passed": "passed on by a mentor",
    "unsafe": "not safe, just sent",
}


def plots(held: Held, school_id: SchoolId, server: ServerSecrets) -> list[Plot]:
    """Every case with its return words stretched, and the steps that bring it to where it stands."""
    words = {name: " ".join(draw_words()) for name in TELLINGS}
    salt = words_salt(school_id)
    with ThreadPoolExecutor(2) as pool:
        masters = dict(zip(words, pool.map(lambda text: stretch(text, salt), words.values()), strict=True))
    made = {
        name: Plot(_WHAT[name], Thread(held, school_id, words[name], mailbox_keys(masters[name]), telling))
        for name, telling in TELLINGS.items()
    }
    for name, plot in made.items():
        plot.at(_SENT[name], partial(plot.thread.report, server=server))
    _stage(made, {one.person.email.partition("@")[0]: one for one in held.people})
    return list(made.values())


def play(session: Session, made: list[Plot]) -> None:
    """Let everything happen in its order, each step at its own time."""
    now = clock.now()
    steps = sorted(((ago, step) for plot in made for ago, step in plot.steps), key=lambda pair: pair[0], reverse=True)
    for ago, step in steps:
        with clock.frozen(now - ago):
            step(session)


def _stage(made: dict[str, Plot], cast: dict[str, Enrolled]) -> None:
    khan, osei, robin = cast["khan"], cast["osei"], cast["robin"]
    _closed(made["closed"], khan)
    _asked(made["asked"], osei)
    _mentored(made["mentored"], khan, robin)
    _passed(made["passed"], khan, robin)


def _closed(plot: Plot, adult: Enrolled) -> None:
    thread, begun = plot.thread, _SENT["closed"]
    plot.at(begun - 20 * _MINUTE, lambda s: adults.opens(s, thread, adult))
    plot.at(begun - 24 * _MINUTE, lambda s: thread.says(s, adult, "Thank you for telling us. Which days is it worst?"))
    plot.at(begun - 180 * _MINUTE, lambda s: thread.pupil_says(s, "Mostly Tuesday, before PE."))
    plot.at(begun - 190 * _MINUTE, lambda s: adults.hears_who(s, thread, "Sami T., 8 Blue"))
    plot.at(begun - 200 * _MINUTE, lambda s: thread.notes(s, adult, "Form tutor asked to be in the changing rooms."))
    plot.at(
        begun - 240 * _MINUTE,
        lambda s: adults.decides(
            s,
            thread,
            adult,
            "Handle in school: supervised changing rooms, form time on belongings.",
            "No sign of harm beyond hidden belongings; the pupil wants it to stop quietly.",
            "Early help; a call home. Neither is needed now.",
        ),
    )
    plot.at(begun - 2900 * _MINUTE, lambda s: thread.pupil_says(s, "It has stopped. Thank you."))
    plot.at(
        begun - 2960 * _MINUTE,
        lambda s: adults.closes(
            s,
            thread,
            adult,
            "Resolved in school.",
            "The pupil says that it has stopped.",
            "We are glad it has stopped. You can come back any time with your return words.",
        ),
    )


def _asked(plot: Plot, adult: Enrolled) -> None:
    thread, begun = plot.thread, _SENT["asked"]
    plot.at(begun - 15 * _MINUTE, lambda s: adults.opens(s, thread, adult))
    plot.at(
        begun - 18 * _MINUTE,
        lambda s: adults.asks(s, thread, adult, "That was kind of you. Is the group chat still there today?"),
    )


def _mentored(plot: Plot, adult: Enrolled, mentor: Enrolled) -> None:
    thread, begun = plot.thread, _SENT["mentored"]
    first, second = "Hi. I am here to listen. That sounds lonely.", "What would you like to happen?"
    plot.at(begun + 2 * _MINUTE, lambda s: mentoring.hold_first_chat(s, adult, mentor))
    _on_duty(plot, begun + _MINUTE, adult, mentor)
    _claimed(plot, begun - _MINUTE, mentor)
    plot.at(begun - 2 * _MINUTE, lambda s: mentoring.read_first(s, thread, mentor, adult, first))
    plot.at(begun - 4 * _MINUTE, lambda s: thread.pupil_says(s, "They just stopped talking to me on Monday."))
    plot.at(begun - 5 * _MINUTE, lambda s: thread.coaches(s, adult, "Well done. Ask what they would like, not why."))
    plot.at(begun - 6 * _MINUTE, lambda s: mentoring.read_first(s, thread, mentor, adult, second))
    plot.at(begun - 9 * _MINUTE, lambda s: thread.pupil_says(s, "I want to ask them. I feel a bit better now."))
    plot.at(begun - 11 * _MINUTE, lambda s: chat.finish(s, staff(mentor), thread.pupil.id))
    plot.at(begun - 12 * _MINUTE, lambda s: mentoring.debriefs(s, thread, mentor, "ok", None))
    _off_duty(plot, begun - 13 * _MINUTE, adult, mentor)


def _passed(plot: Plot, adult: Enrolled, mentor: Enrolled) -> None:
    thread, begun = plot.thread, _SENT["passed"]
    _on_duty(plot, begun + _MINUTE, adult, mentor)
    _claimed(plot, begun - _MINUTE, mentor)
    plot.at(begun - 2 * _MINUTE, lambda s: thread.says(s, mentor, "Hi. Thank you for telling us about this."))
    plot.at(begun - 4 * _MINUTE, lambda s: thread.pupil_says(s, "They know which school I go to."))
    plot.at(begun - 5 * _MINUTE, lambda s: chat.escalate(s, staff(mentor), thread.pupil.id, "serious"))
    said = "They told me somebody online knows our school. I was not sure how fast I had to pass it on."
    plot.at(begun - 6 * _MINUTE, lambda s: mentoring.debriefs(s, thread, mentor, "heavy", said))
    _off_duty(plot, begun - 7 * _MINUTE, adult, mentor)


def _claimed(plot: Plot, ago: timedelta, mentor: Enrolled) -> None:
    """A mentor takes the one who waits, and the pupil's page lets them in."""
    thread = plot.thread
    plot.at(ago, lambda s: queue.claim(s, staff(mentor), thread.pupil.id, None, _everybody_is_here))
    plot.at(ago - timedelta(seconds=5), lambda s: thread.pupil_lets_in(s, mentor))


def _everybody_is_here(_person_id: str) -> bool:
    return True


def _on_duty(plot: Plot, ago: timedelta, *people: Enrolled) -> None:
    for one in people:
        plot.at(ago, partial(shifts.set_duty, actor=staff(one), wanted=DutyWanted(state="on", feeling="good")))


def _off_duty(plot: Plot, ago: timedelta, *people: Enrolled) -> None:
    for one in people:
        plot.at(ago, partial(shifts.set_duty, actor=staff(one), wanted=DutyWanted(state="off")))
