"""After a chat: the debrief that is owed, what adults see of it, the sample they read again, and a certificate."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.cli.demo.browser import Thread
from app.core import clock, encoding
from app.core.errors import AppError, Forbidden, NotFound
from app.core.ids import new_id
from app.mentoring import queries
from app.mentoring.actions import chat, debriefs, reviews, rules, shifts, supervising
from app.mentoring.policy.supervision import supervision_due
from app.mentoring.schemas.debriefs import Evidence, MentoringDesk, NewDebrief, SealedNote, SignReview
from app.mentoring.schemas.gate import Owed
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import DutyWanted
from app.mentoring.schemas.waiting import MentorDay
from app.mentoring.tables.chats import MentorChatRow
from app.mentoring.tables.debriefs import ReviewRow
from app.people.actors import Group
from app.sealing.debrief import Debriefed, Note, open_debrief, seal_debrief
from app.sealing.wrap import kem_public_key
from app.worker import Worker
from tests import hillcrest
from tests.cases import MENTOR_WANTED, World, everybody_is_here
from tests.hillcrest import Served

WORDS = "I keep thinking about what they said."


def ended(world: World, mentor: str = "robin") -> Thread:
    """A chat that this mentor has had."""
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    world.claimed(thread, mentor)
    world.do(chat.finish, world.actor(mentor), thread.pupil.id)
    return thread


def goes_home(world: World, mentor: str = "robin") -> None:
    world.do(shifts.set_duty, world.actor(mentor), DutyWanted(state="off"))


def said(thread: Thread, **terms: Any) -> NewDebrief:
    return NewDebrief.model_validate({"conv": thread.id, "weight": "ok", "talk": False, "note": None} | terms)


def sealed(world: World, thread: Thread, epoch: int = 1) -> SealedNote:
    robin = world.enrolled("robin")
    about = Debriefed(world.school.id, thread.id, robin.person.id)
    kem = kem_public_key(world.held.group(Group.SAFEGUARDING).seed)
    note = seal_debrief(kem, epoch, about, robin.secrets.sign, WORDS)
    return SealedNote(epoch=epoch, wrap=encoding.encode(note.wrap), box=encoding.encode(note.box))


def desk(world: World, name: str = "khan") -> MentoringDesk:
    return world.ask(queries.desk, world.actor(name), everybody_is_here)


def letters(world: World) -> list[str]:
    """The letters that wait, which are taken away."""
    return list(world.do(lambda session: session.scalars(text("DELETE FROM mail RETURNING letter")).all()))


def test_a_mentor_cannot_debrief_a_chat_that_was_never_theirs_or_goes_on(world: World) -> None:
    thread = ended(world)
    with pytest.raises(NotFound):
        world.do(debriefs.give, world.actor("sam"), said(thread))
    with pytest.raises(NotFound):
        world.do(debriefs.give, world.actor("robin"), said(thread, conv=new_id()))
    world.do(debriefs.give, world.actor("robin"), said(thread))
    second = world.mentored()
    with pytest.raises(AppError) as early:
        world.do(debriefs.give, world.actor("robin"), said(second))
    assert early.value.code == "debrief_early"


def test_a_note_sealed_to_a_key_that_the_team_has_left_behind_is_refused_and_nothing_is_kept(world: World) -> None:
    thread = ended(world)
    with pytest.raises(AppError) as old:
        world.do(debriefs.give, world.actor("robin"), said(thread, note=sealed(world, thread, 2)))
    assert (old.value.code, old.value.data) == ("note_key_old", {"epoch": 1})
    assert desk(world).debriefs == []


@pytest.mark.parametrize("field", ["wrap", "box"])
def test_a_note_of_another_length_is_none(served: Served, field: str) -> None:
    note = {"epoch": 1, "wrap": encoding.encode(bytes(1169)), "box": encoding.encode(bytes(1105))}
    body = {"conv": new_id(), "weight": "ok", "talk": False, "note": note | {field: encoding.encode(bytes(1106))}}
    assert served.signed_in("robin").post("/api/debriefs", json=body).status_code == 422


def test_a_debrief_is_given_once_and_the_next_chat_is_open_again(world: World) -> None:
    thread, robin = ended(world), world.actor("robin")
    assert "no_debrief" in world.ask(queries.gate, world.school.id, robin.person_id, everybody_is_here).shut_by
    world.do(debriefs.give, robin, said(thread, weight="light"))
    world.do(debriefs.give, robin, said(thread, weight="heavy", talk=True))
    assert world.ask(queries.gate, world.school.id, robin.person_id, everybody_is_here).open
    assert [(each.weight, each.talk) for each in desk(world).debriefs] == [("light", False)]


def test_what_a_mentor_writes_is_opened_by_the_safeguarding_team_and_is_not_even_given_to_anybody_else(
    world: World,
) -> None:
    thread = ended(world)
    world.do(debriefs.give, world.actor("robin"), said(thread, note=sealed(world, thread)))
    [shown] = desk(world).debriefs
    assert shown.note is not None
    note = Note(shown.note.epoch, encoding.decode(shown.note.wrap), encoding.decode(shown.note.box))
    robin = world.enrolled("robin")
    about = Debriefed(world.school.id, shown.conv, shown.mentor.id)
    seed, signers = world.held.group(Group.SAFEGUARDING).seed, (robin.enrolment.keys.sign,)
    assert open_debrief(seed, about, signers, note) == WORDS
    # The case went to the safeguarding team, so the pastoral lead does not learn that there is one.
    assert (desk(world, "patel").debriefs, desk(world, "osei").debriefs) == ([], [shown])


def test_a_lead_is_told_when_a_mentor_wants_to_talk_and_at_the_second_heavy_chat_of_a_week(world: World) -> None:
    robin = world.actor("robin")
    # An invented school writes to nobody.
    world.do(lambda session: session.execute(text("UPDATE schools SET demo = false")))
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        world.do(debriefs.give, robin, said(ended(world), weight="heavy"))
        assert letters(world) == []
        goes_home(world)
        time.advance(days=7)
        world.do(debriefs.give, robin, said(ended(world), weight="heavy"))
        assert letters(world) == []
        goes_home(world)
        time.advance(days=6)
        world.do(debriefs.give, robin, said(ended(world), weight="heavy"))
        assert letters(world) == ["alert"]
        assert world.desk("khan")[-2:] == [{"what": "mentor", "id": robin.person_id}, {"what": "duty"}]
        goes_home(world)
        time.advance(days=10)
        world.do(debriefs.give, robin, said(ended(world), weight="light", talk=True))
        assert letters(world) == ["alert"]
    [mentor] = [each for each in desk(world).mentors if each.alias == "Robin"]
    assert (mentor.talk_wanted, [each.weight for each in mentor.trend]) == (True, ["heavy", "heavy", "heavy", "light"])


def test_an_adult_who_has_read_a_debrief_is_named_and_the_first_stays(served: Served) -> None:
    world = World(served.hillcrest.database, served.hillcrest.school, served.hillcrest.held)
    thread = ended(world)
    robin, khan, osei = (served.signed_in(name) for name in ("robin", "khan", "osei"))
    body = {"conv": thread.id, "weight": "ok", "talk": True, "note": None}
    assert robin.post("/api/debriefs", json=body).status_code == 204
    shown = osei.get("/api/mentoring/desk").json()["debriefs"][0]
    assert robin.post(f"/api/debriefs/{shown['id']}/seen").status_code == 403
    assert served.signed_in("patel").post(f"/api/debriefs/{shown['id']}/seen").status_code == 404
    assert served.signed_in("ward").get("/api/mentoring/desk").status_code == 403
    for visitor in (osei, khan):
        assert visitor.post(f"/api/debriefs/{shown['id']}/seen").status_code == 204
    after = khan.get("/api/mentoring/desk").json()
    assert after["debriefs"] == [{**shown, "seen_by": "Mr Osei"}]
    assert [each["talk_wanted"] for each in after["mentors"]] == [False, False]
    actions = [entry["action"] for entry in khan.get("/api/audit").json()["entries"]]
    assert [action for action in actions if action.startswith("debrief.")] == ["debrief.seen", "debrief.given"]


def test_the_desk_shows_each_mentors_day(world: World) -> None:
    thread = ended(world)
    world.do(shifts.set_duty, world.actor("sam"), DutyWanted(state="off"))
    robin, sam = desk(world).mentors
    assert (robin.alias, robin.on_duty, robin.live, robin.chats_today, robin.debrief_owed) == (
        "Robin",
        True,
        True,
        1,
        True,
    )
    assert (sam.alias, sam.on_duty, sam.shift, sam.chats_today, sam.debrief_owed) == ("Sam", False, None, 0, False)
    assert world.case(thread).state in {"sent", "open"}


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, date(2026, 11, 30)),
        (date(2026, 8, 31), date(2026, 11, 30)),
        (date(2026, 9, 1), date(2027, 2, 28)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 12, 1), date(2027, 8, 31)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_supervision_is_due_at_three_months_at_six_and_every_six_after(last: date | None, due: date) -> None:
    assert supervision_due(date(2026, 8, 31), last) == due


def sampled(world: World, sample: int = 2) -> list[str]:
    """The chats of mentors that are picked now, the latest first."""
    school_rules = MentoringRules(hours=(0, 1440), needs_room=False, sample_per_week=sample)
    world.do(rules.set_rules, world.actor("khan"), school_rules)
    asyncio.run(Worker(world.db, hillcrest.SERVER).sample())
    return [each.mentor.alias for each in desk(world).reviews if each.signed is None]


def had_a_chat(world: World, mentor: str) -> None:
    thread = ended(world, mentor)
    world.do(debriefs.give, world.actor(mentor), said(thread))
    goes_home(world, mentor)


def test_a_sample_of_last_weeks_chats_is_picked_once_a_week_each_mentor_in_turn(world: World) -> None:
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        for mentor in ("robin", "robin", "robin", "sam"):
            had_a_chat(world, mentor)
        assert sampled(world) == []
        time.advance(days=7)
        assert sorted(sampled(world)) == ["Robin", "Sam"]
        assert sorted(sampled(world)) == ["Robin", "Sam"]
        time.advance(days=7)
        assert sorted(sampled(world)) == ["Robin", "Robin", "Robin", "Sam"]
        time.advance(days=7)
        assert sorted(sampled(world)) == ["Robin", "Robin", "Robin", "Sam"]


def test_no_chat_is_picked_where_the_school_wants_none(world: World) -> None:
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        had_a_chat(world, "robin")
        time.advance(days=7)
        assert sampled(world, 0) == []


def test_a_review_is_signed_once_by_the_safeguarding_team_and_its_note_is_in_the_file(world: World) -> None:
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        thread = ended(world)
        world.do(debriefs.give, world.actor("robin"), said(thread))
        time.advance(days=7)
        assert sampled(world) == ["Robin"]
        nothing = SignReview(note=None, feedback="good")
        for name in ("robin", "patel", "ward"):
            with pytest.raises(AppError):
                world.do(reviews.sign, world.actor(name), thread.id, nothing)
        with pytest.raises(NotFound):
            world.do(reviews.sign, world.actor("khan"), world.report().id, nothing)
        world.do(reviews.sign, world.actor("osei"), thread.id, nothing)
        world.do(reviews.sign, world.actor("khan"), thread.id, SignReview(note=None, feedback="talk"))
        note = world.do(
            thread.sealed, world.enrolled("khan"), thread.file, "note", {"text": "A kind and careful chat."}
        )
        kept = SignReview.model_validate({"note": note.model_dump(), "feedback": "good"})
        world.do(reviews.sign, world.actor("khan"), thread.id, kept)
        assert [item.kind for item in world.items(thread.file) if item.type == "msg"] == ["note"]
        [review] = desk(world).reviews
    assert review.signed is not None
    assert review.signed.by == "Mr Osei"
    assert evidence(world, "robin", "robin").supervision == [date(2026, 12, 1)]


def evidence(world: World, by: str, of: str) -> Evidence:
    return world.ask(queries.evidence, world.actor(by), world.actor(of).person_id)


def test_a_mentor_is_told_without_content_that_an_adult_would_like_to_talk_until_one_has(world: World) -> None:
    thread, robin, khan = picked(world), world.actor("robin"), world.actor("khan")
    for name in ("patel", "robin"):
        with pytest.raises((NotFound, Forbidden)):
            world.do(reviews.talked, world.actor(name), thread.id)
    assert not day_of(world, "robin").talk
    world.do(reviews.sign, khan, thread.id, SignReview(note=None, feedback="talk"))
    assert day_of(world, "robin").talk
    assert not day_of(world, "sam").talk
    assert world.desk("robin")[-1] == {"what": "duty"}
    with clock.frozen(clock.now() + timedelta(days=20)):
        [review] = desk(world).reviews
        assert review.signed is not None
        assert (review.signed.feedback, review.signed.talked) == ("talk", None)
        world.do(reviews.talked, khan, thread.id)
        world.do(reviews.talked, khan, thread.id)
        assert not day_of(world, "robin").talk
        assert len(world.ask(queries.evidence, robin, robin.person_id).supervision) == 2


def test_a_chat_that_is_all_well_has_nobody_talked_to(world: World) -> None:
    thread = picked(world)
    world.do(reviews.sign, world.actor("khan"), thread.id, SignReview(note=None, feedback="good"))
    assert not day_of(world, "robin").talk


def test_a_supervision_meeting_is_written_down_once_with_its_day_and_puts_off_the_next(served: Served) -> None:
    khan, robin = served.signed_in("khan"), served.hillcrest.person("robin").person.id
    today = clock.now().date()
    for name in ("patel", "robin"):
        body = {"on": today.isoformat()}
        assert served.signed_in(name).post(f"/api/people/{robin}/supervision", json=body).status_code == 403
    for wrong in (today + timedelta(days=2), today - timedelta(days=400)):
        refused = khan.post(f"/api/people/{robin}/supervision", json={"on": wrong.isoformat()})
        assert (refused.status_code, refused.json()["code"]) == (422, "supervision_day_wrong")
    nobody = served.hillcrest.person("patel").person.id
    assert khan.post(f"/api/people/{nobody}/supervision", json={"on": today.isoformat()}).status_code == 404
    for _ in range(2):
        held = khan.post(f"/api/people/{robin}/supervision", json={"on": today.isoformat()})
        assert held.status_code == 204
    assert khan.get(f"/api/people/{robin}/evidence").json()["supervision"] == [today.isoformat()]


@pytest.mark.parametrize(("who", "how"), [("pupil", "asked"), ("robin", "break"), ("khan", "taken_over")])
def test_a_mentor_reads_whose_doing_it_was_that_they_are_out_of_a_chat(world: World, who: str, how: str) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    world.claimed(thread, "robin")
    if who == "khan":
        world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
    else:
        actor = thread.pupil if who == "pupil" else world.actor("robin")
        world.do(chat.escalate, actor, thread.pupil.id, "break")
    assert day_of(world, "robin").debrief == Owed(conv=thread.id, how=how)


def picked(world: World) -> Thread:
    """A chat of Robin's that was picked to be read again."""
    thread = ended(world)
    world.do(_pick, thread.id, world.actor("robin").person_id)
    return thread


