"""`hark recover`: opens an exported case file offline, with a group's recovery secret or two of its printed sheets."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.cli.refusal import Refusal, readable
from app.core.errors import AppError
from app.sealing.body import Body
from app.sealing.casefile import (
    ERASED,
    SEALED,
    CaseFile,
    Check,
    OpenedCase,
    OpenedItem,
    open_case_file,
    read_case_file,
    secrets_of_sheets,
)
from app.sealing.errors import SheetsDoNotMatch
from app.sealing.recovery import RecoverySecret, read_secret
from app.sealing.sheets import read_sheet

_CONTROLS = ("Cc", "Zl", "Zp")
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TITLES = {"conv": "What the pupil and the adults wrote", "file": "What only the adults wrote"}


def recover(
    case_file: Annotated[Path, typer.Argument(help="The case file that the console exported.", metavar="CASEFILE")],
    secret_file: Annotated[
        Path | None, typer.Option(help="A file with recovery secrets, one a line. Without it you are asked for one.")
    ] = None,
    sheets: Annotated[bool, typer.Option("--sheets", help="Ask for the words of two of the group's sheets.")] = False,
    root: Annotated[
        str | None, typer.Option(help="The fingerprint of the school's root, as its posters print it.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the text here instead of showing it.")] = None,
) -> None:
    """Open a case file with a group's recovery secret, or two of its printed sheets, and check everything in it.

    Needs no server and no network.
    """
    try:
        file = read_case_file(case_file.read_bytes())
    except OSError:
        raise Refusal(f"{case_file} cannot be read.") from None
    except AppError as error:
        raise Refusal(f"{case_file} is not a case file ({error.code}).") from None
    secrets = _secrets_of_sheets(file) if sheets else _secrets(secret_file)
    opened = open_case_file(file, secrets, root=root)
    text = "\n".join(_page(opened)) + "\n"
    if out is None:
        print(text, end="")
    else:
        _write(out, text)
    if opened.findings:
        codes = ", ".join(sorted({check.finding for check in opened.findings if check.finding}))
        raise Refusal(f"{len(opened.findings)} of {len(opened.checks)} checks failed: {codes}.")


def _secrets(secret_file: Path | None) -> list[RecoverySecret]:
    if secret_file is None:
        lines = [typer.prompt("Recovery secret", hide_input=True)]
    else:
        lines = [line for line in readable(secret_file).splitlines() if line.strip()]
    try:
        return [read_secret(line) for line in lines]
    except AppError as error:
        raise Refusal(f"That is not a recovery secret as it was printed ({error.code}).") from None


def _secrets_of_sheets(file: CaseFile) -> list[RecoverySecret]:
    if not file.recovery:
        raise Refusal("This case file has no sheets in it: it was exported before its group had any.")
    one, other = (_sheet(f"The 24 words of {which} sheet") for which in ("one", "another"))
    try:
        return secrets_of_sheets(file, one, other)
    except SheetsDoNotMatch:
        raise Refusal(
            "These two sheets do not belong together or not to this case: "
            f"bring two different sheets of {file.group}, of set {_numbers(file)}."
        ) from None
    except AppError as error:
        raise Refusal(f"What the sheets open is not the group's key ({error.code}).") from None


def _numbers(file: CaseFile) -> str:
    return " or ".join(str(found.number) for found in file.recovery)


def _sheet(prompt: str) -> bytes:
    try:
        return read_sheet(typer.prompt(prompt, hide_input=True))
    except AppError as error:
        raise Refusal(f"Those are not the words of a sheet as it was printed ({error.code}).") from None


def _write(path: Path, text: str) -> None:
    try:
        # Whoever else uses this machine must not read a child's words: the file is the caller's alone from the start.
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8")
    except FileExistsError:
        raise Refusal(f"{path} is there already; name a new file.") from None
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from None


def _page(opened: OpenedCase) -> Iterator[str]:
    file = opened.file
    yield f"Case {file.number} of {file.group}, {_safe(file.school_name)}"
    yield f"Case id {file.case}, exported {file.exported}"
    yield ""
    yield "Checks"
    yield from map(_check_line, opened.checks)
    for stream, items in opened.streams.items():
        yield ""
        yield f"{_TITLES[stream.partition(':')[0]]} ({stream})"
        for item in items:
            yield from _item_lines(file, item)


def _check_line(check: Check) -> str:
    return f"  ok    {_safe(check.what)}" if check.finding is None else f"  FAIL  {_safe(check.what)}: {check.finding}"


def _item_lines(file: CaseFile, opened: OpenedItem) -> Iterator[str]:
    item = opened.item
    yield ""
    if item.type != SEALED:
        yield f"  {item.seq}. {item.at} server: {_safe(item.kind)}"
        yield from _indented("(erased)" if item.type == ERASED else item.body)
    elif opened.body is None:
        yield f"  {item.seq}. {item.at} NOT SHOWN: a check of it failed."
    else:
        yield f"  {item.seq}. {opened.body.at} {_name(file, opened.body.sender)}: {opened.body.kind}"
        yield from _body_lines(opened.body)


def _body_lines(body: Body) -> Iterator[str]:
    for name, value in body.fields.items():
        if isinstance(value, str):
            yield f"     {name}:"
            yield from _indented(value)
        elif name not in ("pupil", "roster"):
            yield f"     {name}: {_safe(json.dumps(value, ensure_ascii=False))}"


def _name(file: CaseFile, sender: str) -> str:
    person = file.roster.person(sender.removeprefix("person:"))
    if person is None:
        return sender
    gone = ", has left" if person.role == "left" else ""
    return f"{_safe(person.alias)} ({person.office}{gone})"


def _indented(text: str) -> Iterator[str]:
    # Indented, so that no text can pass for a check or for another person's item.
    return (f"       {_safe(line)}" for line in text.splitlines() or [""])


def _safe(text: str) -> str:
    """The text without control and direction characters, which could hide or forge lines on a terminal."""
    return "".join("\ufffd" if unicodedata.category(one) in _CONTROLS or one in _DIRECTIONS else one for one in text)
