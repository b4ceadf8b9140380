"""What somebody brings who joins, and what whoever confirms them is shown, as the wire carries it."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.encoding import base64url
from app.keys.schemas import KemText, Sealed32, SignatureText, Wire, WrapText
from app.people.actors import Role
from app.people.roll import InvitationKey, Line
from app.people.schemas import Auth, Authenticator, CodeText, DeviceName, EmailText, MySchool
from app.sealing.documents import GroupName


class OpenedInvitation(Wire):
    """What a joiner with the words is told. `make` names the groups whose first key they make."""

    school: MySchool
    founding: bool
    person: str
    email: str
    alias: str
    title: str
    role: Role
    groups: list[str]
    offer: str | None
    make: list[str]
    mfa: bool
    totp: Authenticator | None


class FirstUnlock(Wire):
    """The joiner's passphrase: how it was stretched, the `auth` that signs in, and the vault key's box."""

    method: Literal["passphrase"]
    salt: Annotated[str, base64url(exact=16)]
    m: Literal[65536]
    t: Literal[3]
    p: Literal[1]
    box: Sealed32
    auth: Auth


class FirstGroupKey(Wire):
    """The first key of a group, made by its first member."""

    name: GroupName
    epoch: Literal[1]
    kem: KemText
    wrap: WrapText


class Founding(Wire):
    """What the founder adds: their address, the first roster, and the root's seed sealed to themselves."""

    email: EmailText
    doc: Annotated[str, base64url(maximum=32_000)]
    sig: SignatureText
    root_wrap: WrapText


class Join(Wire):
    """Everything that a joiner's own device made. Nothing of it opens anything here."""

    auth: Auth
    alias: Line
    title: Line
    kem: KemText
    sign: Annotated[str, base64url(exact=32)]
    secrets: Annotated[str, base64url(maximum=1024)]
    unlocks: Annotated[list[FirstUnlock], Field(min_length=1, max_length=1)]
    code: CodeText | None
    groups: Annotated[list[FirstGroupKey], Field(max_length=4)]
    answer: Annotated[str, base64url(maximum=8192)] | None
    founding: Founding | None
    device: DeviceName = ""


class MadeGroupKey(Wire):
    """A group key that a joiner made and no roster has signed."""

    name: str
    epoch: int
    kem: str


class JoiningView(Wire):
    """The keys that somebody joined with, and what proves them: checked before a roster names them."""

    id: str
    invitation: str
    kem: str
    sign: str
    groups: list[MadeGroupKey]
    answer: str | None
    key: InvitationKey | None
