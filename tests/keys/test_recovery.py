"""Printed sheets: any two give the group back, using them is announced to everybody, and nobody else gets to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock, encoding
from app.core.errors import AppError
from app.keys import actions, policy, queries
from app.keys.schemas import NewRecoverySet, RecoveryOpened
from app.realtime import queries as streams
from app.rotation import queries as rotation
from app.sealing.errors import SheetsDoNotMatch
from app.sealing.sheets import open_pairs, read_sheet, unwrap_from_recovery
from app.sealing.wrap import kem_public_key
from tests.hillcrest import Served
from tests.office import Office

CAST = ("khan", "osei", "patel", "ward", "ellis")


def put(office: Office, by: str, group: str, made: NewRecoverySet) -> None:
    office.hillcrest.database.write_now(actions.make_recovery_set, office.actor(by), group, made)


def use(office: Office, by: str, group: str, number: int = 1) -> RecoveryOpened:
    return office.hillcrest.database.write_now(actions.use_recovery_set, office.actor(by), group, number, "test")


def sheets_task(office: Office, name: str, group: str) -> tuple[str, date | None]:
    found = office.hillcrest.database.read_now(rotation.tasks, office.actor(name)).sheets
    return next((task.state, task.due) for task in found if task.group == group)


def news(office: Office, name: str) -> list[str]:
    items = office.hillcrest.database.read_now(streams.items_after, f"me:{office.actor(name).person_id}", 0, 100)
    return [item.body for item in items]


@pytest.mark.parametrize("group", ["head", "governors"])
def test_the_leads_sheets_do_not_reach_the_heads_or_the_chairs_keys(office: Office, group: str) -> None:
    with pytest.raises(AppError) as refused:
        use(office, "khan", group)
    assert refused.value.code == "forbidden"
    assert "recovery" not in "".join(news(office, "ward"))


@pytest.mark.parametrize("name", ["khan", "osei", "patel", "ellis"])
def test_nobody_outside_a_group_makes_or_confirms_its_sheets(office: Office, name: str) -> None:
    with pytest.raises(AppError) as refused:
        put(office, name, "head", office.printed("head", name))
    assert refused.value.code == "forbidden"
    with pytest.raises(AppError) as unconfirmed:
        office.hillcrest.database.write_now(actions.confirm_sheet, office.actor(name), "head", 1, "A")
    assert unconfirmed.value.code == "forbidden"


def test_sheets_of_no_set_are_not_there(office: Office) -> None:
    with pytest.raises(AppError) as refused:
        use(office, "khan", "safeguarding", 9)
    assert refused.value.code == "not_found"


def test_using_sheets_needs_a_fresh_proof_and_a_person(served: Served) -> None:
    path = "/api/recovery/safeguarding/1/use"
    assert served.visitor().post(path, json={"reason": "test"}).status_code == 401
    assert served.signed_in("robin").post(path, json={"reason": "test"}).status_code == 403
    assert served.signed_in("khan").post(path, json={"reason": "curious"}).status_code == 422


@pytest.mark.parametrize("broken", ["boxes", "holders", "wraps"])
def test_a_set_that_is_not_whole_is_refused(office: Office, broken: str) -> None:
    made = office.printed("safeguarding", "khan")
    twice = {
        "boxes": [*made.boxes[:2], made.boxes[0]],
        "holders": [*made.holders[:2], made.holders[0]],
        "wraps": [made.wraps[0].model_copy(update={"epoch": 7})],
    }
    with pytest.raises(AppError) as refused:
        put(office, "khan", "safeguarding", made.model_copy(update={broken: twice[broken]}))
    assert refused.value.code == "recovery_refused"


def test_a_set_that_would_not_open_the_groups_old_cases_is_refused(office: Office) -> None:
    office.leaves("osei")
    made = office.printed("safeguarding", "khan")
    newest_alone = made.model_copy(update={"wraps": [one for one in made.wraps if one.epoch == 2]})
    with pytest.raises(AppError) as refused:
        put(office, "khan", "safeguarding", newest_alone)
    assert refused.value.code == "recovery_refused"
    put(office, "khan", "safeguarding", made)


def test_a_set_that_a_rotation_overtook_is_not_given_to_be_signed(office: Office) -> None:
    made, before = office.printed("safeguarding", "khan"), office.hillcrest.held.sheets_of("safeguarding")
    put(office, "khan", "safeguarding", made)
    for sheet in ("A", "B", "C"):
        office.hillcrest.database.write_now(actions.confirm_sheet, office.actor("khan"), "safeguarding", 2, sheet)
    overtaken, office.sheets["safeguarding"] = office.sheets["safeguarding"], before
    office.leaves("osei")
    assert office.hillcrest.database.read_now(rotation.tasks, office.actor("khan")).recovery == []
    office.sheets["safeguarding"] = overtaken
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.with_sheets(office.following(), "safeguarding")))
    assert refused.value.data == {"why": "recovery_wrap"}


def test_a_set_that_its_maker_did_not_sign_is_refused(office: Office) -> None:
    """Else a server could bring a recovery key of its own, and every key of the group would be sealed to it."""
    made = office.printed("governors", "ellis")
    with pytest.raises(AppError) as refused:
        put(office, "ellis", "governors", made.model_copy(update={"sig": encoding.encode(bytes(64))}))
    assert refused.value.code == "signature_wrong"


def test_the_chairs_sheets_wait_for_a_root_holder_and_for_nobody_else(office: Office) -> None:
    made = office.printed("governors", "ellis")
    put(office, "ellis", "governors", made)
    assert office.hillcrest.database.read_now(rotation.tasks, office.actor("ward")).recovery == []
    before = news(office, "ward")
    for sheet in ("A", "B", "C"):
        office.hillcrest.database.write_now(actions.confirm_sheet, office.actor("ellis"), "governors", 2, sheet)
    assert "roster" in "".join(news(office, "ward")[len(before) :])
    asked = {name: office.hillcrest.database.read_now(rotation.tasks, office.actor(name)).recovery for name in CAST}
    assert [name for name in CAST if asked[name]] == ["khan", "ward"]
    [task] = asked["khan"]
    assert (task.group, task.set, task.kem, task.by) == ("governors", 2, made.kem, office.actor("ellis").person_id)
    office.sign(office.body(office.with_sheets(office.following(), "governors")))
    assert office.hillcrest.database.read_now(rotation.tasks, office.actor("khan")).recovery == []


def test_of_two_who_print_sheets_at_once_the_second_is_told(office: Office) -> None:
    first = office.printed("safeguarding", "khan")
    put(office, "khan", "safeguarding", first)
    put(office, "khan", "safeguarding", first)
    other = office.printed("safeguarding", "osei").model_copy(update={"set": 2})
    with pytest.raises(AppError) as refused:
        put(office, "osei", "safeguarding", other)
    assert refused.value.code == "recovery_conflict"


def test_a_set_counts_once_its_sheets_were_typed_back_and_a_roster_names_it(office: Office) -> None:
    put(office, "khan", "safeguarding", office.printed("safeguarding", "khan"))
    assert sheets_task(office, "osei", "safeguarding")[0] == "unconfirmed"
    with pytest.raises(AppError) as refused:
        office.hillcrest.database.write_now(actions.note_tested, office.actor("khan"), "safeguarding", 2)
    assert refused.value.code == "recovery_unconfirmed"
    for sheet in ("A", "B", "C"):
        office.hillcrest.database.write_now(actions.confirm_sheet, office.actor("khan"), "safeguarding", 2, sheet)
    assert sheets_task(office, "osei", "safeguarding")[0] == "unconfirmed"
    office.sign(office.body(office.with_sheets(office.following(), "safeguarding")))
    assert sheets_task(office, "osei", "safeguarding")[0] == "ok"


def test_every_member_sees_who_keeps_which_sheet_of_their_own_groups(served: Served) -> None:
    found = served.signed_in("patel").get("/api/recovery").json()["sets"]
    assert [(one["group"], one["set"], one["signed"]) for one in found] == [("pastoral", 1, True)]
    assert [holder["sheet"] for holder in found[0]["holders"]] == ["A", "B", "C"]
    assert all(holder["confirmed"] for holder in found[0]["holders"])


def test_using_sheets_is_announced_to_members_and_root_holders_and_is_in_the_log(office: Office) -> None:
    use(office, "patel", "pastoral")
    told = [name for name in ("khan", "osei", "patel", "ward", "ellis", "robin", "sam") if _heard(office, name)]
    assert told == ["khan", "osei", "patel", "ward"]
    log = log_id(office.hillcrest.school.id, "school")
    newest = office.hillcrest.database.read_now(audit.entries, [log], Filter()).entries[0]
    assert (newest.action, newest.actor.id) == ("recovery.used", office.actor("patel").person_id)
    assert newest.details == {"set": 1, "reason": "test"}


def test_members_and_root_holders_of_a_real_school_get_a_letter_too(office: Office) -> None:
    """An invented school writes to nobody, so this one is real for the length of a test."""
    database = office.hillcrest.database
    database.write_now(lambda session: session.execute(text("UPDATE schools SET demo = false")))
    use(office, "patel", "pastoral")
    letters = database.read_now(lambda session: session.execute(text('SELECT "to", letter FROM mail')).all())
    names = ("khan", "osei", "patel", "ward")
    assert sorted(map(tuple, letters)) == [(f"{name}@hillcrest.example", "recovery_used") for name in names]


def test_sheets_that_are_refused_are_announced_to_nobody(office: Office) -> None:
    with pytest.raises(AppError):
        use(office, "patel", "safeguarding")
    assert not _heard(office, "khan")


def test_two_sheets_give_back_every_key_of_the_group_after_rotations_too(served: Served) -> None:
    office = Office(served.hillcrest)
    office.leaves("osei")
    answer = served.signed_in("khan").post("/api/recovery/safeguarding/1/use", json={"reason": "lost"}).json()
    printed = office.sheets["safeguarding"]
    boxes = {one["pair"]: encoding.decode(one["box"]) for one in answer["boxes"]}
    words = printed.words
    with pytest.raises(SheetsDoNotMatch):
        open_pairs(printed.of, read_sheet(words["A"]), bytes(32), boxes)
    recovery_seed = open_pairs(printed.of, read_sheet(words["C"]), read_sheet(words["A"]), boxes)
    assert [one["epoch"] for one in answer["wraps"]] == [1, 2]
    group = office.standing().group("safeguarding")
    assert group is not None
    newest = encoding.decode(answer["wraps"][1]["wrap"])
    assert kem_public_key(unwrap_from_recovery(recovery_seed, printed.of, 2, newest)) == group.kem


def test_nobody_has_tried_sheets_whose_boxes_somebody_else_was_given_or_they_themselves_an_hour_ago(
    office: Office,
) -> None:
    def note(by: str) -> None:
        office.hillcrest.database.write_now(actions.note_tested, office.actor(by), "safeguarding", 1)

    use(office, "osei", "safeguarding")
    with pytest.raises(AppError) as not_hers:
        note("khan")
    use(office, "khan", "safeguarding")
    with clock.frozen(clock.now() + timedelta(minutes=61)), pytest.raises(AppError) as too_late:
        note("khan")
    assert {not_hers.value.code, too_late.value.code} == {"recovery_unused"}
    note("khan")


def test_a_test_is_due_again_after_a_hundred_and_twenty_days(office: Office) -> None:
    state, due = sheets_task(office, "khan", "safeguarding")
    assert (state, due) == ("ok", clock.now().date() + timedelta(days=policy.TEST_DAYS))
    with clock.frozen(clock.now() + timedelta(days=policy.TEST_DAYS)):
        assert sheets_task(office, "khan", "safeguarding")[0] == "test_due"
        use(office, "khan", "safeguarding")
        office.hillcrest.database.write_now(actions.note_tested, office.actor("khan"), "safeguarding", 1)
        assert sheets_task(office, "khan", "safeguarding")[0] == "ok"


def test_a_test_is_due_by_the_end_of_the_next_term_where_that_is_sooner() -> None:
    tested = datetime(2026, 11, 24, tzinfo=UTC)
    terms = {date(2026, 9, 1): date(2026, 12, 18), date(2027, 1, 5): date(2027, 2, 12)}
    assert policy.test_due(tested, None, terms) == date(2027, 2, 12)
    assert policy.test_due(tested - timedelta(days=60), tested, {}) == date(2027, 3, 24)


def test_a_set_that_a_newer_one_replaced_is_no_longer_shown(office: Office) -> None:
    put(office, "khan", "safeguarding", office.printed("safeguarding", "khan"))
    office.sign(office.body(office.with_sheets(office.following(), "safeguarding")))
    roster = office.standing()
    found = office.hillcrest.database.read_now(queries.recovery_sets, office.actor("khan"), roster)
    assert [(one.group, one.set) for one in found] == [("pastoral", 1), ("safeguarding", 2)]


def _heard(office: Office, name: str) -> bool:
    return any('"what":"recovery"' in body for body in news(office, name))