def _pick(session: Session, conversation_id: str, mentor_id: str) -> None:
    school_id = session.get_one(MentorChatRow, (conversation_id, mentor_id)).school_id
    row = ReviewRow(conversation_id=conversation_id, person_id=mentor_id, school_id=school_id, picked_at=clock.now())
    session.add(row)


def day_of(world: World, name: str) -> MentorDay:
    return world.ask(queries.waiting, world.actor(name), everybody_is_here).day


def test_a_mentors_evidence_is_for_themself_and_the_leads_and_never_says_how_many_chats(world: World) -> None:
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        thread = ended(world)
        world.do(debriefs.give, world.actor("robin"), said(thread))
        time.advance(minutes=45, seconds=30)
        world.do(shifts.set_duty, world.actor("robin"), DutyWanted(state="off"))
        own = evidence(world, "robin", "robin")
    assert [(each.term, each.minutes, each.shifts) for each in own.hours] == [("Between terms", 45, 1)]
    assert (own.alias, own.debriefs, {each.module for each in own.training}) == (
        "Robin",
        1,
        {"peer mentor", "mentor agreement"},
    )
    assert evidence(world, "osei", "robin") == own
    for by in ("sam", "patel", "ward"):
        with pytest.raises(AppError) as refused:
            evidence(world, by, "robin")
        assert refused.value.code == "forbidden"
    with pytest.raises(NotFound):
        evidence(world, "khan", "osei")
    assert set(Evidence.model_fields) == {"alias", "hours", "training", "debriefs", "supervision"}
