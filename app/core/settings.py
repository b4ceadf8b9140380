"""Every setting of Hark, in one frozen class. `docs/settings.md` lists each, and a test keeps the two alike.

A setting is an environment variable: `HARK_` and the name, with two underscores before a name inside a section
(`HARK_DATABASE__URL`). Lists are separated by commas.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "HARK_"
# A C2SP key: a name, four bytes in hex, 33 bytes in base64. Behind it, patterns of `school/log`.
_WITNESS = r"[^+\s]{1,128}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}( [a-z0-9*?-]+/[a-z*?]+)*"


class Section(BaseModel):
    """A group of settings that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseSettings(Section):
    url: str = Field("", description="SQLAlchemy address. Empty: an SQLite file `hark.db` in the data folder.")
    readers: int = Field(4, ge=1, le=64, description="Reader connections of each process.")
    lanes: int = Field(4, ge=1, le=16, description="Writer lanes on PostgreSQL. SQLite always has one.")
    queue: int = Field(2000, ge=1, description="Writes that may wait in a lane before the next is answered `busy`.")
    group: int = Field(256, ge=1, description="Writes that may share one commit.")


class SessionSettings(Section):
    staff_hours: float = Field(10, gt=0, description="Hours after which a member of staff signs in again.")
    staff_idle_minutes: float = Field(60, gt=0, description="Minutes without use that end a staff session.")
    confirm_minutes: float = Field(10, gt=0, description="Minutes for which a proof of who one is counts as fresh.")
    device_days: float = Field(90, gt=0, description="Days for which a browser that was signed in with is known.")
    code_minutes: float = Field(10, gt=0, description="Minutes that a mentor's one-use sign-in code lives.")
    pupil_minutes: float = Field(60, gt=0, description="Minutes that a pupil's token lives without use.")
    ticket_seconds: float = Field(30, gt=0, description="Seconds in which a one-use socket ticket must be used.")


class WorkSettings(Section):
    quiet_bits: int = Field(14, ge=0, le=30, description="Zero bits asked of a report when the school is quiet.")
    busy_bits: int = Field(20, ge=0, le=30, description="Zero bits asked at the height of a flood.")
    minutes: float = Field(10, gt=0, description="Minutes that a challenge may be answered in.")


class BudgetSettings(Section):
    """A budget is a burst and a rate. It is kept for a school, a mailbox or an account, never for an address."""

    reports_burst: int = Field(40, ge=1, description="Reports a school takes at once before more go to the tray.")
    reports_per_minute: float = Field(20, gt=0, description="Reports a minute a school takes after the burst.")
    pupil_sends_burst: int = Field(5, ge=1, description="Messages a pupil may send at once.")
    pupil_sends_per_minute: float = Field(20, gt=0, description="Messages a minute after the burst.")
    staff_sends_burst: int = Field(20, ge=1, description="Messages a member of staff may send at once.")
    staff_sends_per_minute: float = Field(60, gt=0, description="Messages a minute after the burst.")
    tries_burst: int = Field(8, ge=1, description="Wrong passphrases or words for one account or locator at once.")
    tries_per_minute: float = Field(2, gt=0, description="Tries a minute after the burst.")


class RealtimeSettings(Section):
    hello_seconds: float = Field(5, gt=0, description="Seconds in which a socket must say hello.")
    ping_seconds: float = Field(25, gt=0, description="Seconds between pings.")
    ping_jitter_seconds: float = Field(3, ge=0, description="Most that a ping is early or late.")
    pong_seconds: float = Field(15, gt=0, description="Seconds in which a ping must be answered.")
    poll_seconds: float = Field(25, gt=0, description="Seconds for which a poll is held while there is no news.")
    queue_frames: int = Field(128, ge=2, description="Frames that may wait for a slow socket before it is closed.")
    queue_bytes: int = Field(1 << 20, ge=1 << 17, description="Bytes that may wait for a slow socket.")
    pupil_sockets: int = Field(3, ge=1, description="Sockets of one mailbox at once.")
    staff_sockets: int = Field(5, ge=1, description="Sockets of one person at once.")
    socket_minutes: float = Field(60, gt=0, description="Minutes after which a socket comes back with a new ticket.")
    process_sockets: int = Field(10_000, ge=1, description="Sockets of one process at once.")
    handshakes_per_second: int = Field(100, ge=1, description="Sockets that one process lets in each second.")
    catch_up_items: int = Field(300, ge=50, description="Items of one stream brought unasked to whoever comes back.")
    drain_seconds: float = Field(15, ge=0, description="Seconds over which a process that is to stop sends pages away.")


