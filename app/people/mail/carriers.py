"""How letters leave: printed, put into files, or handed to the school's own mail server."""

import sys
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Protocol

import aiosmtplib

from app.core import clock
from app.core.ids import new_id
from app.core.settings import MailSettings, Settings


class Carrier(Protocol):
    """Takes a letter on its way. Raises `OSError` or `aiosmtplib.SMTPException` if it could not be handed over."""

    async def carry(self, message: EmailMessage) -> None: ...


class ConsoleCarrier:
    """Prints letters where the server runs: for trying things out."""

    async def carry(self, message: EmailMessage) -> None:
        """Print it."""
        head = f"--- a letter to {message['To']}\nSubject: {message['Subject']}"
        sys.stdout.write(f"\n{head}\n\n{message.get_content()}---\n")
        sys.stdout.flush()


class FileCarrier:
    """Puts each letter into a file of its own, for a school whose mail leaves by another program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def carry(self, message: EmailMessage) -> None:
        """Write `<id>.eml`, readable by the server's own user alone."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{new_id()}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message.as_bytes())


class SmtpCarrier:
    """Hands letters to a mail server (RFC 5321), under TLS unless the settings say otherwise."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    async def carry(self, message: EmailMessage) -> None:
        """Send it."""
        settings = self._settings
        message["Date"] = clock.now()
        message["Message-ID"] = make_msgid(domain=settings.sender.partition("@")[2])
        password = None if settings.password is None else settings.password.get_secret_value()
        await aiosmtplib.send(
            message,
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=password,
            use_tls=settings.tls == "tls",
            # Never "if offered": somebody between could take the offer away and read on.
            start_tls=settings.tls == "starttls",
            timeout=settings.seconds,
        )


def carrier_for(settings: Settings) -> Carrier | None:
    """The carrier that the settings ask for. None for a demo, which writes to nobody."""
    if settings.demo:
        return None
    match settings.mail.backend:
        case "smtp":
            return SmtpCarrier(settings.mail)
        case "file":
            return FileCarrier(settings.data_dir / "mail")
        case "console":
            return ConsoleCarrier()
