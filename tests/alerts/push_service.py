"""A push service of the tests' own: it takes pushes as those of the browsers' makers do, and looks at each closely."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.core import encoding


@dataclass(slots=True)
class Push:
    """What arrived for one browser. `claims` were signed by the key that the header names."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, str | int]
    key: str


@dataclass(slots=True)
class PushService:
    """Runs on a free port of this machine. `answers` is what it says to a path; 201 to every other."""

    origin: str
    pushes: list[Push] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    arrived: threading.Event = field(default_factory=threading.Event)


@contextmanager
def running() -> Iterator[PushService]:
    """A push service that runs while it is needed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    service = PushService(f"http://127.0.0.1:{server.server_address[1]}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            claims, key = checked(headers["authorization"])
            service.pushes.append(Push(self.path, headers, self.rfile.read(length), claims, key))
            self.send_response(service.answers.get(self.path, 201))
            self.send_header("Content-Length", "0")
            if service.answers.get(self.path) == 302:
                self.send_header("Location", f"{service.origin}/elsewhere")
            self.end_headers()
            service.arrived.set()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests say what they have seen themselves."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def checked(authorization: str) -> tuple[dict[str, str | int], str]:
    """The claims of a VAPID header (RFC 8292) and the key that signed them. Raises `InvalidSignature`."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, body, signature = parts["t"].split(".")
    raw = encoding.decode(signature, exact=64)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), encoding.decode(parts["k"], exact=65))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(encoding.decode(head)) == {"typ": "JWT", "alg": "ES256"}
    return json.loads(encoding.decode(body)), parts["k"]
