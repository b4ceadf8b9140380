"""The product served from this process, so that a journey can set the server's clock, with real letters and pushes."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from time import monotonic

from app.cli.serve import Server, listen
from app.core import clock
from app.core.settings import DatabaseSettings, MailSettings, PushSettings, Settings
from app.main import create_app
from tests.journeys.demo import Demo


class MovedClock:
    """A clock that goes on by itself from the moment it was set to, and further when it is told to."""

    def __init__(self, to: datetime) -> None:
        self._from = to
        self._since = monotonic()

    def __call__(self) -> datetime:
        return self._from + timedelta(seconds=monotonic() - self._since)

    def advance(self, **parts: float) -> None:
        """Move on by a `timedelta`."""
        self._from += timedelta(**parts)


@dataclass(slots=True)
class Office(Demo):
    """A demo that this process serves."""

    push: str = ""

    @property
    def settings(self) -> Settings:
        return Settings(
            data_dir=self.data_dir,
            origins=(self.url,),
            database=DatabaseSettings(),
            mail=MailSettings(backend="file"),
            push=PushSettings(hosts=self.push),
        )

    def sent_to(self, subject: str) -> list[str]:
        """Whom letters with these words above them have left for."""
        files = Path(self.data_dir, "mail").glob("*.eml")
        read = [message_from_bytes(file.read_bytes()) for file in files]
        return sorted(str(letter["To"]).partition("@")[0] for letter in read if letter["Subject"] == subject)


@contextmanager
def serving(office: Office, at: datetime) -> Iterator[MovedClock]:
    """Serve it, at that time by its own clock."""
    moved = MovedClock(at)
    with clock.use(moved):
        ready = threading.Event()
        server = Server(create_app(office.settings), ready.set)
        listening = listen("127.0.0.1", office.port)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        if not ready.wait(60):
            raise RuntimeError("the server did not get ready")
        try:
            yield moved
        finally:
            server.handle_exit(signal.SIGINT, None)
            thread.join()
