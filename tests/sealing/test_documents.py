"""Section 4 of the protocol: people and vaults, groups and the root, the roster."""

from functools import partial
from typing import Any

import pytest

from app.core import encoding
from app.sealing import sign
from app.sealing.groups import group_proposed_by, unwrap_group_seed, unwrap_root_seed, wrap_group_seed, wrap_root_seed
from app.sealing.person import make_person, open_unlock, open_vault, seal_unlock, seal_vault, split_stretched
from app.sealing.roster import check_roster, person_kem, sign_roster
from app.sealing.stretch import normalise_passphrase, stretch
from app.sealing.verify import key_id
from app.sealing.wrap import kem_public_key
from tests.sealing.vectors import named, refuses, vectors

PERSON, GROUPS, ROSTER = map(vectors, ("person", "groups", "roster"))
OWNER = (PERSON["school"], PERSON["person"])


class TestAPersonAndTheirVault:
    @pytest.mark.parametrize("cost", PERSON["refused_costs"])
    def test_a_server_may_not_ask_for_a_cost_below_the_floor_or_an_absurd_one(self, cost: dict[str, int]) -> None:
        refuses("cost_refused", lambda: stretch("passphrase", bytes.fromhex(PERSON["salt"]), **cost))

    def test_a_wrong_passphrase_opens_nothing_and_one_way_to_unlock_does_not_open_as_another(self) -> None:
        key, box = bytes.fromhex(PERSON["wrap_key"]), encoding.decode(PERSON["unlock"])
        refuses("commitment_wrong", lambda: open_unlock(bytes(32), *OWNER, "passphrase", box))
        refuses("commitment_wrong", lambda: open_unlock(key, *OWNER, "passkey", box))
        refuses("commitment_wrong", lambda: open_unlock(key, OWNER[0], OWNER[0], "passphrase", box))

    def test_from_a_passphrase_to_the_secrets(self) -> None:
        passphrase = normalise_passphrase(PERSON["typed"])
        master = stretch(passphrase, bytes.fromhex(PERSON["salt"]), **PERSON["cost"])
        auth, wrap_key = split_stretched(master)
        assert passphrase == PERSON["passphrase"]
        assert (master.hex(), auth.hex(), wrap_key.hex()) == (PERSON["master"], PERSON["auth"], PERSON["wrap_key"])
        vault_key = open_unlock(wrap_key, *OWNER, "passphrase", encoding.decode(PERSON["unlock"]))
        secrets = open_vault(vault_key, *OWNER, encoding.decode(PERSON["vault"]))
        assert vault_key.hex() == PERSON["vault_key"]
        assert secrets.kem.hex() == PERSON["kem_seed"]
        assert secrets.sign.hex() == PERSON["sign_seed"]
        assert secrets.root.hex() == PERSON["root"]
        assert key_id(secrets.kem_public) == PERSON["kem_kid"]
        assert secrets.sign_public.hex() == PERSON["sign"]

    def test_a_new_person_gets_their_secrets_back_from_their_vault(self) -> None:
        secrets, key = make_person(bytes(32)), bytes(range(32))
        assert make_person(bytes(32)) != secrets
        assert open_vault(key, *OWNER, seal_vault(key, *OWNER, secrets)) == secrets
        assert open_unlock(key, *OWNER, "passphrase", seal_unlock(key, *OWNER, "passphrase", key)) == key
        short = seal_unlock(key, *OWNER, "passphrase", bytes(31))
        refuses("vault_malformed", lambda: open_unlock(key, *OWNER, "passphrase", short))


