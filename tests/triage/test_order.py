"""The one order: the rule in Python and the rule in SQL are the same, however cases are shuffled."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.cli.demo.browser import random_id
from app.core.columns import table_of
from app.core.ids import ConversationId, SchoolId
from app.reports import queries as reports
from app.reports.schemas import Report
from app.reports.tables import ReportRow
from app.triage import policy, queries
from tests.cases import NO_CHAT, World

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)

SHUFFLING = [random.Random(seed) for seed in range(8)]  # noqa: S311 - shuffles, and hides nothing

PLAIN = Report(
    id=ConversationId("0190b3c0-0000-4000-8000-000000000000"),
    school_id=SchoolId("school"),
    group="safeguarding",
    number=1,
    safe="yes",
    mentor=None,
    want="none",
    state="open",
    urgency="amber",
    owner_id=None,
    holder_id=None,
    holder_role=None,
    received_at=NOW - timedelta(days=1),
    opened_at=BEFORE,
    last_pupil_at=BEFORE,
    last_staff_at=None,
    target_at=None,
    follow_up_at=None,
    waiting_since=None,
    closed_at=None,
    overflow=False,
    test=False,
    v=1,
    reply_at=None,
)

FIXTURES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["rest"]),
    ({"safe": "no"}, ["not_safe"]),
    ({"safe": "unsure"}, ["rest"]),
    ({"state": "waiting"}, ["waiting_live"]),
    ({"state": "claimed"}, ["waiting_live"]),
    ({"state": "live"}, ["rest"]),
    ({"state": "passed"}, ["passed_on"]),
    ({"target_at": BEFORE}, ["past_target"]),
    ({"target_at": NOW}, ["past_target"]),
    ({"target_at": AFTER}, ["rest"]),
    ({"urgency": "red"}, ["red"]),
    ({"urgency": "green"}, ["rest"]),
    ({"follow_up_at": BEFORE}, ["follow_up_due"]),
    ({"follow_up_at": NOW}, ["follow_up_due"]),
    ({"follow_up_at": AFTER}, ["rest"]),
    ({"opened_at": None}, ["new"]),
    ({"opened_at": None, "state": "sent"}, ["new"]),
    ({"safe": "no", "urgency": "red", "opened_at": None}, ["not_safe", "red", "new"]),
    ({"safe": "no", "state": "waiting"}, ["not_safe", "waiting_live"]),
    ({"safe": "no", "state": "closed"}, ["rest"]),
    ({"state": "waiting", "target_at": BEFORE}, ["waiting_live", "past_target"]),
    ({"state": "passed", "target_at": BEFORE}, ["passed_on", "past_target"]),
    ({"state": "passed", "urgency": "red"}, ["passed_on", "red"]),
    ({"target_at": BEFORE, "urgency": "red"}, ["past_target", "red"]),
    ({"target_at": BEFORE, "opened_at": None}, ["past_target", "new"]),
    ({"urgency": "red", "follow_up_at": BEFORE}, ["red", "follow_up_due"]),
    ({"follow_up_at": BEFORE, "opened_at": None}, ["follow_up_due", "new"]),
    ({"state": "closed", "target_at": BEFORE, "urgency": "red"}, ["rest"]),
    ({"state": "closed", "opened_at": None}, ["rest"]),
    ({"state": "sent", "opened_at": None, "target_at": AFTER}, ["new"]),
    ({"state": "claimed", "safe": "no", "target_at": BEFORE, "urgency": "red", "follow_up_at": NOW, "opened_at": None},
     ["not_safe", "waiting_live", "past_target", "red", "follow_up_due", "new"]),
    ({"state": "live", "urgency": "red", "opened_at": None}, ["red", "new"]),
    ({"reply_at": BEFORE}, ["past_target"]),
    ({"reply_at": NOW, "target_at": AFTER}, ["past_target"]),
    ({"reply_at": AFTER, "target_at": BEFORE}, ["past_target"]),
    ({"reply_at": AFTER}, ["rest"]),
    ({"state": "closed", "reply_at": BEFORE}, ["rest"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "reasons"), FIXTURES)
def test_every_reason_that_holds_is_given_the_strongest_first(changes: dict[str, Any], reasons: list[str]) -> None:
    assert policy.why(replace(PLAIN, **changes), NOW) == reasons


def test_the_order_is_the_one_that_the_protocol_states() -> None:
    strongest: list[dict[str, Any]] = [
        {"safe": "no"},
        {"state": "waiting"},
        {"state": "passed"},
        {"target_at": BEFORE},
        {"urgency": "red"},
        {"follow_up_at": BEFORE},
        {"opened_at": None},
        {},
    ]
    cases: list[Report] = [replace(PLAIN, **changes) for changes in strongest]
    shuffled = SHUFFLING[7].sample(cases, len(cases))
    assert sorted(shuffled, key=lambda case: policy.order(case, NOW)) == cases


def test_of_two_with_the_same_reason_the_older_comes_first() -> None:
    older = replace(PLAIN, received_at=PLAIN.received_at - timedelta(seconds=1), urgency="red")
    newer = replace(PLAIN, urgency="red")
    assert policy.order(older, NOW) < policy.order(newer, NOW)


MOMENTS = st.sampled_from([None, BEFORE, NOW, AFTER])
CHANGES = st.fixed_dictionaries(
    {
        "safe": st.sampled_from(["yes", "unsure", "no"]),
        "state": st.sampled_from(["sent", "waiting", "claimed", "live", "passed", "open", "closed"]),
        "urgency": st.sampled_from(["red", "amber", "green"]),
        "target_at": MOMENTS,
        "follow_up_at": MOMENTS,
        "reply_at": MOMENTS,
        "snoozed_at": MOMENTS,
        "snoozed_until": MOMENTS,
        "opened_at": st.sampled_from([None, BEFORE]),
        "received_at": st.sampled_from([NOW - timedelta(minutes=number) for number in range(4)]),
    }
)


RULED = (
    "safe", "state", "urgency", "target_at", "follow_up_at", "reply_at", "snoozed_at", "snoozed_until", "opened_at",
    "received_at",
)  # fmt: skip
"""What the order depends on."""


def put(session: Session, ids: list[str], changes: list[dict[str, Any]]) -> None:
    table = table_of(ReportRow)
    for case_id, values in zip(ids, changes, strict=True):
        whole = {name: getattr(PLAIN, name) for name in RULED} | values
        session.execute(update(table).where(table.c.id == case_id).values(**whole))


def in_sql(session: Session, ids: list[str]) -> list[str]:
    rank = queries.sql_rank(NOW)
    columns = reports.CASES
    found = reports.where(session, columns.id.in_(ids), order=(rank, columns.received_at, columns.id), limit=100)
    return [report.id for report in found]


def in_python(session: Session, ids: list[str]) -> list[str]:
    found = [report for report in (reports.report(session, case_id) for case_id in ids) if report is not None]
    return [report.id for report in sorted(found, key=lambda report: policy.order(report, NOW))]


def test_sql_and_python_agree_on_every_fixture_in_any_order(world: World) -> None:
    ids = [world.report(NO_CHAT).id for _ in FIXTURES]
    for seed in range(3):
        shuffled = SHUFFLING[seed].sample(ids, len(ids))
        world.do(put, shuffled, [changes for changes, _ in FIXTURES])
        assert world.ask(in_sql, ids) == world.ask(in_python, ids)


def test_sql_and_python_agree_on_whatever_can_be(world: World) -> None:
    ids = [world.report(NO_CHAT).id for _ in range(6)]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(CHANGES, min_size=6, max_size=6))
    def agree(changes: list[dict[str, Any]]) -> None:
        world.do(put, ids, changes)
        assert world.ask(in_sql, ids) == world.ask(in_python, ids)
        assert world.ask(asleep_in_sql, ids) == world.ask(asleep_in_python, ids)

    agree()


def asleep_in_sql(session: Session, ids: list[str]) -> set[str]:
    columns = reports.CASES
    found = reports.where(session, columns.id.in_(ids), queries.sql_asleep(NOW), order=(columns.id,), limit=100)
    return {report.id for report in found}


def asleep_in_python(session: Session, ids: list[str]) -> set[str]:
    found = [report for report in (reports.report(session, case_id) for case_id in ids) if report is not None]
    return {report.id for report in found if policy.asleep(report, NOW)}


def shuffles(changes: list[dict[str, Any]]) -> list[Report]:
    return [replace(PLAIN, id=ConversationId(f"case-{number}"), **each) for number, each in enumerate(changes)]


@settings(max_examples=200, deadline=None)
@given(st.lists(CHANGES, min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_the_order_is_total_and_the_same_however_cases_come(
    changes: list[dict[str, Any]], chance: random.Random
) -> None:
    cases = shuffles(changes)
    keys = [policy.order(case, NOW) for case in cases]
    assert len(set(keys)) == len(keys)
    shuffled = chance.sample(cases, len(cases))
    by_key = sorted(shuffled, key=lambda case: policy.order(case, NOW))
    assert by_key == sorted(cases, key=lambda case: policy.order(case, NOW))


@settings(max_examples=200, deadline=None)
@given(CHANGES)
def test_one_more_reason_never_moves_a_case_down(changes: dict[str, Any]) -> None:
    """Whatever is learnt of a case adds a reason or takes a weaker one away; it never hides a stronger one."""
    case = replace(PLAIN, **changes)
    worse: dict[str, dict[str, Any]] = {
        "not_safe": {"safe": "no"},
        "red": {"urgency": "red"},
        "past_target": {"reply_at": NOW},
    }
    for reason, change in worse.items():
        risen = replace(case, **change)
        assert policy.rank(risen, NOW) <= policy.rank(case, NOW)
        assert case.state == "closed" or reason in policy.why(risen, NOW)
    # What is no part of the rule, such as who has the case or a label found in its words, moves nothing.
    label = replace(case, v=case.v + 1, overflow=True, test=True, mentor="friends", want="adult")
    assert policy.order(label, NOW) == policy.order(case, NOW)


def test_an_id_that_is_not_there_changes_nothing(world: World) -> None:
    assert world.ask(in_sql, [random_id()]) == []
