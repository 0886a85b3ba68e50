"""What is drawn of a certificate: plain facts in both languages, made fit for lines of text."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.cards import Card, Line

SEAL_BOX = (400, 100, 500, 200)
"""Where the seal is stamped on the first page: left, bottom, right, top in points; nothing else is drawn there."""
_LETTER = r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
LONG_RUN = re.compile(_LETTER + "{25,}")
LONG_RUN_IN_TITLE = re.compile(_LETTER + "{16,}")
"""Letters without a space that may be wider than their column, at any width of letter; words of a language are shorter."""
BREAK_EVERY = 12
BREAK = "\u200b"
"""Marks a place where a line may end. It comes from here alone; the template draws nothing for it."""
SPACE = re.compile(r"[^\S\u3000]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One certificate to be drawn. Equal sheets are drawn byte for byte alike; ``issued_at`` is the moment it bears."""

    number: str
    code: str
    title: Bilingual
    issuer: Bilingual
    holder: str
    basis: str
    lines: tuple[Line, ...]
    issued_at: datetime
    issued_on: date
    valid_until: date | None
    verify_url: str
    demo: bool


def sheet_of(card: Card, *, issued_on: date, verify_url: str) -> Sheet:
    """The sheet of a certificate issued on a day in Beijing, to be verified at ``verify_url``."""
    return Sheet(
        card.number,
        card.code,
        card.title,
        card.issuer,
        card.holder,
        card.basis,
        card.lines,
        card.issued_at,
        issued_on,
        card.valid_until,
        verify_url,
        card.demo,
    )


def texts_of(sheet: Sheet) -> tuple[str, ...]:
    """Everything on a sheet that came from outside."""
    both = [sheet.title, sheet.issuer, *(text for line in sheet.lines for text in (line.title, line.value))]
    return (
        sheet.number,
        sheet.code,
        sheet.holder,
        sheet.basis,
        sheet.verify_url,
        *(t for b in both for t in (b.zh, b.en)),
    )


def sheet_document(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the plain values a template reads; texts are lists of paragraphs."""
    return {
        "number": sheet.number,
        "code": sheet.code,
        "title": _both(sheet.title),
        "issuer": _both(sheet.issuer),
        "holder": paragraphs(sheet.holder),
        "basis": paragraphs(sheet.basis),
        "lines": [
            {
                "title": _both(line.title),
                "zh": paragraphs(line.value.zh),
                "en": [] if line.value.en == line.value.zh else paragraphs(line.value.en),
            }
            for line in sheet.lines
        ],
        "issued_on": sheet.issued_on.isoformat(),
        "valid_until": sheet.valid_until.isoformat() if sheet.valid_until else "",
        "verify_url": paragraphs(sheet.verify_url)[0],
        "verify_link": sheet.verify_url,
        "demo": sheet.demo,
    }


def paragraphs(text: str, run: re.Pattern[str] = LONG_RUN) -> list[str]:
    """The lines of a text, each with places where a long run of letters may break; rare spaces become plain ones."""
    return [run.sub(_broken, SPACE.sub(" ", line.strip())) for line in text.splitlines() if line.strip()] or [""]


def is_shapeless(character: str) -> bool:
    """Whether a character has no shape of its own: spaces and line ends are laid out, not drawn."""
    return character in "\t\n\r" or unicodedata.category(character) in ("Zs", "Zl", "Zp")


def is_forbidden(character: str) -> bool:
    """Whether a character would change how others read: controls, invisible marks, private and unassigned ones.

    Python's table may be older than a font: ideographs of the planes kept for them count as assigned.
    """
    kind = unicodedata.category(character)
    if kind == "Cn":
        return not 0x20000 <= ord(character) < 0x3FFFE
    return kind in ("Cc", "Cf", "Co", "Cs") and not is_shapeless(character)


def stands_alone(character: str) -> bool:
    """Whether people see something when a character is shown by itself; marks only change the one before them."""
    return character.isprintable() and not unicodedata.category(character).startswith("M")


def _both(text: Bilingual) -> dict[str, str]:
    return {
        tongue: " ".join(paragraphs(words, LONG_RUN_IN_TITLE)) for tongue, words in (("zh", text.zh), ("en", text.en))
    }


def _broken(run: re.Match[str]) -> str:
    letters = run[0]
    return BREAK.join(letters[n : n + BREAK_EVERY] for n in range(0, len(letters), BREAK_EVERY))
