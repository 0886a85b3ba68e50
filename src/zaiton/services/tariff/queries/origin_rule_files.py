"""A file of rules of origin as rows: XLSX and CSV as every official table, and JSON (a list of objects with the same names)."""

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.annex.cells import Cell, Sheet
from zaiton.services.tariff.domain.origin.reading import NO_CODES, RuleRow, read_rules
from zaiton.services.tariff.queries.annex_files import (
    DAMAGED,
    EMPTY,
    ENCODING,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LARGE,
    UnreadableTable,
    read_sheets,
)
from zaiton.services.tariff.queries.ratebook import SERVICE, book_signature

WITHIN = ("rows", "rules", "data", "items")
"""Names under which a JSON document may hold its list."""


class NoRuleColumns(Refusal):
    """A table without the columns that a list of rules of origin needs."""

    code = "origin_rules_no_columns"
    message = gettext_noop("The file “{name}” has no row of headings with a code and a rule.")
    mend = gettext_noop(
        "Name the columns hs6 or code8, if you like heading and chapter, and rule_zh for the words of the rule; nothing was changed."
    )


def read_rule_file(content: bytes, name: str, edition: int | None = None, sheet: str = "") -> list[RuleRow]:
    """Every row of a file that has words. Raises ``UnreadableTable``, or ``NoRuleColumns``."""
    rows = read_rules(rule_sheets(content, name, sheet), known_codes(edition))
    if rows is None:
        raise NoRuleColumns(name=name)
    if is_json(content, name):
        rows = [replace(row, line=row.line - 1) for row in rows]
    return rows


def rule_sheets(content: bytes, name: str, sheet: str = "") -> list[Sheet]:
    """The sheets of a file; those of a workbook that are hidden are left out."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable(name, TOO_LARGE)
    return [_json_sheet(content, name)] if is_json(content, name) else read_sheets(content, name, sheet)[0]


def is_json(content: bytes, name: str) -> bool:
    """Whether a file holds a JSON document, by its name or its first sign."""
    return name.lower().endswith(".json") or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


def known_codes(edition: int | None) -> frozenset[str]:
    """The subheadings of an edition on file; none where it is not said or not on file."""
    return NO_CODES if edition is None else _codes(edition, book_signature())


@lru_cache(maxsize=8)
def _codes(edition: int, signature: str) -> frozenset[str]:
    for pack in law.find_packs(SERVICE, "nomenclature"):
        if pack.hs_edition == edition:
            return frozenset(pack.columns()["code"])
    return NO_CODES


def _json_sheet(content: bytes, name: str) -> Sheet:
    try:
        given = json.loads(content.decode("utf-8-sig"), parse_int=_number, parse_float=_number, parse_constant=str)
    except UnicodeDecodeError as error:
        raise UnreadableTable(name, ENCODING) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableTable(name, DAMAGED) from error
    if isinstance(given, dict):
        given = next((given[key] for key in WITHIN if isinstance(given.get(key), list)), [given])
    rows = [row if isinstance(row, dict) else {} for row in given] if isinstance(given, list) else []
    headings = list(dict.fromkeys(key for row in rows for key in row))
    if not headings:
        raise UnreadableTable(name, EMPTY)
    if len(rows) > MOST_ROWS or len(headings) > MOST_COLUMNS:
        raise UnreadableTable(name, TOO_LARGE)
    return Sheet("", [headings, *([_cell(row.get(key)) for key in headings] for row in rows)])


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | Decimal):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