class TestGroupAndRootSeeds:
    MEMBER, STRANGER = bytes.fromhex(GROUPS["member_seed"]), bytes.fromhex(GROUPS["stranger_seed"])
    SCHOOL, PERSON = GROUPS["school"], GROUPS["person"]
    GROUP_WRAP, ROOT_WRAP = encoding.decode(GROUPS["group"]["wrap"]), encoding.decode(GROUPS["root"]["wrap"])
    GROUP_KEY, ROOT_KEY = encoding.decode(GROUPS["group"]["expected"]), encoding.decode(GROUPS["root"]["expected"])

    def test_nobody_but_the_member_opens_them_and_not_as_another_group_epoch_or_person(self) -> None:
        opening = partial(unwrap_group_seed, wrapped=self.GROUP_WRAP, expected=self.GROUP_KEY)
        refuses("wrap_broken", lambda: opening(self.STRANGER, self.SCHOOL, "safeguarding", 1, self.PERSON))
        refuses("wrap_broken", lambda: opening(self.MEMBER, self.SCHOOL, "head", 1, self.PERSON))
        refuses("wrap_broken", lambda: opening(self.MEMBER, self.SCHOOL, "safeguarding", 2, self.PERSON))
        refuses("wrap_broken", lambda: opening(self.MEMBER, self.SCHOOL, "safeguarding", 1, self.SCHOOL))
        refuses(
            "wrap_broken",
            lambda: unwrap_root_seed(self.MEMBER, self.SCHOOL, self.SCHOOL, self.ROOT_WRAP, self.ROOT_KEY),
        )

    def test_a_seed_that_does_not_give_the_signed_key_is_refused(self) -> None:
        """The server could swap the group for one of its own making."""
        other_group, other_root = (encoding.decode(GROUPS[name]["other"]) for name in ("group", "root"))
        refuses(
            "key_mismatch",
            lambda: unwrap_group_seed(
                self.MEMBER, self.SCHOOL, "safeguarding", 1, self.PERSON, self.GROUP_WRAP, other_group
            ),
        )
        refuses(
            "key_mismatch",
            lambda: unwrap_root_seed(self.MEMBER, self.SCHOOL, self.PERSON, self.ROOT_WRAP, other_root),
        )

    def test_a_key_that_no_member_proposed_is_not_taken_for_a_members(self) -> None:
        """Else the server could bring a group's next key into the roster itself."""
        known = GROUPS["proposed"]
        by, kem, sig = (encoding.decode(known[name]) for name in ("by", "kem", "sig"))
        other = encoding.decode(GROUPS["group"]["expected"])
        assert not group_proposed_by(by, self.SCHOOL, "head", 2, other, sig)
        assert not group_proposed_by(by, self.SCHOOL, "head", 3, kem, sig)
        assert not group_proposed_by(by, self.SCHOOL, "governors", 2, kem, sig)
        assert not group_proposed_by(bytes(32), self.SCHOOL, "head", 2, kem, sig)
        assert group_proposed_by(by, self.SCHOOL, "head", 2, kem, sig)

    def test_the_member_opens_the_known_wraps_and_new_ones(self) -> None:
        kem = kem_public_key(self.MEMBER)
        group, root = bytes.fromhex(GROUPS["group"]["seed"]), bytes.fromhex(GROUPS["root"]["seed"])
        seat = (self.SCHOOL, "safeguarding", 1, self.PERSON)
        for wrapped in (self.GROUP_WRAP, wrap_group_seed(kem, *seat, group)):
            assert unwrap_group_seed(self.MEMBER, *seat, wrapped, self.GROUP_KEY) == group
        for wrapped in (self.ROOT_WRAP, wrap_root_seed(kem, self.SCHOOL, self.PERSON, root)):
            assert unwrap_root_seed(self.MEMBER, self.SCHOOL, self.PERSON, wrapped, self.ROOT_KEY) == root


class TestTheRoster:
    def check(self, terms: dict[str, Any], signed: Any = ROSTER["signed"]) -> Any:
        root = None if terms["root"] is None else encoding.decode(terms["root"])
        return check_roster(signed, school=terms["school"], root=root, at_least=terms["at_least"], now=terms["now"])

    @named(ROSTER["refused"])
    def test_a_roster_that_is_not_the_schools_own_and_newest_is_refused(self, case: dict[str, Any]) -> None:
        refuses(case["code"], lambda: self.check(case, case["signed"]))

    @pytest.mark.parametrize("terms", [ROSTER, *ROSTER["also_accepted"]])
    def test_the_roster_says_who_is_who(self, terms: dict[str, Any]) -> None:
        roster = self.check(terms)
        assert roster.number == 7
        assert [(one.alias, one.role) for one in roster.people] == [
            ("Ms Khan", "dsl"),
            ("Mr Reed", "responder"),
            ("Sam", "mentor"),
            ("Dr Ward", "head"),
        ]
        assert roster.group("pastoral") is None
        assert roster.person(ROSTER["school"]) is None

    def test_what_is_signed_here_holds_here(self) -> None:
        root = bytes.fromhex(ROSTER["root_seed"])
        roster = self.check(ROSTER)
        assert sign.public_key(root) == roster.root
        assert sign_roster(root, roster) == ROSTER["signed"]

    def test_a_mentors_key_that_is_not_in_the_roster_is_refused(self) -> None:
        roster, keys = self.check(ROSTER), ROSTER["kem_keys"]
        refuses("kid_wrong", lambda: person_kem(roster, keys["person"], keys["other"]))
        refuses("kid_wrong", lambda: person_kem(roster, keys["stranger"], keys["kem"]))
        refuses("bad_encoding", lambda: person_kem(roster, keys["person"], keys["kem"][4:]))
        assert person_kem(roster, keys["person"], keys["kem"]) == encoding.decode(keys["kem"])
