"""The rows of a list of rules of origin: which code each is for, what its words say, and why a row is not taken over.

Input: the cells of a table (columns as the operator has them); output: one ``RuleRow`` for each row that has words. A row without a
code is for its heading, one without a heading for its chapter; what stands under them inherits their rule. Guarantee: every row with
words is either read to the end or refused with its reason; the words are kept as they stand.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from zaiton.services.tariff.domain.annex.cells import Cell, Sheet, cell_at, is_blank, text_of
from zaiton.services.tariff.domain.origin.language import Unread, parse
from zaiton.services.tariff.domain.origin.rules import Rule

NO_CODES: frozenset[str] = frozenset()
LOOK_IN = 60
"""Rows at the top of a sheet among which its headings are looked for."""
MOST_KEPT = 20_000
"""Different wordings kept ready; annexes repeat a few hundred."""
COLUMNS: Mapping[str, str] = {
    "code": r"code|编码|商品编码|税号",
    "code8": r"code8|税则号列|税则税号|税则号|tariff(?:item|line)|\d{4}年?(?:版)?税则号列",
    "hs6": r"hs6|hs|hscode|hs编码|hs\d{4}|子目|六位子目|subheading",
    "heading": r"heading|品目|品目号|税目|四位税目",
    "chapter": r"chapter|章",
    "rule": r"rulezh|rule|规则|(?:产品特定)?原产地(?:规则|标准)|产品特定规则|psr|productspecificrules?",
}
"""What each column may be called, folded: small letters, no blanks and signs."""
_ROLES = {role: re.compile(rf"(?:{words})") for role, words in COLUMNS.items()}
_CHAPTER, _HEADING, _SUBHEADING, _LINE = 2, 4, 6, 8
_NUMERALS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_CHINESE_CHAPTER = re.compile(r"第?([一二三四五六七八九])?(十)?([一二三四五六七八九])?章")
_LEADS = re.compile(r"(?:至|到|为|成|入|\bto\b)\D*\d", re.IGNORECASE)
_PART = re.compile(r"^ex[\s.]*(?=[\d第])|(?<=\d)\s*\(?ex\)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row with words. ``code``: 2, 4 or 6 to 8 digits, blank where the row has none; ``reason``: blank where it was read.

    ``line``: the number of the row as a spreadsheet shows it; ``given``: the code as written; ``data``: what the reason speaks of.
    """

    line: int
    code: str
    given: str
    text: str
    rule: Rule | None
    reason: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


class CodeNotRead(ValueError):
    """A code that cannot be one; the reason is a key of ``REASONS``."""

    def __init__(self, reason: str, **data: str) -> None:
        super().__init__(reason)
        self.reason, self.data = reason, data


