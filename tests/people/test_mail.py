"""Letters: what they can say, to whom they go, and that none is lost. No letter has a place for a pupil or a case."""

import asyncio
import inspect
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import get_args

import pytest
from pydantic import ValidationError
from sqlalchemy import Integer
from sqlalchemy.orm import Session

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock
from app.core.columns import UtcDateTime
from app.core.ids import PersonId, SchoolId, new_id
from app.core.settings import MailSettings
from app.people import actions
from app.people.actions import mail
from app.people.credentials import hash_auth
from app.people.mail.carriers import ConsoleCarrier, FileCarrier, SmtpCarrier, carrier_for
from app.people.mail.letters import invitation_link, write
from app.people.mail.post import Post
from app.people.roll import Letter, NewInvitation
from app.schools import actions as schools
from app.tables import metadata
from tests.hillcrest import Hillcrest
from tests.newcomer import Words, invitation_body

LETTERS: tuple[Letter, ...] = get_args(Letter)


class Pigeon:
    """A carrier that remembers what it took, and drops the first few."""

    def __init__(self, drops: int = 0) -> None:
        self.taken: list[EmailMessage] = []
        self._drops = drops

    async def carry(self, message: EmailMessage) -> None:
        if self._drops:
            self._drops -= 1
            raise ConnectionRefusedError("lee@hillcrest.example was not delivered")
        self.taken.append(message)


@pytest.fixture
def real(hillcrest: Hillcrest) -> Hillcrest:
    """The same school with nothing invented about it, so that it writes letters."""
    school = replace(hillcrest.school, id=SchoolId(new_id()), slug="brook", name="Brook School", demo=False)
    hillcrest.database.write_now(schools.found, school)
    return replace(hillcrest, school=school)


def queue(hillcrest: Hillcrest, letter: Letter = "alert", to: str = "lee@brook.example") -> None:
    hillcrest.database.write_now(mail.queue, hillcrest.school.id, letter, to)


def deliver(hillcrest: Hillcrest, pigeon: Pigeon) -> int:
    return asyncio.run(Post(hillcrest.database, pigeon, hillcrest.settings).send_waiting())


@contextmanager
def later(minutes: float) -> Iterator[datetime]:
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        yield clock.now()


# ---- what a letter can say


def test_a_letter_that_waits_has_no_place_for_words() -> None:
    """An address, which letter it is, ids and numbers: whoever wants to put more in needs a migration first."""
    columns = metadata.tables["mail"].columns
    texts = {column.name for column in columns if not isinstance(column.type, Integer | UtcDateTime)}
    assert texts == {"id", "school_id", "to", "letter", "invitation_id", "log_name"}
    taken = set(inspect.signature(mail.queue).parameters)
    assert taken == {"session", "school_id", "letter", "to", "invitation_id", "due_at", "log"}


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_is_its_own_words_the_schools_name_and_one_address_of_ours(letter: Letter) -> None:
    """Written twice, for two schools and two invitations: all that differs is what it may hold."""
    one, other = (
        write(
            letter,
            origin=f"https://{name}.example",
            school=name,
            sender="hark@hark.example",
            to="lee@hark.example",
            invitation_id=number,
        ).get_content()
        for name, number in (("brook", "1" * 8), ("field", "2" * 8))
    )
    assert other.replace("field", "brook").replace("2" * 8, "1" * 8) == one
    assert one.count("://") == 1
    for word in ("case", "report", "topic", "mentor", "urgent", "safe", "bully", "pupil's", "chat"):
        assert word not in one.lower().replace("safeguarding", "")


def test_the_link_of_an_invitation_is_an_id_that_no_server_is_sent() -> None:
    link = invitation_link("https://hark.example", "0190a1b2")
    assert link.partition("#") == ("https://hark.example/console/join", "#", "0190a1b2")


def test_an_invitations_letter_holds_neither_its_words_nor_anything_made_of_them(real: Hillcrest) -> None:
    words, pigeon = Words(), Pigeon()
    lead = replace(real.actor("khan"), school_id=real.school.id)
    new = NewInvitation(**invitation_body(real, words))
    real.database.write_now(actions.invite, lead, new, hash_auth(words.auth))
    assert deliver(real, pigeon) == 1
    (letter,) = pigeon.taken
    assert (letter["To"], letter["Auto-Submitted"]) == ("lee@hillcrest.example", "auto-generated")
    assert f"/console/join#{words.id}" in letter.get_content()
    for secret in (new.auth, new.salt, new.offer, new.key.wrap, new.alias, new.title):
        assert secret not in letter.as_string()


# ---- to whom they go


