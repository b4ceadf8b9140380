"""Merkle tree hashing, inclusion and consistency proofs (RFC 6962, section 2.1; verification as in RFC 9162, 2.1.3).

Pure functions over 32-byte hashes. A *leaf hash* is what `leaf_hash` makes of a leaf's data.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

RootOf = Callable[[int, int], bytes]
"""The root of the leaves from the first number up to the second, as if they were a tree of their own."""


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
    split = split_at(len(leaves))
    return node_hash(root(leaves[:split]), root(leaves[split:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index`, nearest first. Raises `IndexError` if there is no such leaf."""
    return inclusion_path(lambda start, end: root(leaves[start:end]), index, len(leaves))


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """Proof that the tree of the first `old` leaves is a prefix of this one. `IndexError` unless 0 < old <= n."""
    return consistency_path(lambda start, end: root(leaves[start:end]), old, len(leaves))


def inclusion_path(root_of: RootOf, index: int, size: int) -> list[bytes]:
    """`inclusion_proof` of a tree of `size` leaves, of which only the roots of parts are asked for."""
    if not 0 <= index < size:
        raise IndexError("no such leaf")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        split = start + split_at(end - start)
        if index < split:
            path.append(root_of(split, end))
            end = split
        else:
            path.append(root_of(start, split))
            start = split
    return path[::-1]


def consistency_path(root_of: RootOf, old: int, size: int) -> list[bytes]:
    """`consistency_proof` of a tree of `size` leaves, of which only the roots of parts are asked for."""
    if not 0 < old <= size:
        raise IndexError("no such tree")
    start, end, path = 0, size, list[bytes]()
    while end != old:
        split = start + split_at(end - start)
        if old <= split:
            path.append(root_of(split, end))
            end = split
        else:
            path.append(root_of(start, split))
            start = split
    # The verifier holds the old root already, so it is part of the proof only where the old tree is no whole subtree.
    return [*([root_of(start, end)] if start else []), *path[::-1]]


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


def split_at(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
