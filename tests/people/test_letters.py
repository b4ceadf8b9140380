"""What causes which letter, and to whom: each row of the table in `docs/people.md` is proved here.

The school is made a real one first, because an invented school writes to nobody.
"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import Integer, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.columns import UtcDateTime
from app.keys import actions as keys
from app.keys import queries as keys_reading
from app.keys.actions.recovery import mark_tested
from app.people import actions, queries
from app.people.credentials import hash_auth
from app.people.roll import Letter, Reminder
from app.people.tables import InvitationRow, PersonRow, TrainingRow
from app.schools.tables import SchoolRow
from app.tables import metadata
from app.worker import Worker
from tests.alerts import test_ladder as alerts
from tests.hillcrest import SERVER, Hillcrest, Served
from tests.letters import Sent, a_round, made_real, sent
from tests.mentoring import test_letters as mentoring
from tests.newcomer import Device, Words, invitation_body

PAGE = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def real(hillcrest: Hillcrest) -> Hillcrest:
    return made_real(hillcrest)


def invited(served: Served, by: str = "khan", **changes: Any) -> Words:
    words = Words()
    body = invitation_body(served.hillcrest, words, **changes)
    answer = served.signed_in(by).post("/api/people/invitations", json=body)
    assert answer.status_code == 200, answer.text
    return words


def trained_until(hillcrest: Hillcrest, last: date, *names: str) -> None:
    people = [hillcrest.person(name).person.id for name in names]
    change = update(TrainingRow).where(col(TrainingRow.person_id).in_(people)).values(expires=last)
    hillcrest.database.write_now(lambda session: session.execute(change))


def noon_before(last: date, days: int) -> datetime:
    return clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + (
        last - timedelta(days=days) - clock.now().date()
    )


# ---- the table


def rows() -> dict[str, set[str]]:
    """The causes of the table, each with its letters."""
    table = PAGE.partition("| What causes it |")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return {cause: set(letter.replace("`", "").split(", ")) for cause, letter, *_ in cells}


def test_the_table_for_staff_names_every_letter_and_each_of_its_rows_has_a_test() -> None:
    assert set().union(*rows().values()) == set(get_args(Letter))
    assert set(rows()) == set(PROOFS)


# ---- each row


def test_whoever_is_invited_gets_the_link(served: Served) -> None:
    invited(served)
    assert sent(served.hillcrest) == [("invitation", "lee")]


@pytest.mark.parametrize(("group", "told"), [("safeguarding", "khan"), ("head", "ward")])
def test_whoever_can_confirm_a_joiner_is_called(served: Served, group: str, told: str) -> None:
    hillcrest = served.hillcrest
    words = invited(served)
    change = update(InvitationRow).values(key_group=group)
    hillcrest.database.write_now(lambda session: session.execute(change))
    sent(hillcrest)
    visitor = served.visitor()
    assert Device.open(visitor, words).join(visitor).status_code == 201
    assert sent(hillcrest) == [("alert", told)]


def test_every_lead_and_both_addresses_of_the_owner_hear_that_somebody_is_let_back_in(served: Served) -> None:
    hillcrest, patel = served.hillcrest, served.hillcrest.person("patel").person
    words = invited(served, "ward", person=patel.id, reason="video", email="new@hillcrest.example")
    assert sent(hillcrest) == [("invitation", "new"), ("sign_in_reset", "khan")]
    visitor = served.visitor()
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert Device.open(visitor, words).join(visitor).status_code == 201
        assert sent(hillcrest) == [
            ("account_changed", "new"),
            ("account_changed", "patel"),
            ("alert", "khan"),
            ("sign_in_reset", "khan"),
        ]


def test_whoever_has_left_and_comes_back_is_not_written_to_where_they_were(served: Served) -> None:
    hillcrest, patel = served.hillcrest, served.hillcrest.person("patel").person
    change = update(PersonRow).where(col(PersonRow.id) == patel.id).values(ended_at=clock.now())
    hillcrest.database.write_now(lambda session: session.execute(change))
    words = invited(served, "ward", person=patel.id, reason="video", email="new@hillcrest.example")
    visitor = served.visitor()
    assert Device.open(visitor, words).join(visitor).status_code == 201
    assert "patel" not in {name for _, name in sent(hillcrest)}


def test_the_owner_hears_of_each_way_in_that_was_added_changed_or_taken_away(hillcrest: Hillcrest) -> None:
    patel, database = hillcrest.actor("patel"), hillcrest.database
    changes: list[Callable[[Session], None]] = [
        lambda session: actions.change_passphrase(session, patel, bytes(16), hash_auth(bytes(32))),
        lambda session: actions.set_sheet(session, patel, hash_auth(bytes(32))),
        lambda session: actions.remove_method(session, patel, "sheet"),
        lambda session: actions.start_authenticator(session, patel, b"box"),
        lambda session: actions.set_authenticator(session, patel, b"box", 1),
    ]
    heard = []
    for turn, change in enumerate(changes):
        with clock.frozen(clock.now() + timedelta(minutes=11 * turn)):
            database.write_now(change)
            heard.append(sent(hillcrest))
    changed = [("account_changed", "patel")]
    # An authenticator that is only being set up lets nobody in yet.
    assert heard == [changed, changed, changed, [], changed]


def test_a_browser_that_somebody_never_signed_in_with_is_told_of_and_one_that_they_did_is_not(served: Served) -> None:
    hillcrest = served.hillcrest
    proof, browser = {"khan": 0, "osei": 0}, served.visitor()
    for name in proof:
        assert browser.post("/api/session", json=hillcrest.proof(name)).status_code == 200
    assert sent(hillcrest) == [("new_browser", "khan"), ("new_browser", "osei")]
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert browser.post("/api/session", json=hillcrest.proof("khan")).status_code == 200
        assert sent(hillcrest) == []
        assert served.visitor().post("/api/session", json=hillcrest.proof("khan", step=1)).status_code == 200
        assert sent(hillcrest) == [("new_browser", "khan")]


def test_members_and_holders_of_the_root_hear_that_sheets_were_used(hillcrest: Hillcrest) -> None:
    hillcrest.database.write_now(keys.use_recovery_set, hillcrest.actor("khan"), "safeguarding", 1, "lost")
    assert sent(hillcrest) == [("recovery_used", name) for name in ("khan", "osei", "ward")]


def test_who_alone_can_replace_the_key_of_somebody_who_left_is_called(hillcrest: Hillcrest) -> None:
    hillcrest.database.write_now(actions.leave, hillcrest.actor("ward"), hillcrest.person("patel").person.id)
    assert sent(hillcrest) == [("alert", "khan"), ("alert", "osei")]
    hillcrest.database.write_now(actions.leave, hillcrest.actor("khan"), hillcrest.person("osei").person.id)
    assert sent(hillcrest) == []


def test_training_that_ends_is_told_of_as_early_as_the_rule_says_and_a_week_before_once_each(
    hillcrest: Hillcrest,
) -> None:
    last = clock.now().date() + timedelta(days=90)
    trained_until(hillcrest, last, "sam")
    told = [("colleague_training", "khan"), ("training_ends", "sam")]
    heard = {}
    for days in (31, 30, 29, 8, 7, 6, 0):
        with clock.frozen(noon_before(last, days)):
            heard[days] = a_round(hillcrest) + a_round(hillcrest)
    assert heard == {31: [], 30: told, 29: [], 8: [], 7: told, 6: [], 0: []}


def test_a_server_that_was_off_on_both_days_sends_one_letter_and_not_two(hillcrest: Hillcrest) -> None:
    last = clock.now().date() + timedelta(days=90)
    trained_until(hillcrest, last, "sam", "robin")
    with clock.frozen(noon_before(last, 3)):
        told = [("colleague_training", "khan"), ("training_ends", "robin"), ("training_ends", "sam")]
        assert a_round(hillcrest) == told
    with clock.frozen(noon_before(last, 2)):
        assert a_round(hillcrest) == []


def test_training_that_was_done_again_is_told_of_again_and_only_then(hillcrest: Hillcrest) -> None:
    first, second = clock.now().date() + timedelta(days=20), clock.now().date() + timedelta(days=380)
    trained_until(hillcrest, first, "sam")
    assert len(a_round(hillcrest)) == 2
    trained_until(hillcrest, second, "sam")
    assert a_round(hillcrest) == []
    with clock.frozen(noon_before(second, 30)):
        trained_until(hillcrest, second + timedelta(days=900), "khan", "osei", "robin")
        assert ("training_ends", "sam") in a_round(hillcrest)


def test_the_day_that_counts_is_the_schools(hillcrest: Hillcrest) -> None:
    """Half an hour before midnight in London it is tomorrow in Auckland."""
    last = date(2027, 1, 10)
    trained_until(hillcrest, last, "sam")
    late = datetime.fromisoformat("2026-12-10T23:30:00+00:00")
    with clock.frozen(late):
        assert a_round(hillcrest) == []
        change = update(SchoolRow).values(timezone="Pacific/Auckland")
        hillcrest.database.write_now(lambda session: session.execute(change))
        assert ("training_ends", "sam") in a_round(hillcrest)
    ended = datetime.fromisoformat("2027-01-10T12:00:00+00:00")
    with clock.frozen(ended):
        begun, _ = hillcrest.database.read_now(queries.pauses_to_change)
        assert [one.alias for one in begun] == ["Sam"]


def test_a_lead_without_another_lead_is_told_with_the_head(hillcrest: Hillcrest) -> None:
    trained_until(hillcrest, clock.now().date() + timedelta(days=60), "khan")
    assert a_round(hillcrest) == [("colleague_training", "ward"), ("training_ends", "khan")]


def test_whoever_is_paused_and_the_leads_hear_of_it_on_the_day_and_once(hillcrest: Hillcrest) -> None:
    trained_until(hillcrest, clock.now().date() - timedelta(days=1), "sam")
    worker = Worker(hillcrest.database, SERVER)
    asyncio.run(worker.mind_standings())
    asyncio.run(worker.mind_standings())
    assert sent(hillcrest) == [("access_paused", "sam"), ("colleague_training", "khan")]
    sam = hillcrest.person("sam").person
    hillcrest.database.write_now(actions.pause, sam.school_id, sam.id)
    assert sent(hillcrest) == []


def test_whoever_can_sign_the_next_roster_is_called_before_it_runs_out(hillcrest: Hillcrest) -> None:
    roster = hillcrest.database.read_now(keys_reading.current_roster, hillcrest.school.id)
    trained_until(hillcrest, date(2030, 1, 1), "khan", "osei", "sam", "robin")
    _tested_lately(hillcrest, roster.expires_at)
    heard = {}
    for days in (61, 60, 59, 15, 14, 13, 0, -1):
        with clock.frozen(roster.expires_at - timedelta(days=days)):
            heard[days] = [name for letter, name in a_round(hillcrest) if letter == "alert"]
    called = ["khan", "ward"]
    assert heard == {61: [], 60: called, 59: [], 15: [], 14: called, 13: [], 0: called, -1: []}


def _tested_lately(hillcrest: Hillcrest, at: datetime) -> None:
    with clock.frozen(at - timedelta(days=61)):
        for group in ("safeguarding", "pastoral", "head", "governors"):
            hillcrest.database.write_now(mark_tested, hillcrest.school.id, group, 1)


def test_members_are_called_when_the_test_of_their_sheets_is_overdue_and_a_fortnight_later(
    hillcrest: Hillcrest,
) -> None:
    trained_until(hillcrest, date(2030, 1, 1), "khan", "osei", "sam", "robin")
    made = clock.now()
    heard = {}
    for days in (119, 120, 121, 133, 134, 135):
        with clock.frozen(made + timedelta(days=days)):
            heard[days] = [name for _, name in a_round(hillcrest)]
    called = ["ellis", "khan", "osei", "patel", "ward"]
    assert heard == {119: [], 120: called, 121: [], 133: [], 134: called, 135: []}


PROOFS = {
    "Somebody is invited": test_whoever_is_invited_gets_the_link,
    "Somebody has joined and waits to be confirmed": test_whoever_can_confirm_a_joiner_is_called,
    "Somebody is invited back, and when they have come": (
        test_every_lead_and_both_addresses_of_the_owner_hear_that_somebody_is_let_back_in
    ),
    "A way in was added, changed or taken away": (
        test_the_owner_hears_of_each_way_in_that_was_added_changed_or_taken_away
    ),
    "A sign-in in a browser that its owner never used": (
        test_a_browser_that_somebody_never_signed_in_with_is_told_of_and_one_that_they_did_is_not
    ),
    "Two sheets were brought together": test_members_and_holders_of_the_root_hear_that_sheets_were_used,
    "Somebody left whose group's key only others can replace": (
        test_who_alone_can_replace_the_key_of_somebody_who_left_is_called
    ),
    "Training ends soon": test_training_that_ends_is_told_of_as_early_as_the_rule_says_and_a_week_before_once_each,
    "Training has ended": test_whoever_is_paused_and_the_leads_hear_of_it_on_the_day_and_once,
    "The list of keys runs out": test_whoever_can_sign_the_next_roster_is_called_before_it_runs_out,
    "A test restore is overdue": (
        test_members_are_called_when_the_test_of_their_sheets_is_overdue_and_a_fortnight_later
    ),
    "A mentor would like to talk, or has had two heavy chats in a week": (
        mentoring.test_a_lead_is_called_when_a_mentor_would_like_to_talk_or_has_had_two_heavy_chats
    ),
    "The next day of school has nobody on the mentors' rota": (
        mentoring.test_a_lead_is_called_once_of_a_day_that_nobody_is_on_the_rota
    ),
    "Something urgent is not answered in time": (
        alerts.test_a_red_report_at_five_past_four_climbs_from_who_is_on_duty_to_the_head_until_the_deputy_answers
    ),
}


# ---- never more than needed


def test_of_many_who_join_on_one_afternoon_the_lead_gets_one_letter_and_a_later_one_for_the_rest(
    hillcrest: Hillcrest,
) -> None:
    khan = [hillcrest.actor("khan").person_id]

    def call() -> Sent:
        hillcrest.database.write_now(actions.queue_for, hillcrest.school.id, "alert", khan)
        return sent(hillcrest)

    start = clock.now()
    heard = {}
    for hours in (0, 1, 2, 3):
        with clock.frozen(start + timedelta(hours=hours)):
            heard[hours] = call()
    with clock.frozen(start + timedelta(hours=12)):
        assert sent(hillcrest) == [("alert", "khan")]
    assert heard == {0: [("alert", "khan")], 1: [], 2: [], 3: []}


def test_whoever_is_suspended_or_has_left_gets_no_letter_and_not_one_that_waits(hillcrest: Hillcrest) -> None:
    khan, osei, patel = (hillcrest.actor(name) for name in ("khan", "osei", "patel"))
    hillcrest.database.write_now(actions.queue_for, hillcrest.school.id, "alert", [osei.person_id])
    hillcrest.database.write_now(actions.leave, khan, osei.person_id)
    hillcrest.database.write_now(actions.suspend, khan, patel.person_id, "concern")
    for letter in get_args(Letter):
        both = [osei.person_id, patel.person_id]
        hillcrest.database.write_now(actions.queue_for, hillcrest.school.id, letter, both)
    assert sent(hillcrest) == []


def test_a_server_killed_while_it_writes_has_sent_neither_twice_nor_never(hillcrest: Hillcrest) -> None:
    trained_until(hillcrest, clock.now().date() + timedelta(days=5), "sam")
    due = hillcrest.database.read_now(queries.training_reminders, hillcrest.school.id)

    def killed(session: Session, due: list[Reminder]) -> None:
        actions.remind(session, hillcrest.school.id, due)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hillcrest.database.write_now(killed, due)
    assert sent(hillcrest) == []
    told = [("colleague_training", "khan"), ("training_ends", "sam")]
    assert (a_round(hillcrest), a_round(hillcrest)) == (told, [])


def test_two_servers_that_look_at_once_send_one_letter(hillcrest: Hillcrest) -> None:
    trained_until(hillcrest, clock.now().date() + timedelta(days=5), "sam")
    seen_by_both = hillcrest.database.read_now(queries.training_reminders, hillcrest.school.id)
    for _ in range(2):
        hillcrest.database.write_now(actions.remind, hillcrest.school.id, seen_by_both)
    assert len(sent(hillcrest)) == 2


def test_what_is_remembered_has_no_place_for_a_case() -> None:
    for table, names in (("reminders", {"school_id", "cause"}), ("letter_paces", {"person_id", "letter"})):
        columns = metadata.tables[table].columns
        assert {one.name for one in columns if not isinstance(one.type, Integer | UtcDateTime)} == names


def test_an_invitation_is_forgotten_with_its_address_a_month_after_it_ended(served: Served) -> None:
    hillcrest = served.hillcrest
    unused, waiting, confirmed = (
        invited(served, email=f"{name}@hillcrest.example") for name in ("unused", "waiting", "confirmed")
    )
    joined = {words.id: Device.open(served.visitor(), words) for words in (waiting, confirmed)}
    for device in joined.values():
        assert device.join(served.visitor()).status_code == 201
    change = update(PersonRow).where(col(PersonRow.id) == joined[confirmed.id].id).values(confirmed_at=clock.now())
    hillcrest.database.write_now(lambda session: session.execute(change))

    def kept() -> set[str]:
        asyncio.run(Worker(hillcrest.database, SERVER).remind())
        found = hillcrest.database.read_now(lambda session: session.scalars(select(col(InvitationRow.id))).all())
        return set(found)

    with clock.frozen(clock.now() + timedelta(days=29)):
        assert kept() == {unused.id, waiting.id, confirmed.id}
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert kept() == {unused.id, waiting.id}
    with clock.frozen(clock.now() + timedelta(days=38)):
        assert kept() == {waiting.id}
