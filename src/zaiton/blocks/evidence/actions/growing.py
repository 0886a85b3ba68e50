"""Adding leaves to a tree of tiles on disk: a full tile is written once, the right edge at the end of each turn."""

import shutil
from pathlib import Path

from zaiton.blocks.evidence.actions.files import put
from zaiton.blocks.evidence.domain import merkle, tiles
from zaiton.blocks.evidence.domain.tiles import ENTRIES, WIDTH, Tile
from zaiton.blocks.evidence.queries.tiles import Tree, in_folder


class Grower:
    """Takes leaves one by one, and holds in memory only the unfinished tile of each level.

    What it writes beyond the last checkpoint binds nobody: after a crash the same bytes are written again.
    """

    def __init__(self, folder: Path, size: int, *, sync: bool) -> None:
        self.size = size
        self._folder, self._sync = folder, sync
        self._rows: dict[int, list[bytes]] = {}
        self._finished: list[Tile] = []
        tree = Tree(in_folder(folder), size)
        for level in (ENTRIES, *(tile.level for tile in tiles.edge(size))):
            number, count = divmod(size >> 8 * max(level, 0), WIDTH)
            self._rows[level] = tree.hashes(level, number) if count else []

    def append(self, leaf: bytes) -> None:
        """Add one leaf of 32 bytes."""
        self.size += 1
        self._push(ENTRIES, leaf)
        self._push(0, merkle.leaf_hash(leaf))

    def write_edge(self) -> None:
        """Write the unfinished tile of each level as it is now."""
        for level, row in self._rows.items():
            if row:
                number = (self.size >> 8 * max(level, 0)) // WIDTH
                self._write(Tile(level, number, len(row)), row)

    def drop_partial(self) -> None:
        """Remove the unfinished tiles whose full one is there; only once that is under a checkpoint."""
        for tile in self._finished:
            shutil.rmtree(self._folder / f"{tile.path}.p", ignore_errors=True)
        self._finished.clear()

    def _push(self, level: int, value: bytes) -> None:
        row = self._rows.setdefault(level, [])
        row.append(value)
        if len(row) < WIDTH:
            return
        tile = Tile(level, (self.size >> 8 * max(level, 0)) // WIDTH - 1)
        self._write(tile, row)
        self._finished.append(tile)
        self._rows[level] = []
        if level != ENTRIES:
            while len(row) > 1:
                row = merkle.halved(row)
            self._push(level + 1, row[0])

    def _write(self, tile: Tile, row: list[bytes]) -> None:
        put(self._folder / tile.path, tiles.packed(row, tile.level), sync=self._sync)
