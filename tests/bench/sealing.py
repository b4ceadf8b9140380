"""What sealing costs in Python, beside the bare primitive under each step."""

import os
from collections.abc import Callable

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.people import credentials
from app.sealing.item import ItemPlace, open_item, seal_item
from app.sealing.sign import public_key, sign
from app.sealing.stretch import stretch
from app.sealing.verify import signature_holds
from app.sealing.wrap import kem_public_key, unwrap, wrap_to
from tests.bench.measure import Leg, Scale, in_turn, looped, ratios, spread, table

_PERSON = "person:0190b3c0-0000-7000-8000-0000000000d1"
_STREAM = "conv:33171d78-7a2f-4aa2-a2ab-76acb2b8ad32"
_PLACE = ItemPlace("0190b3c0-0000-7000-8000-000000000001", _STREAM, 1, "77bb26cd-83e1-486b-b3ac-4f4dbc96d3f3")
_BODY = {"v": 1, "kind": "msg", "from": _PERSON, "at": "2026-11-24T09:00:00Z", "seen": None, "text": "Thank you. " * 40}

Work = Callable[[], object]


def run(scale: Scale) -> int:
    """Print the table. Every result is used, so a step that fails raises."""
    rows = []
    for what, beside, ours, bare in [*_items(), *_wraps(), *_signatures(), *_slow()]:
        legs, others = in_turn(scale, looped(ours, scale), looped(bare, scale))
        rows.append([what, _microseconds(legs), beside, _microseconds(others), ratios(others, legs)])
    table("Python, microseconds each", ["step", "Hark µs", "beside", "bare µs", "times the bare one"], rows)
    return 0


def _microseconds(legs: list[Leg]) -> str:
    return spread((1e6 / leg.rate for leg in legs), ",.1f")


def _items() -> list[tuple[str, str, Work, Work]]:
    key, seed = os.urandom(32), os.urandom(32)
    signer = public_key(seed)
    env = seal_item(_PLACE, key=key, signing_seed=seed, body=_BODY)
    aes, nonce, plain = AESGCM(key), bytes(12), bytes(1024)
    sealed = aes.encrypt(nonce, plain, None)

    def seal() -> object:
        return seal_item(_PLACE, key=key, signing_seed=seed, body=_BODY)

    def reopen() -> object:
        return open_item(
            _PLACE, key=key, kind="msg", sender=_PERSON, env=env, signers_of=lambda _from, _body: (signer,)
        )

    return [
        ("seal a message (1 KiB class)", "AES-256-GCM, 1 KiB", seal, lambda: aes.encrypt(nonce, plain, None)),
        ("open it and prove who wrote it", "AES-256-GCM, 1 KiB", reopen, lambda: aes.decrypt(nonce, sealed, None)),
    ]


def _wraps() -> list[tuple[str, str, Work, Work]]:
    seed = os.urandom(32)
    public, context, secret = kem_public_key(seed), b"bench", os.urandom(32)
    wrapped = wrap_to(public, context, secret)
    mlkem = MLKEM768PrivateKey.generate()
    mlkem_public = mlkem.public_key()
    _, ciphertext = mlkem_public.encapsulate()
    return [
        (
            "wrap a key (HPKE, X-Wing)",
            "ML-KEM-768 alone",
            lambda: wrap_to(public, context, secret),
            mlkem_public.encapsulate,
        ),
        (
            "unwrap it",
            "ML-KEM-768 alone",
            lambda: unwrap(seed, context, wrapped),
            lambda: mlkem.decapsulate(ciphertext),
        ),
    ]


def _signatures() -> list[tuple[str, str, Work, Work]]:
    seed, message = os.urandom(32), os.urandom(512)
    signer, signature = public_key(seed), sign(seed, message)
    loaded = Ed25519PrivateKey.from_private_bytes(seed)
    loaded_public = loaded.public_key()
    return [
        ("sign", "Ed25519, key loaded", lambda: sign(seed, message), lambda: loaded.sign(message)),
        (
            "verify",
            "Ed25519, key loaded",
            lambda: signature_holds(signer, message, signature),
            lambda: loaded_public.verify(signature, message),
        ),
    ]


def _slow() -> list[tuple[str, str, Work, Work]]:
    salt, auth = os.urandom(16), os.urandom(32)
    stored = credentials.hash_auth(auth)

    def argon2(passes: int, mebibytes: int) -> Work:
        cost = {"time_cost": passes, "memory_cost": mebibytes * 1024, "parallelism": 1}
        return lambda: hash_secret_raw(auth, salt, **cost, hash_len=32, type=Type.ID)

    return [
        (
            "stretch return words (64 MiB, 3 passes)",
            "Argon2id itself",
            lambda: stretch("six words", salt),
            argon2(3, 64),
        ),
        (
            "check a sign-in (19 MiB, 2 passes)",
            "Argon2id itself",
            lambda: credentials.auth_matches(auth, stored),
            argon2(2, 19),
        ),
    ]