def columns_of(cells: Sequence[Cell]) -> dict[str, int] | None:
    """The columns of a row of headings by their role; None where the row has no column of rules or none of codes."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        folded = re.sub(r"[\s_\-·:（）()]+", "", unicodedata.normalize("NFKC", text_of(cell))).lower()
        role = next((role for role, words in _ROLES.items() if words.fullmatch(folded)), None)
        if role is not None:
            found.setdefault(role, index)
    return found if "rule" in found and len(found) > 1 else None


def read_rules(sheets: Iterable[Sheet], codes: frozenset[str] = NO_CODES) -> list[RuleRow] | None:
    """Every row with words, in the order of the file; None where no sheet has the headings of a list of rules.

    ``codes``: the subheadings of the edition, empty where they are not on file.
    """
    found: list[RuleRow] | None = None
    for sheet in sheets:
        rows = sheet.rows[:LOOK_IN]
        first = next((n for n, cells in enumerate(rows) if columns_of(cells) is not None), None)
        if first is None:
            continue
        columns = columns_of(rows[first]) or {}
        found = [] if found is None else found
        found += _rows(sheet, first + 1, columns, codes)
    return found


def _rows(sheet: Sheet, first: int, columns: Mapping[str, int], codes: frozenset[str]) -> Iterator[RuleRow]:
    for number in range(first, len(sheet.rows)):
        cells = sheet.rows[number]
        text = text_of(cell_at(cells, columns["rule"]))
        if text.strip():
            given = {role: cell_at(cells, column) for role, column in columns.items() if role != "rule"}
            yield read_row(number + 1, given, text, codes, sheet.name)


def read_row(
    line: int, given: Mapping[str, Cell], text: str, codes: frozenset[str] = NO_CODES, sheet: str = ""
) -> RuleRow:
    """One row: its code by the columns ``code``, ``code8``, ``hs6``, ``heading``, ``chapter``, and its words."""
    said = next((text_of(given[role]) for role in COLUMNS if not is_blank(given.get(role))), "")
    try:
        code = code_of(given, codes)
    except CodeNotRead as fault:
        return RuleRow(line, "", said, text, None, fault.reason, fault.data, sheet)
    rule, reason, rest = _parsed(text, code, codes)
    return RuleRow(line, code, said, text, rule, reason, {"rest": rest} if reason else {}, sheet)


def _parsed(text: str, code: str, codes: frozenset[str]) -> tuple[Rule | None, str, str]:
    """A wording is read once for all its lines; one that names what it changes to is read again for each."""
    if not _LEADS.search(text):
        return _worded(text, "", ())
    under = tuple(sorted(one for one in codes if one.startswith(code))) if len(code) < _SUBHEADING else ()
    return _worded(text, code, under)


@lru_cache(maxsize=MOST_KEPT)
def _worded(text: str, code: str, lines: tuple[str, ...]) -> tuple[Rule | None, str, str]:
    try:
        return parse(text, code, lines), "", ""
    except Unread as fault:
        return None, fault.reason, fault.rest


def code_of(given: Mapping[str, Cell], codes: frozenset[str] = NO_CODES) -> str:
    """The code a row is for: its own, else its heading's, else its chapter's. Raises ``CodeNotRead``."""
    chapter = _chapter(given.get("chapter"))
    heading = _heading(given.get("heading"))
    if heading and chapter and not heading.startswith(chapter):
        raise CodeNotRead("not_under_chapter", code=heading, above=chapter, rest=heading)
    above = heading or chapter
    code = ""
    for role in ("hs6", "code8", "code"):
        own = _own(given.get(role), role, above, codes)
        if own and code and not own.startswith(code[:_SUBHEADING]):
            raise CodeNotRead("not_under_subheading", code=own, above=code, rest=own)
        code = own if len(own) > len(code) else code
    if code and above and not code.startswith(above):
        raise CodeNotRead("not_under_heading" if heading else "not_under_chapter", code=code, above=above, rest=code)
    if not (code or above):
        raise CodeNotRead("no_code", rest="")
    return code or above


def _digits(cell: Cell, reason: str) -> tuple[str, bool]:
    """The signs of a code without blanks, and whether the cell is a number (which has lost the zeros in front)."""
    if is_blank(cell):
        return "", False
    text = unicodedata.normalize("NFKC", text_of(cell)).strip().lstrip("'")
    if _PART.search(text):
        raise CodeNotRead("part_of_line", rest=text[:40])
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"^(?:品目|子目|税号)号?", "", text)
    if not re.fullmatch(r"\d[\d.]*", text, re.ASCII):
        raise CodeNotRead(reason, rest=text[:40])
    return text, isinstance(cell, Decimal)


def _chapter(cell: Cell) -> str:
    named = _CHINESE_CHAPTER.fullmatch(text_of(cell).strip()) if isinstance(cell, str) else None
    if named and any(named.groups()):
        tens = _NUMERALS.get(named[1] or "", 1) * 10 if named[2] else 0
        last = named[3] if named[2] else named[1]
        return f"{tens + _NUMERALS.get(last or '', 0):02}"
    plain = cell.strip().removeprefix("第").removesuffix("章") if isinstance(cell, str) else cell
    text, _ = _digits(plain, "bad_chapter")
    if text and (not text.isdigit() or not 1 <= int(text) <= 99):
        raise CodeNotRead("bad_chapter", rest=text[:40])
    return text.zfill(_CHAPTER) if text else ""


def _heading(cell: Cell) -> str:
    text, number = _digits(cell, "bad_heading")
    if not text:
        return ""
    before, point, behind = text.partition(".")
    if point:
        behind = behind.ljust(2, "0") if number else behind
        text = before.zfill(_CHAPTER) + behind
    elif len(text) == _HEADING - 1:
        text = text.zfill(_HEADING)
    if len(text) != _HEADING or not text.isdigit() or text.startswith("00"):
        raise CodeNotRead("bad_heading", rest=text_of(cell)[:40])
    return text


def _own(cell: Cell, role: str, above: str, codes: frozenset[str]) -> str:
    """The digits of a subheading or line; zeros that a spreadsheet took off are put back where only one code can be meant."""
    text, number = _digits(cell, "bad_code")
    if not text:
        return ""
    if "." in text:
        text = _undotted(text, number)
    sizes = (_CHAPTER, _HEADING, _SUBHEADING, 7, _LINE) if role == "code" else (_SUBHEADING, 7, _LINE)
    meant = [text] if len(text) in sizes and not number else []
    if len(text) % 2 and (number or len(text) == 7) and len(text) + 1 in sizes:
        meant.append("0" + text)
    elif number and len(text) in sizes:
        meant.append(text)
    meant = [code for code in meant if not code.startswith("00")]
    if len(meant) > 1 and above:
        meant = [code for code in meant if code.startswith(above)] or meant
    if len(meant) > 1 and codes:
        known = [code for code in meant if code[:_SUBHEADING] in codes]
        if len(known) > 1:
            raise CodeNotRead("two_codes", rest=text)
        meant = known or meant
    if not meant:
        raise CodeNotRead("bad_code", rest=text_of(cell)[:40])
    return meant[0]


def _undotted(text: str, number: bool) -> str:
    """0301.99, 301.99, 03.01.99, 0301.99.90: the digits, with the zero in front that a number has lost."""
    first, *rest = text.split(".")
    first = "0" + first if len(first) % 2 else first
    if number and len(rest) == 1 and len(rest[0]) % 2:
        rest = [rest[0] + "0"]
    if len(first) not in (2, 4, 6) or any(len(piece) not in (2, 4) for piece in rest):
        raise CodeNotRead("bad_code", rest=text[:40])
    return first + "".join(rest)