def test_whoever_owns_an_account_hears_elsewhere_that_a_way_in_has_changed(real: Hillcrest) -> None:
    joining, pigeon = real.person("khan").joining, Pigeon()
    lead = replace(
        joining.person, id=PersonId(new_id()), school_id=real.school.id, email="lead@brook.example", groups=frozenset()
    )
    real.database.write_now(actions.join, replace(joining, person=lead))
    owner = replace(real.actor("khan"), person_id=lead.id, school_id=lead.school_id)
    real.database.write_now(actions.set_sheet, owner, hash_auth(bytes(32)))
    assert deliver(real, pigeon) == 1
    real.database.write_now(actions.remove_method, owner, "sheet")
    real.database.write_now(actions.change_passphrase, owner, bytes(16), hash_auth(bytes(32)))
    assert deliver(real, pigeon) == 0
    with later(10):
        assert deliver(real, pigeon) == 1
    assert {letter["To"] for letter in pigeon.taken} == {"lead@brook.example"}
    assert "If that was not you" in pigeon.taken[0].get_content()


def test_an_invented_school_writes_to_nobody(hillcrest: Hillcrest) -> None:
    pigeon = Pigeon()
    queue(hillcrest)
    hillcrest.database.write_now(actions.queue_for, hillcrest.school.id, "alert", [hillcrest.actor("khan").person_id])
    assert (deliver(hillcrest, pigeon), pigeon.taken) == (0, [])


def test_a_demo_has_nothing_to_carry_letters_with(hillcrest: Hillcrest) -> None:
    settings = hillcrest.settings.model_copy(update={"demo": True, "mail": MailSettings(backend="smtp", host="mx")})
    assert carrier_for(settings) is None


def test_letters_go_to_people_of_the_school_and_nobody_else(real: Hillcrest) -> None:
    pigeon = Pigeon()
    strangers = [PersonId(new_id()), real.actor("khan").person_id]
    real.database.write_now(actions.queue_for, real.school.id, "alert", strangers)
    assert deliver(real, pigeon) == 0


# ---- that none is lost


def test_a_letter_whose_write_failed_is_not_sent(real: Hillcrest) -> None:
    def fails(session: Session) -> None:
        mail.queue(session, real.school.id, "alert", "lee@brook.example")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        real.database.write_now(fails)
    assert deliver(real, Pigeon()) == 0


def test_a_letter_is_sent_once(real: Hillcrest) -> None:
    pigeon = Pigeon()
    queue(real)
    assert [deliver(real, pigeon) for _ in range(3)] == [1, 0, 0]
    with later(60 * 24 * 30):
        assert deliver(real, pigeon) == 0


def test_a_letter_that_could_not_go_is_tried_again_later_and_later(
    real: Hillcrest, caplog: pytest.LogCaptureFixture
) -> None:
    pigeon = Pigeon(drops=2)
    with clock.frozen(clock.now()) as time:
        queue(real)
        sent = []
        for wait in (0, 0.5, 1, 1, 1):
            time.advance(minutes=wait)
            sent.append(deliver(real, pigeon))
    assert sent == [0, 0, 0, 0, 1]
    assert "ConnectionRefusedError" in caplog.text
    assert "lee@brook.example" not in caplog.text


def test_a_letter_that_never_goes_is_given_up_and_that_is_on_the_record(real: Hillcrest) -> None:
    pigeon = Pigeon(drops=1000)
    with clock.frozen(clock.now()) as time:
        queue(real)
        for _ in range(mail.TRIES + 1):
            deliver(real, pigeon)
            time.advance(hours=24)
    page = real.database.read_now(audit.entries, [log_id(real.school.id, "school")], Filter())
    assert page.entries[0].action == "mail.failed"
    assert "brook.example" not in str(page.entries[0])


# ---- carriers


def test_letters_in_files_are_read_by_their_owner_alone(hillcrest: Hillcrest) -> None:
    folder = hillcrest.settings.data_dir / "mail"
    letter = write(
        "alert", origin="https://a.example", school="A", sender="h@a.example", to="b@a.example", invitation_id=None
    )
    asyncio.run(FileCarrier(folder).carry(letter))
    (file,) = folder.glob("*.eml")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    read = BytesParser(policy=default).parsebytes(file.read_bytes())
    assert (read["To"], read["Subject"]) == ("b@a.example", "Something about Hark needs you")


def test_a_printed_letter_shows_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    letter = write(
        "alert", origin="https://a.example", school="A", sender="h@a.example", to="b@a.example", invitation_id=None
    )
    asyncio.run(ConsoleCarrier().carry(letter))
    assert "to b@a.example" in capsys.readouterr().out


@pytest.mark.parametrize("backend", ["console", "file", "smtp"])
def test_the_settings_choose_the_carrier(hillcrest: Hillcrest, backend: str) -> None:
    chosen = MailSettings.model_validate({"backend": backend, "host": "mx"})
    carrier = carrier_for(hillcrest.settings.model_copy(update={"mail": chosen}))
    expected = {"console": ConsoleCarrier, "file": FileCarrier, "smtp": SmtpCarrier}[backend]
    assert isinstance(carrier, expected)


@pytest.mark.parametrize(
    "wrong", [{"backend": "smtp"}, {"backend": "smtp", "host": "mx", "username": "hark", "tls": "none"}]
)
def test_a_mail_server_without_a_name_or_a_password_in_the_clear_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate(wrong)
