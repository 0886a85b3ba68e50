"""The tree against the vectors of Certificate Transparency and against a tree written the naive way."""

import hashlib

import pytest

from zaiton.blocks.evidence.domain import merkle, tiles
from zaiton.blocks.evidence.domain.tiles import Tile, tile_of

LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
MOST = 300


def naive(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, as it is written."""
    if len(leaves) < 2:
        return hashlib.sha256(b"\x00" + leaves[0]).digest() if leaves else hashlib.sha256(b"").digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\x01" + naive(leaves[:middle]) + naive(leaves[middle:])).digest()


def nodes_over(leaves: list[bytes]) -> merkle.Node:
    """Complete subtrees over leaves in memory."""
    rows = [[merkle.leaf_hash(leaf) for leaf in leaves]]
    while len(rows[-1]) > 1:
        rows.append(merkle.halved(rows[-1]))
    return lambda level, index: rows[level][index]


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    """As many different leaves as the properties go through."""
    return [hashlib.sha256(b"%d" % number).digest() for number in range(MOST)]


@pytest.fixture(scope="module")
def roots(leaves: list[bytes]) -> list[bytes]:
    """The root of each size by the naive tree."""
    return [naive(leaves[:size]) for size in range(MOST + 1)]


def test_roots_are_those_of_certificate_transparency() -> None:
    node = nodes_over(LEAVES)
    assert merkle.root(0, node).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tuple(merkle.root(size, node).hex() for size in range(1, 9)) == ROOTS


def test_proofs_are_those_of_certificate_transparency() -> None:
    node = nodes_over(LEAVES)
    assert [step.hex() for step in merkle.inclusion_path(5, 8, node)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [step.hex() for step in merkle.consistency_path(6, 8, node)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_leaf_of_every_size_is_proved_and_no_other(leaves: list[bytes], roots: list[bytes]) -> None:
    node = nodes_over(leaves)
    for size in [*range(1, 70), 127, 128, 129, 255, 256, 257, MOST]:
        assert merkle.root(size, node) == roots[size]
        for index in range(size):
            path = merkle.inclusion_path(index, size, node)
            leaf = merkle.leaf_hash(leaves[index])
            assert merkle.inclusion_root(index, size, leaf, path) == roots[size]
            wrong = merkle.leaf_hash(leaves[index - 1])
            assert size == 1 or merkle.inclusion_root(index, size, wrong, path) != roots[size]
            assert merkle.inclusion_root(index, size, leaf, [*path, leaf]) is None
            assert not path or merkle.inclusion_root(index, size, leaf, path[:-1]) is None


def test_every_pair_of_sizes_is_consistent_and_no_other_root_is(leaves: list[bytes], roots: list[bytes]) -> None:
    node = nodes_over(leaves)
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            path = merkle.consistency_path(old, new, node)
            assert merkle.is_consistent(old, new, roots[old], roots[new], path)
            assert not merkle.is_consistent(old, new, roots[old - 1], roots[new], path)
            assert not merkle.is_consistent(old, new, roots[old], roots[new - 1], path)
            assert not path or not merkle.is_consistent(old, new, roots[old], roots[new], path[:-1])


def test_names_of_tiles_are_those_of_the_specification() -> None:
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(3, 0, 17).path == "tile/3/000.p/17"
    assert Tile(tiles.ENTRIES, 255).path == "tile/entries/255"
    for tile in (Tile(0, 1234067), Tile(3, 0, 17), Tile(tiles.ENTRIES, 999_999), Tile(63, 1000, 255)):
        assert tile_of(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1",
        "tile/0/x000/001",
        "tile/00/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/64/000",
    ]
    + ["tile/0/../000", "tile/0/000/", "checkpoint", "tile/entries/x001", "tile/0/０００", "tile/0/000\n"],
)
def test_any_other_spelling_is_no_tile(path: str) -> None:
    assert tile_of(path) is None


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_the_edge_covers_a_size(size: int) -> None:
    widths = [(tile.number * 256 + tile.width, tile.level) for tile in tiles.edge(size)]
    assert widths == [(size >> 8 * level, level) for level in range(len(widths))]
    assert size >> 8 * len(widths) == 0