class MailSettings(Section):
    """Letters about accounts. None says anything of a pupil or of a case."""

    backend: Literal["console", "file", "smtp"] = Field(
        "console", description="How letters leave: printed, as files in `mail` of the data folder, or by a mail server."
    )
    sender: str = Field("hark@localhost", description="The address that letters come from.")
    host: str = Field("", description="The mail server, for `smtp`.")
    port: int = Field(587, ge=1, le=65535, description="Its port.")
    tls: Literal["starttls", "tls", "none"] = Field("starttls", description="How the connection to it is protected.")
    username: str = Field("", description="Who signs in to it. Empty: nobody does.")
    password: SecretStr | None = Field(None, description="The password for it.")
    seconds: float = Field(20, gt=0, description="Seconds in which it must answer.")

    @model_validator(mode="after")
    def _somewhere_to_go(self) -> "MailSettings":
        if self.backend == "smtp" and not self.host:
            raise ValueError("Mail by a server needs its name. Set HARK_MAIL__HOST.")
        if self.username and self.tls == "none":
            raise ValueError("A password would cross the network in the clear. Set HARK_MAIL__TLS to starttls or tls.")
        return self


class PushSettings(Section):
    """Pushes without content, which wake the browsers of staff."""

    hosts: str = Field(
        "fcm.googleapis.com,updates.push.services.mozilla.com,*.notify.windows.com,web.push.apple.com",
        description="Push services that may be sent to: hosts (`*.` for any below one), or a whole origin of your own.",
    )
    seconds: float = Field(10, gt=0, description="Seconds in which a push service must answer.")


class HttpSettings(Section):
    body_bytes: int = Field(256 * 1024, ge=1024, description="Longest request body.")


class Settings(BaseSettings):
    """The whole configuration. Made once at start-up and handed on; nothing reads the environment later."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="Folder of the database, the server key and the lock.")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("http://localhost:8000",),
        description="Public origins, the first being the service's own address. Unset, its port is PORT's.",
    )
    secret_key: SecretStr | None = Field(
        None, description="base64url of 32 bytes that seal the server's own secrets. Absent: a file in the data folder."
    )
    witnesses: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Keys of the witnesses of the audit logs, each perhaps with the logs it may see: `key */head`."
    )
    witness_days: float = Field(7, gt=0, description="Days after which what a witness has not seen is a problem.")
    demo: bool = Field(False, description="Invented people and cases, an amber stripe, and no mail.")

    database: DatabaseSettings = DatabaseSettings()
    sessions: SessionSettings = SessionSettings()
    work: WorkSettings = WorkSettings()
    budgets: BudgetSettings = BudgetSettings()
    realtime: RealtimeSettings = RealtimeSettings()
    http: HttpSettings = HttpSettings()
    mail: MailSettings = MailSettings()
    push: PushSettings = PushSettings()

    @field_validator("origins", "witnesses", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("origins")
    @classmethod
    def _exact(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if not origins:
            raise ValueError("at least one origin is needed")
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}".lower():
                raise ValueError("an origin is a scheme, a host and perhaps a port: https://hark.example.org")
        return origins

    @field_validator("witnesses")
    @classmethod
    def _witness(cls, witnesses: tuple[str, ...]) -> tuple[str, ...]:
        for witness in witnesses:
            if not re.fullmatch(_WITNESS, witness):
                raise ValueError("a witness is the key that `hark witness key` prints, and perhaps logs: key */head")
        return witnesses

    @property
    def database_url(self) -> str:
        """The address of the database, with the default worked out."""
        return self.database.url or f"sqlite:///{self.data_dir / 'hark.db'}"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def origin(self) -> str:
        """The service's own public origin."""
        return self.origins[0]

    @property
    def is_https(self) -> bool:
        return all(origin.startswith("https://") for origin in self.origins)


def documented() -> Iterator[tuple[str, str, str]]:
    """Each setting as (environment variable, default, meaning), in reading order."""
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for inner, inner_field in field.annotation.model_fields.items():
                yield f"{PREFIX}{name}__{inner}".upper(), _default(inner_field), inner_field.description or ""
        else:
            yield f"{PREFIX}{name}".upper(), _default(field), field.description or ""


def _default(field: FieldInfo) -> str:
    value = field.default
    if value in (None, "", ()):
        return "(empty)"
    return ",".join(value) if isinstance(value, tuple) else str(value)
