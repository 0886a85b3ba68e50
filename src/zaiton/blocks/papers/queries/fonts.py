"""The fonts certificates are drawn with: the Chinese one that the product brings, and the operator's folder.

What a font can draw is read from its own table of characters. The folder is read again only when a file of it changes. A file
that is no font, or that may not be embedded, is set aside: certificates that need no other go on, `zaiton check` tells it.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
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
IN_USE = "fonts-in-use"
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
MOST_FACES = 64
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
    own = sorted(p for p in font_folder().rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
    stats = [path.stat() for path in own]
    return _read(tuple((str(p), s.st_mtime_ns, s.st_size) for p, s in zip(own, stats, strict=True)))


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
def _read(own: tuple[tuple[str, int, int], ...]) -> FontSet:
    """Only files that were read without a fault are given to typst: some damaged ones would keep it busy for minutes."""
    shipped = _shipped()
    good, characters, aside = [], set(shipped), []
    for name, _, _ in own:
        try:
            characters |= _characters(Path(name))
            good.append(name)
        except Refusal as why:
            aside.append(why)
    folders = [str(SHIPPED.parent), *([_only(good, own) if aside else str(font_folder())] if good else [])]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    place = {str(Path(name).resolve()): number for number, name in enumerate(good)}
    faces = [(place.get(str(Path(face.path).resolve()), -1), face.index, face.family) for face in fonts.fonts()]
    if FAMILY not in fonts.families():  # without it pages would come out empty, and nobody would be told
        raise FontUnreadable(file=SHIPPED.name)
    families = [FAMILY, *(family for number, _, family in sorted(faces) if number >= 0)]
    return FontSet(tuple(dict.fromkeys(families)), shipped, frozenset(characters), fonts, tuple(aside))


def _only(good: list[str], own: tuple[tuple[str, int, int], ...]) -> str:
    """A folder of links to the good fonts alone, named after what the font folder holds: every process makes the same."""
    place = home() / IN_USE / sha256(repr(own).encode()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(good):
        with suppress(FileExistsError):
            (place / f"{number:03d}{Path(name).suffix}").symlink_to(Path(name).resolve())
    return str(place)


@lru_cache(maxsize=1)
def _shipped() -> frozenset[int]:
    return _characters(SHIPPED)


def _characters(path: Path) -> frozenset[int]:
    """The code points that the faces of a font file can draw; raises ``FontUnreadable``, ``FontNotEmbeddable``."""
    found: set[int] = set()
    try:
        for number in range(_faces(path)):
            with TTFont(path, lazy=True, fontNumber=number) as font:
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


def _faces(path: Path) -> int:
    """How many fonts a file holds: one, or as many as a collection says; 0 where that cannot be."""
    with path.open("rb") as file:
        head = file.read(12)
    said = int.from_bytes(head[8:], "big") if head.startswith(b"ttcf") else 1
    return said if said <= MOST_FACES else 0
