"""The mentoring of the demo: rules, a rota that has everybody there at every hour, and what is said of the mentors."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from app.cli.demo.browser import Thread, staff
from app.cli.demo.ceremony import Enrolled
from app.conversations.schemas import NewItem
from app.core import encoding
from app.mentoring.actions import debriefs as debriefing
from app.mentoring.actions import held, rota, rules
from app.mentoring.policy.rota import may_be_on_rota
from app.mentoring.schemas.debriefs import NewDebrief, SealedNote, Weight
from app.mentoring.schemas.rota import NewSlot
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import MentorProfile
from app.people.actors import Group, Role
from app.sealing.debrief import Debriefed, seal_debrief
from app.sealing.wrap import kem_public_key

DAY = 24 * 60
RULES = MentoringRules(hours=(0, DAY), needs_room=False, weekly_minutes=600, shift_chats=10)
"""A newcomer tries everything at any hour, often alone: nobody sits in a room with them."""

_PROFILES = {
    "Robin": MentorProfile(
        year=12, band="Sixth form", topics=("friends", "settling", "online", "school"), languages=("Polish",)
    ),
    "Sam": MentorProfile(
        year=13, band="Sixth form", topics=("friends", "settling", "feelings", "school"), languages=("Urdu",)
    ),
}


def begin(session: Session, people: Iterable[Enrolled], *, first: date, last: date) -> None:
    """Let the lead decide the rules, put everybody on the rota from `first` to `last`, and describe the mentors."""
    everyone = list(people)
    lead = next(staff(one) for one in everyone if one.person.role is Role.DSL)
    rules.set_rules(session, lead, RULES)
    for one in everyone:
        if may_be_on_rota(one.person):
            for weekday in range(7):
                slot = NewSlot(
                    person=one.person.id,
                    weekday=weekday,
                    opens=0,
                    closes=DAY,
                    first=first,
                    last=last,
                    place="The library" if one.person.role is Role.MENTOR else "The safety team's room",
                )
                rota.add_slot(session, lead, slot)
        if one.person.alias in _PROFILES:
            rules.set_profile(session, lead, one.person.id, _PROFILES[one.person.alias])


def hold_first_chat(session: Session, lead: Enrolled, mentor: Enrolled) -> None:
    """The school has a new mentor's first chat read by an adult, and this one's is still to come."""
    rules.set_rules(session, staff(lead), RULES.model_copy(update={"hold_first": 1}))
    profile = _PROFILES[mentor.person.alias].model_copy(update={"hold_left": 1})
    rules.set_profile(session, staff(lead), mentor.person.id, profile)


def read_first(session: Session, thread: Thread, mentor: Enrolled, adult: Enrolled, said: str) -> None:
    """The mentor puts a message before the adults, and one of them releases it."""
    sealed = thread.sealed(session, mentor, thread.conv, "msg", {"text": said})
    item = NewItem(cmid=sealed.cmid, epoch=sealed.epoch, env=sealed.env, kind="msg")
    held.hold(session, staff(mentor), thread.pupil.id, item)
    held.release(session, staff(adult), thread.pupil.id, item.cmid)


def debriefs(session: Session, thread: Thread, mentor: Enrolled, weight: Weight, said: str | None) -> None:
    """The mentor says how the chat was, sealing what they write as their console would."""
    note = None if said is None else _sealed(thread, mentor, said)
    debriefing.give(session, staff(mentor), NewDebrief(conv=thread.id, weight=weight, talk=False, note=note))


def _sealed(thread: Thread, mentor: Enrolled, said: str) -> SealedNote:
    team = thread.held.group(Group.SAFEGUARDING)
    about = Debriefed(mentor.person.school_id, thread.id, mentor.person.id)
    note = seal_debrief(kem_public_key(team.seed), team.epoch, about, mentor.secrets.sign, said)
    return SealedNote(epoch=note.epoch, wrap=encoding.encode(note.wrap), box=encoding.encode(note.box))
