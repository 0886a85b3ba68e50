"""Where the hashes of a tree lie when anyone shall mirror them: the layout of C2SP tlog-tiles, names and arithmetic alone.

A tile holds up to 256 hashes of one level; tile level L begins at tree level 8L. ``tile/<L>/<N>`` is a full one,
``tile/<L>/<N>.p/<W>`` the right edge with W hashes. ``tile/entries/<N>`` holds the leaves themselves, each behind its
length in two bytes. A number is written in groups of three digits, all but the last behind an ``x``: 1234067 is
``x001/x234/067``. The bytes behind a name never change, so a mirror may keep them for ever.
"""

import re
from dataclasses import dataclass

WIDTH = 256
HASH_BYTES = 32
ENTRIES = -1
_NAME = re.compile(r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_PREFIX = HASH_BYTES.to_bytes(2, "big")


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: its level (``ENTRIES`` for leaves), its number in that level, and how many hashes it holds (1 to 256)."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its name below the root of a log."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number_path(self.number)}{partial}"

    @property
    def whole(self) -> "Tile":
        """The full tile at the same place."""
        return Tile(self.level, self.number)


def number_path(number: int) -> str:
    """A tile's number as a path."""
    text = str(number)
    text = text.zfill(-(-len(text) // 3) * 3)
    groups = [text[i : i + 3] for i in range(0, len(text), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def tile_of(path: str) -> Tile | None:
    """The tile behind a name; None for whatever is not exactly the one spelling of one."""
    found = _NAME.fullmatch(path) if path.isascii() and len(path) < 100 else None
    if found is None:
        return None
    level, number, width = found.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    return tile if tile.path == path and tile.width <= WIDTH else None


def tile_at(level: int, number: int, size: int) -> Tile:
    """The tile at a place as a tree of ``size`` leaves has it; refuses a place outside with ``ValueError``."""
    width = min(WIDTH, (size >> 8 * max(level, 0)) - number * WIDTH)
    if width < 1:
        raise ValueError("no such tile in a tree of this size")
    return Tile(level, number, width)


def edge(size: int) -> list[Tile]:
    """The last tile of each level that holds hashes in a tree of ``size`` leaves, from the leaves' level up."""
    tiles, level = [], 0
    while count := size >> 8 * level:
        tiles.append(tile_at(level, (count - 1) // WIDTH, size))
        level += 1
    return tiles


def packed(hashes: list[bytes], level: int) -> bytes:
    """A tile's bytes: the hashes one after the other, leaves with their length before them."""
    return b"".join(_PREFIX + leaf for leaf in hashes) if level == ENTRIES else b"".join(hashes)


def unpacked(content: bytes, tile: Tile) -> list[bytes] | None:
    """The hashes in a tile's bytes; None where the bytes are not such a tile."""
    step = HASH_BYTES + 2 if tile.level == ENTRIES else HASH_BYTES
    if len(content) != step * tile.width:
        return None
    parts = [content[i : i + step] for i in range(0, len(content), step)]
    if tile.level != ENTRIES:
        return parts
    return [part[2:] for part in parts] if all(part[:2] == _PREFIX for part in parts) else None
