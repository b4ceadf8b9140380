"""Tiles: any proof from few rows is the proof that the whole tree would give, on both engines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.audit import actions, merkle, queries, tiles
from app.audit.merkle import Frontier
from app.audit.schemas import AuditAction
from app.core import encoding
from tests.audit.conftest import CASE, DSL, LOG, Books

LEAVES = [merkle.leaf_hash(number.to_bytes(4)) for number in range(70_000)]


def stored(size: int) -> tiles.Fetch:
    """What a database holds of a log of `size` entries."""
    nodes: dict[int, list[bytes]] = {0: LEAVES[:size]}
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        for level, number, root in tiles.closed(frontier, leaf):
            nodes.setdefault(level, []).append(root)
            assert number == len(nodes[level]) - 1
        frontier = frontier.append(leaf)
    return lambda level, number: nodes.get(level, [])[number * tiles.WIDTH : (number + 1) * tiles.WIDTH]


FETCH = stored(70_000)


@pytest.mark.parametrize(
    ("number", "written"), [(0, "000"), (67, "067"), (1234067, "x001/x234/067"), (999, "999"), (1000, "x001/000")]
)
def test_a_tiles_number_is_written_as_c2sp_writes_it(number: int, written: str) -> None:
    assert tiles.path(number) == written


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    assert [len(FETCH(0, 273)), len(FETCH(1, 0)), len(FETCH(1, 1)), len(FETCH(2, 0))] == [112, 256, 17, 1]


@given(st.data())
def test_any_proof_from_tiles_is_the_proof_of_the_whole_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70_000))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    # The leaves that came later are in the tiles too: a proof for a smaller size must not notice.
    roots = tiles.root_of(FETCH)
    root, old_root = roots(0, size), roots(0, old)
    assert merkle.verify_inclusion(LEAVES[index], index, size, merkle.inclusion_path(roots, index, size), root)
    path = merkle.consistency_path(roots, old, size)
    assert merkle.verify_consistency(old, size, old_root, root, path)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 1000])
def test_the_root_from_tiles_is_the_root(size: int) -> None:
    assert tiles.root_of(FETCH)(0, size) == merkle.root(LEAVES[:size])


def test_a_log_keeps_the_root_of_each_whole_tile_and_proves_from_them(books: Books) -> None:
    def many(session: Session) -> None:
        for _ in range(600):
            actions.record(session, log=LOG, actor=DSL, action=AuditAction.REPORT_OPENED, subject=CASE)

    books.database.write_now(many)
    books.sign()
    evidence = books.evidence()
    leaves = [encoding.decode(entry.leaf_hash) for entry in evidence.entries]
    assert books.database.read_now(queries.tile, LOG, 1, 0) == [
        merkle.root(leaves[:256]),
        merkle.root(leaves[256:512]),
    ]
    found = books.database.read_now(queries.proved, LOG, CASE)
    assert found is not None
    root = encoding.decode(found.checkpoint.root)
    for one in found.entries[::37]:
        assert merkle.verify_inclusion(leaves[one.entry.index], one.entry.index, 600, one.path, root)
    path = books.database.read_now(queries.consistency, LOG, 300, 600)
    assert merkle.verify_consistency(300, 600, merkle.root(leaves[:300]), root, path)
