"""What a command says instead of doing its work."""

from pathlib import Path

from pydantic import ValidationError

from app.core.settings import Settings


class Refusal(Exception):
    """A sentence for the person at the terminal: what is wrong, and what to do. Ends the command with status 1."""


def settings_from_environment(port: int = 8000) -> Settings:
    """The settings; where no address was set, it is this computer's with the port that is served.

    Raises `Refusal` with the variable that is wrong and why.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise Refusal(explain(error)) from None
    if "origins" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"origins": (f"http://localhost:{port}",)})


def explain(error: ValidationError) -> str:
    """Which settings are wrong and why, without the values, one of which is a key."""
    lines = []
    for item in error.errors():
        name = "__".join(str(part) for part in item["loc"]).upper()
        message = item["msg"].removeprefix("Value error, ")
        lines.append(f"HARK_{name}: {message}" if name else message)
    return "The settings cannot be used.\n  " + "\n  ".join(lines)


def readable(path: Path) -> str:
    """The text of a file. Raises `Refusal`."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refusal(f"{path} cannot be read as text.") from None
