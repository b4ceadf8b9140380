"""The letters of mentoring: each row of the table in `docs/people.md` that is about mentors is proved here."""

from datetime import timedelta

import pytest

from app.mentoring import queries
from app.mentoring.actions import chat, debriefs, rota
from app.mentoring.schemas.debriefs import NewDebrief, Weight
from app.mentoring.schemas.rota import NewChange
from app.schools import queries as schools
from tests.cases import World
from tests.hillcrest import Hillcrest
from tests.letters import a_round, made_real, sent


@pytest.fixture(autouse=True)
def real(hillcrest: Hillcrest) -> Hillcrest:
    return made_real(hillcrest)


@pytest.mark.parametrize(("weight", "talk"), [("light", True), ("heavy", False)])
def test_a_lead_is_called_when_a_mentor_would_like_to_talk_or_has_had_two_heavy_chats(
    hillcrest: Hillcrest, weight: Weight, talk: bool
) -> None:
    world = World(hillcrest.database, hillcrest.school, hillcrest.held)
    called = []
    for _ in range(2):
        thread = world.mentored()
        world.do(chat.finish, world.actor("robin"), thread.pupil.id)
        said = NewDebrief(conv=thread.id, weight=weight, talk=talk, note=None)
        world.do(debriefs.give, world.actor("robin"), said)
        called.append(sent(hillcrest))
    # The second of two that fall within twelve hours waits its turn.
    assert called == ([[("alert", "khan")], []] if talk else [[], [("alert", "khan")]])


def test_a_lead_is_called_once_of_a_day_that_nobody_is_on_the_rota(hillcrest: Hillcrest) -> None:
    world = World(hillcrest.database, hillcrest.school, hillcrest.held)
    khan, tomorrow = world.actor("khan"), world.ask(schools.today, hillcrest.school.id) + timedelta(days=1)
    assert a_round(hillcrest) == []
    for slot in world.ask(queries.rota, khan, tomorrow).slots:
        if slot.weekday == tomorrow.weekday():
            world.do(rota.add_change, khan, NewChange(slot=slot.id, on=tomorrow, person=None))
    assert (a_round(hillcrest), a_round(hillcrest)) == ([("alert", "khan")], [])
