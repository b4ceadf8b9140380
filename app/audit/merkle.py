"""Merkle tree hashing, inclusion and consistency proofs (RFC 6962, section 2.1; verification as in RFC 9162, 2.1.3).

Pure functions over 32-byte hashes. A *leaf hash* is what `leaf_hash` makes of a leaf's data.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf. The prefix keeps a leaf from passing for a node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The whole subtrees that make up a tree, largest first: all that is needed to append, in O(log n)."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The tree with one more leaf hash."""
        hashes = [*self.hashes, leaf]
        carry = self.size
        while carry & 1:
            right = hashes.pop()
            hashes.append(node_hash(hashes.pop(), right))
            carry >>= 1
        return Frontier(self.size + 1, tuple(hashes))

    def root(self) -> bytes:
        """The Merkle tree hash."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of leaf hashes."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return node_hash(root(leaves[:split]), root(leaves[split:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index`, nearest first. Raises `IndexError` if there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """Proof that the tree of the first `old` leaves is a prefix of this one. `IndexError` unless 0 < old <= n."""
    if not 0 < old <= len(leaves):
        raise IndexError("no such tree")
    return _subproof(leaves, old, whole=True)


def _subproof(leaves: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if old <= split:
        return [*_subproof(leaves[:split], old, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], old - split, whole=False), root(leaves[:split])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """True if `proof` shows that `leaf` stands at `index` of the tree of `size` leaves with root `expected`."""
    if not 0 <= index < size:
        return False
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and result == expected


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """True if `proof` shows that the tree of `old` leaves is a prefix of the tree of `new` leaves."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    # A whole left subtree needs no proof of itself: the verifier starts from the root it already holds.
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    return _walk_consistency(old - 1, new - 1, path, old_root, new_root)


def _walk_consistency(node: int, last: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    while node & 1:
        node, last = node >> 1, last >> 1
    as_old = as_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            as_old, as_new = node_hash(sibling, as_old), node_hash(sibling, as_new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            as_new = node_hash(as_new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and as_old == old_root and as_new == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
