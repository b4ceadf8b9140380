"""`hark recover`: years later, on a machine without a network, with a file and a sheet of paper."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.core.encoding import decode, encode
from app.sealing.contexts import context
from app.sealing.sign import sign
from tests.sealing.vectors import vectors

KNOWN = vectors("case-file")


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(f"\n{KNOWN['secret'].upper()}\n", encoding="utf-8")
    return path


def case_file(folder: Path, file: dict[str, Any] = KNOWN["file"]) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["recover", *map(str, arguments)], input=typed)


def said(result: Result) -> str:
    """What the person at the terminal reads: the page, and the one sentence that ends a refused command."""
    return f"{result.stdout}{result.exception or ''}"


class TestRefused:
    def test_a_mistyped_secret_is_named_and_nothing_is_opened(self, tmp_path: Path) -> None:
        result = run(case_file(tmp_path), typed=KNOWN["secret"][:-1] + "\n")
        assert result.exit_code == 1
        assert "secret_mistyped" in said(result)
        assert "bag" not in said(result)

    def test_a_mistyped_sheet_is_named_and_nothing_is_opened(self, tmp_path: Path) -> None:
        one, other = KNOWN["sheets"]["A"], KNOWN["sheets"]["B"].rpartition(" ")[0]
        result = run(case_file(tmp_path), "--sheets", typed=f"{one}\n{other}\n")
        assert result.exit_code == 1
        assert "sheet_mistyped" in said(result)
        assert "bag" not in said(result)

    def test_two_sheets_that_do_not_belong_together_are_told_what_to_bring(self, tmp_path: Path) -> None:
        one = KNOWN["sheets"]["A"]
        result = run(case_file(tmp_path), "--sheets", typed=f"{one}\n{one}\n")
        assert result.exit_code == 1
        assert "bring two different sheets of safeguarding, of set 1" in said(result)

    def test_a_file_without_sheets_says_so_before_anything_is_typed(self, tmp_path: Path) -> None:
        file = {name: part for name, part in KNOWN["file"].items() if name != "recovery"}
        assert "has no sheets in it" in said(run(case_file(tmp_path, file), "--sheets"))

    def test_a_file_that_is_no_case_file_is_named(self, tmp_path: Path, secret_file: Path) -> None:
        other = tmp_path / "other.json"
        other.write_text("[]", encoding="utf-8")
        assert "case_file_malformed" in said(run(other, "--secret-file", secret_file))
        assert "cannot be read" in said(run(tmp_path / "none.json", "--secret-file", secret_file))

    def test_a_failed_check_is_named_and_the_command_fails(self, tmp_path: Path, secret_file: Path) -> None:
        file = json.loads(json.dumps(KNOWN["file"]))
        file["streams"][0]["items"][1]["body"] = '{"status":"told"}'
        result = run(case_file(tmp_path, file), "--secret-file", secret_file)
        assert result.exit_code == 1
        assert "item 3 opens and is signed by" in said(result)
        assert "1 of 19 checks failed: seen_wrong." in said(result)
        assert "NOT SHOWN" in said(result)
        assert "Thank you for telling me" not in said(result)

    def test_a_file_that_is_there_is_not_written_over(self, tmp_path: Path, secret_file: Path) -> None:
        page = tmp_path / "page.txt"
        page.write_text("mine", encoding="utf-8")
        result = run(case_file(tmp_path), "--secret-file", secret_file, "--out", page)
        assert "is there already" in said(result)
        assert page.read_text(encoding="utf-8") == "mine"

    def test_a_text_cannot_forge_lines_on_the_terminal(self, tmp_path: Path, secret_file: Path) -> None:
        file = json.loads(json.dumps(KNOWN["file"]))
        file["school"]["name"] = "Demo\n  ok    forged \x1b[2J\u202eSchool"
        shown = said(run(case_file(tmp_path, file), "--secret-file", secret_file))
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\n  ok    forged" not in shown


class TestOpened:
    def test_the_secret_is_asked_for_and_never_echoed(self, tmp_path: Path) -> None:
        result = run(case_file(tmp_path), typed=KNOWN["secret"] + "\n")
        assert result.exit_code == 0
        assert KNOWN["secret"] not in said(result)

    def test_two_sheets_open_it_in_any_order_and_are_never_echoed(self, tmp_path: Path) -> None:
        for one, other in (("A", "B"), ("C", "B")):
            typed = [KNOWN["sheets"][letter] for letter in (one, other)]
            result = run(case_file(tmp_path), "--sheets", typed="\n".join(typed).upper() + "\n")
            assert result.exit_code == 0
            assert "Somebody keeps hiding my bag." in result.stdout
            assert not any(sheet in said(result).lower() for sheet in typed)

    def test_the_page_tells_the_case_from_the_report_to_the_outcome(self, tmp_path: Path, secret_file: Path) -> None:
        result = run(case_file(tmp_path), "--secret-file", secret_file)
        assert result.exit_code == 0
        assert "FAIL" not in result.stdout
        for line in (
            "Case 12 of safeguarding, Demo School",
            "  1. 2026-11-23T10:00:00Z pupil: report",
            "       I do not know who.",
            "Ms Khan (dsl): msg",
            "Sam (mentor): msg",
            "       The bag stays in the office.",
        ):
            assert line in result.stdout

    def test_what_somebody_wrote_before_they_left_opens_and_says_what_they_were(self, tmp_path: Path) -> None:
        history = json.loads(json.dumps(KNOWN["file"]))
        roster = json.loads(decode(history["roster"]["doc"]))
        khan = roster["people"][0]
        was = [{"role": "dsl", "groups": khan["groups"], "sign": khan["sign"], "until": roster["number"]}]
        khan |= {"role": "left", "groups": [], "was": was}
        data = json.dumps(roster | {"number": roster["number"] + 1}, ensure_ascii=False).encode()
        signature = sign(bytes.fromhex(KNOWN["root_seed"]), context("sign/roster", data))
        history["roster"] = {"doc": encode(data), "sig": encode(signature)}
        result = run(case_file(tmp_path, history), typed=KNOWN["secret"] + "\n")
        assert result.exit_code == 0
        assert "Ms Khan (dsl, has left): msg" in result.stdout

    def test_what_is_written_to_a_file_is_its_owners_alone(self, tmp_path: Path, secret_file: Path) -> None:
        page = tmp_path / "page.txt"
        result = run(case_file(tmp_path), "--secret-file", secret_file, "--out", page)
        assert (result.exit_code, result.stdout) == (0, "")
        assert "Somebody keeps hiding my bag." in page.read_text(encoding="utf-8")
        assert page.stat().st_mode & 0o077 == 0
