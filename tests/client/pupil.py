"""The pupil's side of the protocol."""

import hashlib
from itertools import count
from typing import Any

from tests.client.format import PupilKeys, Refused, b64u, ctx, kem_public, sign, sign_public
from tests.client.http import Http, call, timestamp
from tests.client.roster import Roster
from tests.client.stream import Me, Reader, StreamState, random_id


class PupilClient:
    """One pupil. `root` is the one that a poster or an embed gave; without it, the first sight is trusted."""

    def __init__(self, http: Http, slug: str, root: bytes | None = None) -> None:
        self._http = http
        self._school_url = f"/api/schools/{slug}"
        self.school = call(http, "GET", self._school_url)
        signed = call(http, "GET", f"{self._school_url}/roster")
        self.roster = Roster(signed, self.school["id"], root, timestamp())
        self.mailbox: dict[str, Any] = {}
        self._token = ""

    def report(
        self,
        words: str,
        text: str,
        *,
        topics: tuple[str, ...] = (),
        safe: str = "yes",
        route: str = "safeguarding",
        mentor: str | None = None,
        chat: str = "none",
    ) -> None:
        """Seal a report and send it. `words` are the six that the pupil keeps, drawn from the list by the caller."""
        new = self.sealed_report(words, text, topics=topics, safe=safe, route=route, mentor=mentor, chat=chat)
        self.submit(new)

    def sealed_report(
        self, words: str, text: str, *, topics: tuple[str, ...], safe: str, route: str, mentor: str | None, chat: str
    ) -> dict[str, Any]:
        """The whole `NewReport`, ready to be sent, and to be sent again."""
        self._remember(words)
        conversation = random_id()
        self.stream = self._stream(conversation)
        self.stream.pupil_sign = sign_public(self.keys.sign)
        epoch = self.stream.start([*self.roster.readers_of(route), ("pupil", kem_public(self.keys.kem))])
        item = self.stream.seal(
            "report",
            timestamp(),
            text=text,
            topics=list(topics),
            chat=chat,
            pupil={"kem": b64u(kem_public(self.keys.kem)), "sign": b64u(sign_public(self.keys.sign))},
            roster={"number": self.roster.number, "root": b64u(self.roster.root)},
        )
        return {
            "conv": conversation,
            "route": route,
            "safe": safe,
            "mentor": mentor,
            "chat": chat,
            "locator_hash": b64u(hashlib.sha256(self.keys.locator).digest()),
            "mailbox_key": b64u(sign_public(self.keys.mailbox)),
            "epoch": epoch,
            "report": {"cmid": item["cmid"], "env": item["env"]},
            "work": self._work(),
        }

    def submit(self, new: dict[str, Any]) -> bool:
        """Send a report; True if it had come before."""
        answer = call(self._http, "POST", f"{self._school_url}/reports", new)
        self._token, self.mailbox = answer["token"], answer["mailbox"]
        return bool(answer["dup"])

    def come_back(self, words: str) -> None:
        """Open the mailbox of these words."""
        self._remember(words)
        challenge = call(self._http, "POST", f"{self._school_url}/mailbox/challenge")["challenge"]
        signature = sign(self.keys.mailbox, ctx("sign/mailbox", self.school["id"], challenge))
        proof = {"locator": b64u(self.keys.locator), "challenge": challenge, "sig": b64u(signature)}
        answer = call(self._http, "POST", f"{self._school_url}/mailbox/open", proof)
        self._token, self.mailbox = answer["token"], answer["mailbox"]
        self.stream = self._stream(self.mailbox["conv"])
        self.stream.pupil_sign = sign_public(self.keys.sign)

    def read(self) -> list[dict[str, Any]]:
        """Everything that was written, opened and proven, oldest first."""
        self.mailbox = self._call("GET", "/api/mailbox")
        epochs = self._call("GET", "/api/mailbox/epochs")["epochs"]
        more = True
        while more:
            page = self._call("GET", f"/api/mailbox/items?after={self.stream.last}")
            self.stream.read(epochs, page["items"])
            more = page["more"]
        return self.stream.bodies

    def send(self, text: str) -> int:
        """Write a message; its number in the stream. Starts a new epoch first where a reader has left."""
        self.read()
        if self.mailbox["rekey"]:
            self._start_epoch()
        item = self.stream.seal("msg", timestamp(), text=text)
        return int(self._call("POST", "/api/mailbox/items", item)["seq"])

    def ticket(self) -> str:
        """A one-use ticket for a socket."""
        return str(self._call("POST", "/api/rt/ticket")["ticket"])

    def let_in(self) -> None:
        """Give the chat to the mentor who has claimed it, if the roster knows their key, and show them how it began."""
        self.read()
        claim = self.mailbox["claim"]
        self._start_epoch(self.roster.reader(claim["person"], claim["kem"]))
        report = self.stream.bodies[0]
        pupil = {"sign": report["pupil"]["sign"]}
        item = self.stream.seal("share", timestamp(), text=report["text"], topics=report["topics"], pupil=pupil)
        self._call("POST", "/api/mailbox/items", item)

    def forget(self) -> None:
        """These words open nothing any more."""
        self._call("POST", "/api/mailbox/forget")

    def _start_epoch(self, *more: Reader) -> None:
        groups = self.roster.readers_of(self.mailbox["route"])
        # Where the case stands is the server's word: nobody whom the pupil did not send it to comes in.
        sent_to = {to.rpartition(":")[0] for to in self.stream.statements[1]["readers"]}
        if not {to.rpartition(":")[0] for to, _ in groups} <= sent_to:
            raise Refused("epoch_reader")
        given = [self.roster.reader(one["person"], one["kem"]) for one in self.mailbox["given"]]
        record = self.stream.start([*groups, ("pupil", kem_public(self.keys.kem)), *given, *more])
        self._call("POST", "/api/mailbox/epochs", record)
        self.read()

    def _remember(self, words: str) -> None:
        self.keys = PupilKeys.from_words(words, self.school["id"])

    def _stream(self, conversation: str) -> StreamState:
        me = Me("pupil", self.keys.sign, {"pupil": self.keys.kem})
        return StreamState(self.school["id"], f"conv:{conversation}", me, self.roster)

    def _work(self) -> dict[str, str]:
        asked = call(self._http, "POST", f"{self._school_url}/work")
        for answer in map(str, count()):
            digest = hashlib.sha256(f"{asked['challenge']}:{answer}".encode()).digest()
            if int.from_bytes(digest, "big") >> (256 - asked["bits"]) == 0:
                return {"challenge": asked["challenge"], "answer": answer}
        raise AssertionError("some number always solves it")

    def _call(self, method: str, url: str, body: Any = None) -> Any:
        return call(self._http, method, url, body, {"Authorization": f"Bearer {self._token}"})
