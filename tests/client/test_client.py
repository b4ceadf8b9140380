"""A stranger's client against the running service: what the protocol page promises is enough, and it is kept."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from app.cli import app as command_line
from app.sealing.recovery import RecoverySecret, write_secret
from tests.client.conftest import HasTicket
from tests.client.format import Refused, b64u, unb64u
from tests.client.http import ServerRefused
from tests.client.line import Line
from tests.client.pupil import PupilClient
from tests.client.staff import StaffClient
from tests.hillcrest import Hillcrest

Computer = Callable[[], httpx.Client]
Staff = Callable[[str], StaffClient]

WORDS = "acorn blanket lemon ocean rabbit winter"
SWAPPED = "blanket acorn lemon ocean rabbit winter"


def told(bodies: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(body["kind"], body.get("text", "")) for body in bodies]


class TestRefusals:
    def test_a_school_whose_root_is_not_the_one_on_the_poster_is_refused(self, computer: Computer) -> None:
        with pytest.raises(Refused, match="roster_signature"):
            PupilClient(computer(), "hillcrest", bytes(32))

    def test_words_in_another_order_open_nothing(self, pupil: PupilClient) -> None:
        pupil.report(WORDS, "Somebody hides my bag.")
        with pytest.raises(ServerRefused) as refused:
            pupil.come_back(SWAPPED)
        assert (refused.value.status, refused.value.code) == (404, "words_unknown")

    def test_a_report_that_was_altered_on_its_way_is_refused_and_nothing_is_stored(self, pupil: PupilClient) -> None:
        terms: dict[str, Any] = {"topics": (), "safe": "yes", "route": "safeguarding", "mentor": None, "chat": "none"}
        new = pupil.sealed_report(WORDS, "Somebody hides my bag.", **terms)
        envelope = unb64u(new["report"]["env"])
        for damaged, code in ((envelope[:-1], "size_wrong"), (b"\x02" + envelope[1:], "suite_unknown")):
            with pytest.raises(ServerRefused, match=code):
                pupil.submit(new | {"report": new["report"] | {"env": b64u(damaged)}})
        assert pupil.submit(new) is False
        assert pupil.submit(new) is True

    def test_words_that_were_forgotten_open_nothing(self, pupil: PupilClient) -> None:
        pupil.report(WORDS, "Somebody hides my bag.")
        pupil.forget()
        with pytest.raises(ServerRefused, match="words_unknown"):
            pupil.come_back(WORDS)

    def test_a_report_about_staff_is_not_there_for_the_lead(self, pupil: PupilClient, staff: Staff) -> None:
        pupil.report(WORDS, "A teacher shouts at one boy.", route="head")
        khan, ward = staff("khan"), staff("ward")
        assert khan.inbox() == []
        case = ward.inbox()[0]["id"]
        with pytest.raises(ServerRefused, match="404"):
            khan.open(case)
        assert told(ward.open(case)) == [("report", "A teacher shouts at one boy.")]

    def test_an_item_that_the_server_altered_is_not_shown(self, pupil: PupilClient, staff: Staff) -> None:
        pupil.report(WORDS, "Somebody hides my bag.")
        khan = staff("khan")
        case = khan.inbox()[0]["id"]
        khan.open(case)
        khan.reply(case, "Thank you.")
        pupil.read()
        stream = pupil.stream
        for change, code in (
            ({"kind": "last"}, "kind_mismatch"),
            ({"cmid": case}, "commitment_wrong"),
            ({"seq": 9}, "items_missing"),
        ):
            again = copy.deepcopy(stream)
            item = again.items.pop(again.last)
            with pytest.raises(Refused, match=code):
                again.read([], [item | change])


class TestALongTalk:
    def test_from_the_report_to_the_outcome_and_back_with_six_words(
        self, pupil: PupilClient, staff: Staff, computer: Computer, hillcrest: Hillcrest
    ) -> None:
        pupil.report(WORDS, "Somebody hides my bag. é 🙂", topics=("bullying",), safe="unsure")
        khan = staff("khan")
        case = khan.inbox()[0]["id"]
        assert told(khan.open(case)) == [("report", "Somebody hides my bag. é 🙂")]
        khan.reply(case, "Thank you for telling me.")

        later = PupilClient(computer(), "hillcrest", hillcrest.held.root)
        later.come_back(WORDS.upper())
        assert told(later.read())[-1] == ("msg", "Thank you for telling me.")
        later.send("It happened again.")

        khan.refresh(f"conv:{case}")
        assert told(khan.streams[f"conv:{case}"].bodies)[-1] == ("msg", "It happened again.")
        khan.note(case, "Bag found in the art room.")
        khan.start_epoch(f"conv:{case}")
        khan.decide(case, "Speak with the form tutor", "A week is too long")
        head = khan.close(case, "resolved", "The bag stays in the office.", "You can always come back.")
        assert head["state"] == "closed"
        assert told(later.read())[-1] == ("last", "You can always come back.")

    def test_a_responder_who_is_given_the_case_reads_what_was_before_and_answers(
        self, pupil: PupilClient, staff: Staff, hillcrest: Hillcrest
    ) -> None:
        pupil.report(WORDS, "Somebody hides my bag.")
        khan = staff("khan")
        case = khan.inbox()[0]["id"]
        khan.open(case)
        khan.note(case, "For Miss Patel.")
        khan.give(case, hillcrest.person("patel").person.id)
        patel = staff("patel")
        assert told(patel.open(case)) == [("report", "Somebody hides my bag.")]
        assert told(patel.streams[f"file:{case}"].bodies) == [("note", "For Miss Patel.")]
        patel.reply(case, "I am Miss Patel.")
        assert told(pupil.read())[-1] == ("msg", "I am Miss Patel.")

    def test_what_the_pastoral_team_has_is_handed_up_and_goes_on_without_them(
        self, pupil: PupilClient, staff: Staff
    ) -> None:
        pupil.report(WORDS, "I have nobody to sit with.", topics=("friends",), route="pastoral")
        patel, khan = staff("patel"), staff("khan")
        case = patel.inbox()[0]["id"]
        assert told(patel.open(case)) == told(khan.open(case)) == [("report", "I have nobody to sit with.")]
        patel.reply(case, "Come to the library at lunch.")
        patel.note(case, "Seems low.")
        patel.escalate(case)
        pupil.send("I do not want to go home.")
        assert pupil.mailbox["route"] == "safeguarding"
        with pytest.raises(ServerRefused, match="stream_unknown"):
            patel.refresh(f"conv:{case}")
        assert told(khan.open(case))[-1] == ("msg", "I do not want to go home.")
        khan.start_epoch(f"file:{case}")
        khan.note(case, "Called the parents.")
        khan.reply(case, "Stay with me until five.")
        assert told(pupil.read())[-1] == ("msg", "Stay with me until five.")

    def test_a_mentor_whom_the_pupil_lets_in_reads_the_first_message_and_answers_until_they_pass_it_on(
        self, pupil: PupilClient, staff: Staff, line: Callable[[HasTicket], Line]
    ) -> None:
        khan, sam = staff("khan"), staff("sam")
        line(khan)
        sams = line(sam)
        khan.on_duty()
        sam.on_duty()
        pupil.report(WORDS, "Nobody sits with me.", topics=("friends",), mentor="friends", chat="mentor")
        stream = pupil.stream.name
        line(pupil).act(stream, "wait", want="mentor")
        sams.act(stream, "claim", if_v=sam.waiting()["waiting"][0]["v"])
        pupil.let_in()
        assert told(sam.refresh(stream)) == [("share", "Nobody sits with me.")]
        sams.send(stream, sam.sealed(stream, "msg", text="Hi, I am Sam."))
        assert told(pupil.read())[-1] == ("msg", "Hi, I am Sam.")
        sams.act(stream, "escalate", why="serious")
        with pytest.raises(ServerRefused, match="404"):
            sam.refresh(stream)
        pupil.send("Is somebody there?")
        case = khan.inbox()[0]["id"]
        assert told(khan.open(case))[-2:] == [("msg", "Hi, I am Sam."), ("msg", "Is somebody there?")]

    def test_the_exported_case_opens_offline_with_the_groups_recovery_secret(
        self, pupil: PupilClient, staff: Staff, hillcrest: Hillcrest, tmp_path: Path
    ) -> None:
        pupil.report(WORDS, "Somebody hides my bag.")
        khan = staff("khan")
        case = khan.inbox()[0]["id"]
        khan.open(case)
        khan.reply(case, "Thank you.")
        khan.note(case, "Bag found in the art room.")
        exported, sheet = tmp_path / "case.json", tmp_path / "sheet.txt"
        exported.write_text(json.dumps(khan.export(case)), encoding="utf-8")
        group = hillcrest.held.group("safeguarding")
        secret = write_secret(RecoverySecret("safeguarding", group.epoch, group.seed))
        sheet.write_text(secret, encoding="utf-8")
        done = CliRunner().invoke(command_line, ["recover", str(exported), "--secret-file", str(sheet)])
        assert done.exception is None
        assert "Somebody hides my bag." in done.stdout
        assert "Bag found in the art room." in done.stdout
        assert "FAIL" not in done.stdout
