"""An adult's side of the protocol."""

import base64
import hmac
import json
import struct
import time
from typing import Any

from tests.client.format import Passphrase, Refused, b64u, ctx, kem_public, unb64u, unbox, unwrap
from tests.client.http import Http, call, timestamp
from tests.client.roster import Roster
from tests.client.stream import Me, StreamState

_UNSAFE = {"X-Hark": "1"}


class StaffClient:
    """One adult. The HTTP client keeps the cookie and sends the service's own `Origin`."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self.streams: dict[str, StreamState] = {}

    def sign_in(self, email: str, passphrase: str, totp_secret: str | None) -> None:
        """Prove the account, unlock the vault, check the roster under the root that the vault has pinned."""
        cost = self._call("POST", "/api/session/start", {"email": email})
        stretched = Passphrase.stretched(passphrase, unb64u(cost["salt"]), cost["m"], cost["t"], cost["p"])
        code = None if totp_secret is None else totp(totp_secret)
        proof = {"email": email, "auth": b64u(stretched.auth), "code": code}
        self.account = self._call("POST", "/api/session", proof)
        self._unlock(stretched.wrap_key)

    def _unlock(self, wrap_key: bytes) -> None:
        school, person = self.account["school"]["id"], self.account["id"]
        vault = self._call("GET", "/api/vault")
        unlock = next(one for one in vault["unlock"] if one["method"] == "passphrase")
        vault_key = unbox(wrap_key, ctx("unlock", school, person, "passphrase"), unb64u(unlock["box"]))
        secrets = json.loads(unbox(vault_key, ctx("vault", school, person), unb64u(vault["secrets"])))
        kem, signing, root = (unb64u(secrets[name]) for name in ("kem", "sign", "root"))
        signed = self._call("GET", "/api/roster")
        self.roster = Roster(signed, school, root, timestamp())
        self.keys = {one["person"]: one["kem"] for one in signed["keys"]}
        seeds = {f"person:{person}": kem}
        for group in vault["groups"]:
            info = ctx("wrap/group", school, group["name"], group["epoch"], person)
            seed = unwrap(kem, info, unb64u(group["wrap"]))
            recipient, public = self.roster.group(group["name"])
            if recipient == f"group:{group['name']}:{group['epoch']}" and kem_public(seed) != public:
                raise Refused("key_mismatch")
            seeds[f"group:{group['name']}:{group['epoch']}"] = seed
        self.me = Me(f"person:{person}", signing, seeds)
        self._call("POST", "/api/vault/unlocked")

    def ticket(self) -> str:
        """A one-use ticket for a socket."""
        return str(self._call("POST", "/api/rt/ticket")["ticket"])

    def on_duty(self) -> None:
        """There for pupils from now on. A mentor says how they are."""
        feeling = {"feeling": "good"} if self.account["role"] == "mentor" else {}
        self._call("POST", "/api/duty", {"state": "on", **feeling})

    def waiting(self) -> dict[str, Any]:
        """What a mentor sees of those who wait."""
        seen: dict[str, Any] = self._call("GET", "/api/waiting")
        return seen

    def inbox(self, view: str = "inbox") -> list[dict[str, Any]]:
        """The cases of a view, in the server's order."""
        cases: list[dict[str, Any]] = self._call("GET", f"/api/cases?view={view}")["cases"]
        return cases

    def open(self, case: str) -> list[dict[str, Any]]:
        """What the pupil and the adults wrote to each other, opened and proven."""
        answer = self._call("POST", f"/api/cases/{case}/open")
        for one in answer["streams"]:
            self._stream(one["stream"]).read(one["epochs"], one["items"])
        return self.streams[f"conv:{case}"].bodies

    def reply(self, case: str, text: str) -> int:
        """A message to the pupil."""
        return self._send(f"conv:{case}", "msg", text=text)

    def note(self, case: str, text: str) -> int:
        """A note that the pupil cannot read."""
        return self._send(f"file:{case}", "note", text=text)

    def decide(self, case: str, decision: str, why: str, *, considered: str = "", child_told: str = "yes") -> int:
        """A decision with its reasons."""
        fields = {"decision": decision, "why": why, "considered": considered, "child_told": child_told}
        rest = {"child_told_note": "", "second_view": "", "review": None}
        item = self.sealed(f"file:{case}", "decision", **fields, **rest)
        del item["kind"]
        return int(self._call("POST", f"/api/cases/{case}/decision", item)["seq"])

    def close(self, case: str, outcome: str, reason: str, last: str) -> dict[str, Any]:
        """Close with an outcome, its reason and the last word to the pupil."""
        version = self._call("GET", f"/api/cases/{case}")["v"]
        sealed = {
            "outcome": self.sealed(f"file:{case}", "outcome", outcome=outcome, reason=reason),
            "last": self.sealed(f"conv:{case}", "last", text=last),
        }
        for item in sealed.values():
            del item["kind"]
        head: dict[str, Any] = self._call("POST", f"/api/cases/{case}/close", sealed | {"v": version})
        return head

    def give(self, case: str, person: str) -> dict[str, Any]:
        """Give the case to a responder, who may read what was before."""
        version = self._call("GET", f"/api/cases/{case}")["v"]
        reader = self.roster.reader(person, self.keys[person])
        conv, file = self._stream(f"conv:{case}"), self._stream(f"file:{case}")
        earlier = [
            {"stream": one.name, "epoch": number, "wrap": one.key_for(number, *reader)}
            for one in (conv, file)
            for number in one.keys
        ]
        body = {
            "person": person,
            "epoch": conv.start([*self._readers(conv), reader]),
            "share": None,
            "earlier": earlier,
            "file_epoch": file.start([*self._readers(file), reader]),
            "v": version,
        }
        head: dict[str, Any] = self._call("POST", f"/api/cases/{case}/give", body)
        return head

    def start_epoch(self, stream: str) -> int:
        """The next epoch of a stream for the group, and for the pupil where the stream is theirs too."""
        state = self._stream(stream)
        return int(self._call("POST", f"/api/streams/{stream}/epochs", state.start(self._readers(state)))["seq"])

    def escalate(self, case: str) -> None:
        """Hand a case of the pastoral team up to the safeguarding team."""
        self._call("POST", f"/api/cases/{case}/escalate", {"v": self._call("GET", f"/api/cases/{case}")["v"]})

    def export(self, case: str) -> dict[str, Any]:
        """The case file."""
        file: dict[str, Any] = self._call("GET", f"/api/cases/{case}/export")
        return file

    def refresh(self, stream: str) -> list[dict[str, Any]]:
        """Read what is new in a stream; all that was written in it, as far as this person may see."""
        state = self._stream(stream)
        epochs = self._call("GET", f"/api/streams/{stream}/epochs")["epochs"]
        items = self._call("GET", f"/api/streams/{stream}/items?after={state.last}")["items"]
        state.read(epochs, items)
        return state.bodies

    def sealed(self, stream: str, kind: str, **fields: Any) -> dict[str, Any]:
        """An item that is ready to be sent."""
        state = self._stream(stream)
        if state.newest == 0:
            self.start_epoch(stream)
        self.refresh(stream)
        return state.seal(kind, timestamp(), **fields)

    def _readers(self, state: StreamState) -> list[tuple[str, bytes]]:
        case = state.name.partition(":")[2]
        readers = self.roster.readers_of(self._call("GET", f"/api/cases/{case}")["group"])
        conv = self.streams["conv:" + state.name.partition(":")[2]]
        if state is conv:
            if conv.pupil_kem is None:
                raise Refused("epoch_reader")
            readers.append(("pupil", conv.pupil_kem))
        return readers

    def _send(self, stream: str, kind: str, **fields: Any) -> int:
        item = self.sealed(stream, kind, **fields)
        return int(self._call("POST", f"/api/streams/{stream}/items", item)["seq"])

    def _stream(self, name: str) -> StreamState:
        school = self.account["school"]["id"]
        return self.streams.setdefault(name, StreamState(school, name, self.me, self.roster))

    def _call(self, method: str, url: str, body: Any = None) -> Any:
        return call(self._http, method, url, body, _UNSAFE)


def totp(secret: str) -> str:
    """The code of this half minute (RFC 6238: SHA-1, six digits)."""
    counter = struct.pack(">Q", int(time.time()) // 30)  # noqa: TID251 - a client asks its own machine for the time
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"
