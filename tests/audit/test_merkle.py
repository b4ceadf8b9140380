"""The tree of RFC 6962, against the vectors of its reference implementation and its own definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit import merkle
from app.audit.merkle import Frontier

# The eight leaves and roots that the Certificate Transparency reference implementation is tested with.
LEAVES = [
    merkle.leaf_hash(bytes.fromhex(data))
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes([number])) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_implementation(size: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier = frontier.append(leaf)
    assert merkle.root(LEAVES[:size]).hex() == frontier.root().hex() == ROOTS[size]


def test_the_proofs_are_those_of_the_reference_implementation() -> None:
    assert [step.hex() for step in merkle.inclusion_proof(LEAVES, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in merkle.consistency_proof(LEAVES, 1)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = leaves(2)
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    assert merkle.leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(leaves(size), index)
    assert not merkle.verify_inclusion(bytes(32), index, size, [], merkle.root(leaves(size)))


@pytest.mark.parametrize("old", [0, 4])
def test_there_is_no_consistency_with_an_empty_or_larger_tree(old: int) -> None:
    with pytest.raises(IndexError):
        merkle.consistency_proof(leaves(3), old)
    assert not merkle.verify_consistency(old, 3, merkle.EMPTY_ROOT, merkle.root(leaves(3)), [])


@given(st.integers(0, 200))
def test_appending_one_by_one_gives_the_same_tree_in_logarithmic_space(size: int) -> None:
    frontier = Frontier()
    for leaf in leaves(min(size, 200)):
        frontier = frontier.append(leaf)
    assert frontier.root() == merkle.root(leaves(size))
    assert len(frontier.hashes) == size.bit_count()


@given(st.data())
def test_an_inclusion_proof_holds_for_its_leaf_and_for_nothing_else(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    tree = leaves(size)
    root, proof = merkle.root(tree), merkle.inclusion_proof(tree, index)
    assert merkle.verify_inclusion(tree[index], index, size, proof, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, root)
    assert not merkle.verify_inclusion(tree[index], index, size, proof, bytes(32))
    assert not merkle.verify_inclusion(tree[index], index, size, [*proof, bytes(32)], root)
    assert not merkle.verify_inclusion(tree[index], index + size, size, proof, root)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        broken = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not merkle.verify_inclusion(tree[index], index, size, broken, root)
        assert not merkle.verify_inclusion(tree[index], index, size, proof[:-1], root)


@given(st.data())
def test_a_consistency_proof_holds_for_its_past_and_for_no_other(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    tree = leaves(new)
    old_root, new_root = merkle.root(tree[:old]), merkle.root(tree)
    proof = merkle.consistency_proof(tree, old)
    assert merkle.verify_consistency(old, new, old_root, new_root, proof)
    assert not merkle.verify_consistency(old, new, bytes(32), new_root, proof)
    assert not merkle.verify_consistency(old, new, old_root, bytes(32), proof)
    assert not merkle.verify_consistency(old, new, old_root, new_root, [*proof, bytes(32)])
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        broken = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not merkle.verify_consistency(old, new, old_root, new_root, broken)
        assert not merkle.verify_consistency(old, new, old_root, new_root, proof[:-1])
