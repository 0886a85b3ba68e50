"""The fonts certificates are drawn with: the Chinese one that the product brings, and the operator's folder.

What a font can draw is read from its own table of characters. Both are read again only when a file of a folder changes.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
import typst
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from zaiton.blocks.papers.domain.rendering_refusals import FontUnreadable
from zaiton.blocks.papers.domain.sheets import is_forbidden, is_shapeless
from zaiton.kit.home import home

FAMILY = "Noto Sans CJK SC"
FOLDER = "fonts"
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
FAMILY_NAMES = (16, 1)
"""Where a font says its family: the typographic name, else the plain one."""


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts in the order in which they are asked for a character."""

    families: tuple[str, ...]
    characters: frozenset[int]
    fonts: typst.Fonts


def font_set() -> FontSet:
    """The fonts in use now; raises ``FontUnreadable`` for a broken file of the operator's."""
    own = (
        sorted(path for path in font_folder().glob("*") if path.suffix.lower() in ENDINGS)
        if font_folder().is_dir()
        else []
    )
    return _read(tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in own))


def font_folder() -> Path:
    """Where an operator puts further fonts."""
    return home() / FOLDER


def undrawable(text: str) -> tuple[str, ...]:
    """The characters of a text that no font here can draw, or that would disturb how others are read; each once."""
    if text.isascii() and text.isprintable():
        return ()
    known = font_set().characters
    return tuple(c for c in dict.fromkeys(text) if not is_shapeless(c) and (is_forbidden(c) or ord(c) not in known))


@lru_cache(maxsize=2)
def _read(own: tuple[tuple[str, int, int], ...]) -> FontSet:
    shipped = Path(noto_cjk_sans_otc.FONT_PATH)
    families, characters = [FAMILY], set(_shipped_characters(shipped))
    for name, _, _ in own:
        family, has = _described(Path(name))
        families.append(family)
        characters |= has
    folders = list(dict.fromkeys([str(shipped.parent), *(str(Path(name).parent) for name, _, _ in own)]))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return FontSet(tuple(dict.fromkeys(families)), frozenset(characters), fonts)


@lru_cache(maxsize=1)
def _shipped_characters(path: Path) -> frozenset[int]:
    for font in _fonts(path):
        if _family(font) == FAMILY:
            return frozenset(font.getBestCmap())
    raise FontUnreadable(file=path.name)


def _described(path: Path) -> tuple[str, frozenset[int]]:
    """The family of an operator's font and what it can draw; of a collection the first one."""
    try:
        font = _fonts(path)[0]
        return _family(font), frozenset(font.getBestCmap() or ())
    except (TTLibError, KeyError, OSError, IndexError, AssertionError, ValueError):
        raise FontUnreadable(file=path.name) from None


def _fonts(path: Path) -> list[TTFont]:
    with path.open("rb") as file:
        start = file.read(4)
    return list(TTCollection(path, lazy=True)) if start == b"ttcf" else [TTFont(path, lazy=True)]


def _family(font: TTFont) -> str:
    names = font["name"]
    for place in FAMILY_NAMES:
        found = names.getName(place, 3, 1, 0x409) or names.getName(place, 1, 0, 0)
        if found is not None:
            return found.toUnicode()
    raise KeyError("name")
