"""Certificates and reports drawn as PDF/A-1b: the same sheet gives the same bytes, on any machine with the same fonts.

What it says goes in as data, never as source of the template.
"""

import json
import re
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import segno
import typst

from zaiton.blocks.papers.domain.rendering_refusals import CharacterMaybeInFont, CharacterNotInFont, DrawingFailed
from zaiton.blocks.papers.domain.reports import Report, report_document, report_texts
from zaiton.blocks.papers.domain.sheets import Sheet, is_shapeless, sheet_document, stands_alone, texts_of
from zaiton.blocks.papers.queries.fonts import FontSet, font_set, undrawable

TEMPLATE = "certificate.typ"
REPORT_TEMPLATE = "report.typ"
STANDARD = "a-1b"
STRICT_STANDARD = "a-2b"
"""Under this standard typst refuses a character without a shape; under A-1b it would draw an empty box."""
NOT_DISPLAYED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
QR_MASK = 2
"""Trying all eight masks of ISO/IEC 18004 for the most even one takes longer than a third of the page; readers take any."""
MOST_TOLD = 10


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF; raises ``CharacterNotInFont`` naming every character that no font can draw, ``DrawingFailed``."""
    data = {**sheet_document(sheet), "qr": _qr(sheet.verify_url)}
    return _pdf(TEMPLATE, data, "".join(texts_of(sheet)), int(sheet.issued_at.timestamp()))


def report_pdf(report: Report) -> bytes:
    """The report as a PDF; raises ``CharacterNotInFont`` naming every character that no font can draw, ``DrawingFailed``."""
    text = "".join(report_texts(report))
    return _pdf(REPORT_TEMPLATE, report_document(report), text, int(report.made_at.timestamp()))


def _pdf(template: str, data: dict[str, Any], text: str, at: int) -> bytes:
    must_be_drawable(text)
    known = font_set()
    inputs = {"d": json.dumps({**data, "fonts": list(known.families)}, ensure_ascii=False)}
    if any(ord(c) not in known.shipped and not is_shapeless(c) for c in text):  # an operator's font: typst has to agree
        _drawn(template, known, inputs, STRICT_STANDARD, at)
    return _drawn(template, known, inputs, STANDARD, at)


def must_be_drawable(text: str) -> None:
    """Raises ``CharacterNotInFont`` with the characters of a text that cannot be drawn."""
    missing = undrawable(text)
    if not missing:
        return
    aside = font_set().aside
    if aside:
        files_aside = "、".join(str(why.data["file"]) for why in aside[:MOST_TOLD])
        raise CharacterMaybeInFont(characters=named(missing), files=files_aside)
    raise CharacterNotInFont(characters=named(missing))


def named(characters: tuple[str, ...]) -> str:
    """Characters with their code points, for people: ``𪚥 (U+2A6A5)``; those without a shape by the code point alone."""
    told = [f"{c} (U+{ord(c):04X})" if stands_alone(c) else f"U+{ord(c):04X}" for c in characters[:MOST_TOLD]]
    return "、".join(told) + ("…" if len(characters) > MOST_TOLD else "")


def _drawn(template: str, known: FontSet, inputs: dict[str, Any], standard: str, at: int) -> bytes:
    try:
        return typst.compile(
            _template(template), font_paths=known.fonts, sys_inputs=inputs, pdf_standards=standard, timestamp=at
        )
    except typst.TypstError as error:
        found = NOT_DISPLAYED.search(error.message)
        if found:
            raise CharacterNotInFont(characters=named(tuple(dict.fromkeys(found[1])))) from None
        raise DrawingFailed(reason=error.message) from error


def _qr(url: str) -> str:
    """The QR code as a drawing of lines (SVG)."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False, mask=QR_MASK).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode("ascii")


@lru_cache(maxsize=4)
def _template(name: str) -> bytes:
    return files("zaiton.blocks.papers").joinpath(f"data/templates/{name}").read_bytes()
