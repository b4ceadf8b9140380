"""Handing letters to a mail server, over a real connection: what it gets, and what it is never given in the clear."""

import asyncio
from email.message import EmailMessage

import aiosmtplib
import pytest

from app.core.settings import MailSettings
from app.people.mail.carriers import SmtpCarrier
from app.people.mail.letters import write


class MailServer:
    """As little of a mail server (RFC 5321) as takes a letter. It offers no TLS."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.over = asyncio.Event()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx.example\r\n")
        in_letter = False
        while raw := await reader.readline():
            line = raw.decode().rstrip("\r\n")
            self.said.append(line)
            if in_letter:
                in_letter = line != "."
                answer = b"" if in_letter else b"250 taken\r\n"
            else:
                in_letter = line == "DATA"
                answer = {"EHLO": b"250 mx.example\r\n", "DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}.get(
                    line[:4], b"250 ok\r\n"
                )
            writer.write(answer)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
        self.over.set()


def a_letter() -> EmailMessage:
    return write(
        "alert",
        origin="https://hark.example",
        school="Brook School",
        sender="hark@brook.example",
        to="lee@brook.example",
        invitation_id=None,
    )


async def carried(server: MailServer, **settings: object) -> None:
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    chosen = {"backend": "smtp", "sender": "hark@brook.example", "host": "127.0.0.1", "port": port, **settings}
    async with listening:
        try:
            await SmtpCarrier(MailSettings.model_validate(chosen)).carry(a_letter())
        finally:
            await server.over.wait()


def test_a_server_that_offers_no_protection_is_told_nothing() -> None:
    """Somebody between could take the offer of TLS away, and would read the address and the password."""
    server = MailServer()
    with pytest.raises(aiosmtplib.SMTPException):
        asyncio.run(carried(server, username="hark", password="of the school"))
    assert not [line for line in server.said if line.startswith(("AUTH", "MAIL", "RCPT", "DATA"))]


def test_a_letter_arrives_with_a_date_and_a_name_of_its_own() -> None:
    server = MailServer()
    asyncio.run(carried(server, tls="none"))
    assert any(line.startswith("MAIL FROM:<hark@brook.example>") for line in server.said)
    assert any(line.startswith("RCPT TO:<lee@brook.example>") for line in server.said)
    heads = {line.partition(": ")[0] for line in server.said if ": " in line}
    assert {"Date", "Message-ID", "Subject", "Auto-Submitted"} <= heads
    assert any(line.startswith("Something about Hark at ") for line in server.said)


def test_a_server_that_is_not_there_is_an_error_that_is_tried_again() -> None:
    async def nobody_listens() -> None:
        listening = await asyncio.start_server(MailServer().talk, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        listening.close()
        await listening.wait_closed()
        chosen = MailSettings(backend="smtp", host="127.0.0.1", port=port, tls="none")
        await SmtpCarrier(chosen).carry(a_letter())

    with pytest.raises((OSError, aiosmtplib.SMTPException)):
        asyncio.run(nobody_listens())
