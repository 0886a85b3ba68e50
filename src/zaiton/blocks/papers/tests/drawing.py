"""Sheets to be drawn, tiny fonts, and what poppler reads in a file, for tests."""

import re
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.cards import Line
from zaiton.blocks.papers.domain.sheets import Sheet

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


class Word(NamedTuple):
    """A word on a page with its box in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def a_line(zh: str, en: str, zh_value: str, en_value: str = "") -> Line:
    """One line of a sheet."""
    return Line(Bilingual(zh, en), Bilingual(zh_value, en_value or zh_value))


def a_sheet(*lines: Line, **more: Any) -> Sheet:
    """A certificate of nationality with lines of one's own; ``more`` replaces parts."""
    parts: dict[str, Any] = {
        "number": "GJ-2026-000001",
        "code": "ABCDEFGHJKLMNPQR",
        "title": Bilingual("船舶国籍证书", "Certificate of Nationality"),
        "issuer": Bilingual("演示海事局", "Demonstration Maritime Administration"),
        "holder": "演示航运有限公司",
        "basis": "船舶登记条例第十五条",
        "lines": lines
        or (a_line("船名", "Ship's name", "演示一号", "DEMO ONE"), a_line("总吨", "Gross tonnage", "2,998")),
        "issued_at": datetime(2026, 11, 20, 4, 0, tzinfo=UTC),
        "issued_on": date(2026, 11, 20),
        "valid_until": date(2031, 11, 19),
        "verify_url": "https://certificates.example.gov.cn/papers/verify/ABCDEFGHJKLMNPQR/",
        "demo": True,
    }
    return Sheet(**{**parts, **more})


def a_long_sheet() -> Sheet:
    """Forty lines over several pages, for good and without a last day."""
    lines = [
        a_line(
            f"第{n}项", f"Item {n} of many", "福建省厦门市" * (n % 7 + 1), "A sentence about this ship. " * (n % 7 + 1)
        )
        for n in range(40)
    ]
    return a_sheet(*lines, demo=False, valid_until=None)


def a_font(path: Path, family: str, characters: str, *, rights: int = 0, outlines: str = "glyf") -> None:
    """A font in which every character is the same block; ``rights`` is its ``OS/2.fsType``."""
    names = [".notdef", *(f"u{ord(c):X}" for c in characters)]
    builder = FontBuilder(1000, isTTF=outlines == "glyf")
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):X}" for c in characters})
    if outlines == "glyf":
        builder.setupGlyf({name: _block(TTGlyphPen(None)).glyph() for name in names})
    else:
        shapes = {name: _block(T2CharStringPen(1000, None)).getCharString() for name in names}
        builder.setupCFF(family.replace(" ", ""), {"FullName": family}, shapes, {})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=rights)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)


def text_of(file: Path) -> str:
    """What a reader copies out of the file."""
    return _told("pdftotext", str(file), "-")


def words_of(file: Path) -> list[list[Word]]:
    """The words of each page with their places."""
    pages = _told("pdftotext", "-bbox", str(file), "-").split("<page ")[1:]
    return [[Word(*map(float, found[:4]), found[4]) for found in WORD.findall(page)] for page in pages]


def fonts_of(file: Path) -> list[list[str]]:
    """One row for each font in the file: name, type, encoding, embedded, subset, with a table to Unicode, number."""
    return [line.split() for line in _told("pdffonts", str(file)).splitlines()[2:]]


def drawn_in(file: Path, box: tuple[int, int, int, int]) -> bool:
    """Whether anything at all is drawn in a box of page 1: left, bottom, right, top in points of an A4 page."""
    left, bottom, right, top = box
    cut = ["-x", str(left), "-y", str(842 - top), "-W", str(right - left), "-H", str(top - bottom)]
    told = subprocess.run(
        ["pdftoppm", "-r", "72", "-gray", "-f", "1", "-l", "1", *cut, str(file)], capture_output=True, check=True
    )
    pixels = told.stdout[-(right - left) * (top - bottom) :]
    return set(pixels) != {255}


def _block(pen: Any) -> Any:
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
