"""The fonts certificates are drawn with: the Chinese one that the product brings, and the operator's folder.

What a font can draw is read from its own table of characters. The folder is read again only when a file of it changes. A file
that is no font, or that may not be embedded, is set aside: certificates that need no other go on, `zaiton check` tells it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
import typst
from fontTools.ttLib import TTFont

from zaiton.base.refusals import Refusal
from zaiton.blocks.papers.domain.rendering_refusals import FontNotEmbeddable, FontUnreadable
from zaiton.blocks.papers.domain.sheets import is_forbidden, is_shapeless
from zaiton.kit.home import home

SHIPPED = Path(noto_cjk_sans_otc.FONT_PATH)
FAMILY = "Noto Sans CJK SC"
FOLDER = "fonts"
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
RESTRICTED, USAGE, NO_SUBSET_OR_BITMAP = 0x0002, 0x000F, 0x0300
"""Bits of ``OS/2.fsType`` (OpenType specification): what a licence forbids."""


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts in the order in which they are asked for a character; ``shipped`` and ``characters`` are code points."""

    families: tuple[str, ...]
    shipped: frozenset[int]
    characters: frozenset[int]
    fonts: typst.Fonts
    aside: tuple[Refusal, ...]
    """Why files of the operator's are not used: ``FontUnreadable`` or ``FontNotEmbeddable``, each with its ``file``."""


def font_set() -> FontSet:
    """The fonts in use now."""
    folder = font_folder()
    own = sorted(p for p in folder.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
    stats = [path.stat() for path in own]
    return _read(str(folder), tuple((str(p), s.st_mtime_ns, s.st_size) for p, s in zip(own, stats, strict=True)))


def font_folder() -> Path:
    """Where an operator puts further fonts."""
    return home() / FOLDER


def fonts_aside() -> tuple[Refusal, ...]:
    """What `zaiton check` tells: the operator's fonts that are set aside, and why."""
    return font_set().aside


def undrawable(text: str) -> tuple[str, ...]:
    """The characters of a text that no font here can draw, or that would disturb how others are read; each once."""
    if text.isascii() and text.isprintable():
        return ()
    known = font_set().characters
    return tuple(c for c in dict.fromkeys(text) if not is_shapeless(c) and (is_forbidden(c) or ord(c) not in known))


@lru_cache(maxsize=2)
def _read(folder: str, own: tuple[tuple[str, int, int], ...]) -> FontSet:
    folders = [str(SHIPPED.parent), *([folder] if own else [])]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    shipped = _shipped()
    families, characters, aside = [FAMILY], set(shipped), []
    for name, _, _ in own:
        faces = sorted((f for f in fonts.fonts() if f.path == name), key=lambda f: f.index)
        try:
            characters |= _characters(Path(name), [face.index for face in faces])
            families += [face.family for face in faces]
        except Refusal as why:
            aside.append(why)
    return FontSet(tuple(dict.fromkeys(families)), shipped, frozenset(characters), fonts, tuple(aside))


@lru_cache(maxsize=1)
def _shipped() -> frozenset[int]:
    """What the shipped font can draw. All its families share the characters; they differ in the shapes they prefer."""
    return _characters(SHIPPED, [0])


def _characters(path: Path, faces: Iterable[int]) -> frozenset[int]:
    """The code points of the faces of a font file."""
    found: set[int] = set()
    try:
        for face in faces:
            with TTFont(path, lazy=True, fontNumber=face) as font:
                rights = font["OS/2"].fsType if "OS/2" in font else 0
                if rights & USAGE == RESTRICTED or rights & NO_SUBSET_OR_BITMAP:
                    raise FontNotEmbeddable(file=path.name)
                found |= set(font.getBestCmap() or ())
    except Refusal:
        raise
    except Exception:  # the reader's own errors on a damaged table are of every kind
        raise FontUnreadable(file=path.name) from None
    if not found:
        raise FontUnreadable(file=path.name)
    return frozenset(found)
