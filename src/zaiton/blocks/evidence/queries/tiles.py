"""Reading a tree from a store of tiles, whoever keeps it: a folder here, a mirror, or another's web site."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from zaiton.blocks.evidence.domain import merkle, tiles
from zaiton.blocks.evidence.domain.refusals import TreeDamaged
from zaiton.blocks.evidence.domain.tiles import ENTRIES, WIDTH
from zaiton.kit.home import home

Fetch = Callable[[str], bytes | None]
KEPT_TILES = 256


def folder() -> Path:
    """Where this installation's public log lies: the checkpoint and its tiles."""
    return home() / "evidence" / "log"


def in_folder(root: Path) -> Fetch:
    """Fetch a file of a log below a folder; None where it is not there."""

    def fetch(path: str) -> bytes | None:
        try:
            return (root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    return fetch


class Tree:
    """A tree of ``size`` leaves over tiles. Refuses with TreeDamaged what is missing or has not the right length."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self.size = size
        self._fetch = fetch
        self._levels = lru_cache(maxsize=KEPT_TILES)(self._read_levels)

    def hashes(self, level: int, number: int) -> list[bytes]:
        """The hashes of one tile as this size has it; a mirror may have dropped a partial tile once the full one was there."""
        tile = tiles.tile_at(level, number, self.size)
        content = self._fetch(tile.path)
        found = tiles.unpacked(content, tile) if content is not None else None
        if content is None and tile.width < WIDTH:
            whole = self._fetch(tile.whole.path)
            found = tiles.unpacked(whole, tile.whole) if whole is not None else None
        if found is None:
            raise TreeDamaged(place=tile.path)
        return found[: tile.width]

    def leaf(self, index: int) -> bytes:
        """One leaf."""
        return self.hashes(ENTRIES, index // WIDTH)[index % WIDTH]

    def node(self, level: int, index: int) -> bytes:
        """The root of a complete subtree (see ``domain.merkle``)."""
        above, inner = divmod(level, 8)
        number, place = divmod(index << inner, WIDTH)
        return self._levels(above, number)[inner][place >> inner]

    def root(self, size: int | None = None) -> bytes:
        """The root over all leaves, or over the first ``size``."""
        return merkle.root(self.size if size is None else size, self.node)

    def inclusion(self, index: int) -> list[bytes]:
        """The path of one leaf."""
        return merkle.inclusion_path(index, self.size, self.node)

    def consistency(self, old: int) -> list[bytes]:
        """What shows that this tree continues the one of ``old`` leaves."""
        return merkle.consistency_path(old, self.size, self.node)

    def _read_levels(self, level: int, number: int) -> list[list[bytes]]:
        rows = [self.hashes(level, number)]
        while len(rows) < 8 and len(rows[-1]) > 1:
            rows.append(merkle.halved(rows[-1]))
        return rows
