"""The server's own secrets, and the key they are sealed under."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.core import encoding, secrets
from app.core.secrets import SealBroken, ServerKeyUnusable, ServerSecrets
from app.core.settings import Settings


@pytest.fixture
def vault() -> ServerSecrets:
    return ServerSecrets(bytes(range(32)))


def test_a_secret_does_not_open_in_the_place_of_another(vault: ServerSecrets) -> None:
    sealed = vault.seal("totp", "person-1", b"seed")
    with pytest.raises(SealBroken):
        vault.open("totp", "person-2", sealed)
    with pytest.raises(SealBroken):
        vault.open("webhook", "person-1", sealed)


def test_a_secret_does_not_open_under_another_key(vault: ServerSecrets) -> None:
    with pytest.raises(SealBroken):
        ServerSecrets(bytes(32)).open("totp", "person-1", vault.seal("totp", "person-1", b"seed"))


def test_a_changed_or_shortened_secret_does_not_open(vault: ServerSecrets) -> None:
    sealed = vault.seal("totp", "person-1", b"seed")
    for broken in [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]:
        with pytest.raises(SealBroken):
            vault.open("totp", "person-1", broken)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            vault.open("totp", "person-1", sealed[:length])


def test_a_secret_opens_where_it_was_sealed_and_never_looks_the_same_twice(vault: ServerSecrets) -> None:
    first, second = (vault.seal("totp", "person-1", b"seed") for _ in range(2))
    assert first != second
    assert vault.open("totp", "person-1", first) == vault.open("totp", "person-1", second) == b"seed"


def test_a_mac_of_other_data_or_another_purpose_does_not_match(vault: ServerSecrets) -> None:
    tag = vault.mac("challenge", b"data")
    assert vault.mac_matches("challenge", b"data", tag)
    assert not vault.mac_matches("challenge", b"Data", tag)
    assert not vault.mac_matches("cookie", b"data", tag)


@pytest.mark.parametrize("key", ["", "AAAA", encoding.encode(bytes(32)) + "=", encoding.encode(bytes(33))])
def test_a_key_that_is_not_thirty_two_bytes_stops_the_start(key: str) -> None:
    with pytest.raises(ServerKeyUnusable, match="HARK_SECRET_KEY"):
        secrets.load(Settings(secret_key=SecretStr(key)))


def test_a_key_file_that_others_can_read_stops_the_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    secrets.load(settings)
    (tmp_path / "server.key").chmod(0o640)
    with pytest.raises(ServerKeyUnusable, match="chmod 600"):
        secrets.load(settings)


def test_the_first_start_makes_a_key_for_its_owner_alone_and_the_second_uses_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    sealed = secrets.load(settings).seal("totp", "x", b"seed")
    assert stat.S_IMODE((tmp_path / "new" / "server.key").stat().st_mode) == 0o600
    assert secrets.load(settings).open("totp", "x", sealed) == b"seed"


def test_a_token_is_stored_only_as_a_hash() -> None:
    token = secrets.new_token()
    assert len(encoding.decode(token)) == 32
    assert secrets.token_hash(token) != token
    assert secrets.token_hash(token) == secrets.token_hash(token)


def test_the_settings_do_not_print_the_key() -> None:
    assert "AAAAAAA" not in repr(Settings(secret_key=SecretStr(encoding.encode(bytes(32)))))
