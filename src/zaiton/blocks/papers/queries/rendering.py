"""A certificate drawn as PDF/A-1b: the same sheet gives the same bytes, on any machine with the same fonts.

What it says goes in as data, never as source of the template.
"""

import json
from importlib.resources import files

import segno
import typst

from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.domain.sheets import Sheet, sheet_document, texts_of
from zaiton.blocks.papers.queries.fonts import font_set, undrawable

TEMPLATE = "data/templates/certificate.typ"
STANDARD = "a-1b"
MOST_TOLD = 10


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF; raises ``CharacterNotInFont`` naming every character that no font can draw."""
    must_be_drawable("".join(texts_of(sheet)))
    known = font_set()
    data = {**sheet_document(sheet), "fonts": list(known.families), "qr": _qr(sheet.verify_url)}
    return typst.compile(
        _template(),
        font_paths=known.fonts,
        sys_inputs={"d": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=int(sheet.issued_at.timestamp()),
    )


def must_be_drawable(text: str) -> None:
    """Raises ``CharacterNotInFont`` with the characters of a text that cannot be drawn."""
    missing = undrawable(text)
    if missing:
        raise CharacterNotInFont(characters=named(missing))


def named(characters: tuple[str, ...]) -> str:
    """Characters with their code points, for people: ``𪚥 (U+2A6A5)``; those without a shape by the code point alone."""
    told = [f"{c} (U+{ord(c):04X})" if c.isprintable() else f"U+{ord(c):04X}" for c in characters[:MOST_TOLD]]
    return "、".join(told) + ("…" if len(characters) > MOST_TOLD else "")


def _qr(url: str) -> list[str]:
    """The rows of the QR code, a 1 for each dark square."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(url, error="m", micro=False).matrix]


def _template() -> bytes:
    return files("zaiton.blocks.papers").joinpath(TEMPLATE).read_bytes()
