"""What a tariff pack must satisfy beyond its form: line totals, codes of their edition, readable duties, falling rates,
staging that re-derives, candidates that share a question, and agreements and partners that are known.

Pure functions over plain columns and rows; each yields ``Fault`` values, which the caller turns into findings of its pack.
At most ``SHOWN`` faults of one kind are told one by one, the rest as a count.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.duty import parse_duty, percent_of, scaled_of
from zaiton.services.tariff.domain.plan import MFN, MFN_PARTS, PROVISIONAL
from zaiton.services.tariff.domain.schedule import Schedule
from zaiton.services.tariff.domain.splitting import ORIGIN_COLUMN, origin_columns
from zaiton.services.tariff.domain.staging import Category, category_of, derive, staging_starts
from zaiton.services.tariff.domain.tables import ScheduleTable

SHOWN = 20
LONGEST_STAGING = 100
"""Years; a longer staging is a slip of the pen."""
CODE = re.compile(r"\d{6,10}", re.ASCII)
HEADING = re.compile(r"\d{2}|\d{4}|\d{5,10}", re.ASCII)
TERRITORY = re.compile(r"[A-Z][A-Z0-9]", re.ASCII)
CURRENCY = re.compile(r"([A-Z]{3})\s*/", re.ASCII)
YEAR = re.compile(r"\d{4}", re.ASCII)
SCHEDULE_COLUMNS = {"code", "duty", "base", "staging", "applies", "when", "name_zh", "name_en", "alias"}
AGREEMENT_COLUMNS = (
    *("agreement", "name_zh", "name_en", "type", "destination", "origins", "in_force_from", "in_force_until"),
    *("proof_zh", "proof_en", "article", "status", "note_zh", "note_en"),
)
STATUSES = ("official", "derived", "sample", "unverified", "synthetic")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: severity (``error`` or ``warning``), line of rows.csv or None, code, msgid and its data."""

    severity: str
    line: int | None
    code: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)


def of_refusal(refusal: Refusal) -> Fault:
    """A refusal of the engine as a fault."""
    return Fault("error", None, refusal.code, refusal.message, refusal.data)


def not_usable(error: Exception) -> Fault:
    """A table on which the engine itself fails."""
    message = gettext_noop("The engine cannot use the table: {why}.")
    return Fault("error", None, "not_usable", message, {"why": f"{type(error).__name__}: {error}"})


def few(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults with those beyond ``SHOWN`` of one code folded into a count."""
    seen: dict[str, int] = {}
    severities: dict[str, str] = {}
    for fault in faults:
        seen[fault.code] = seen.get(fault.code, 0) + 1
        severities[fault.code] = fault.severity
        if seen[fault.code] <= SHOWN:
            yield fault
    for code, count in seen.items():
        if count > SHOWN:
            message = gettext_noop("… and {count} more findings of the kind {kind}.")
            yield Fault(severities[code], None, code, message, {"count": count - SHOWN, "kind": code})


def check_schedule_columns(columns: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """The columns are those of a schedule; a column nobody reads is told."""
    if "code" not in columns:
        yield Fault("error", None, "no_code_column", gettext_noop("The rows have no column code."))
    for name in columns:
        if name not in SCHEDULE_COLUMNS and not YEAR.fullmatch(name) and not ORIGIN_COLUMN.fullmatch(name):
            message = gettext_noop("The column {name} means nothing in a schedule and is not used.")
            yield Fault("warning", None, "unknown_column", message, {"name": name})
    partners = origin_columns(columns)
    if partners and ("duty" in columns or any(YEAR.fullmatch(name) for name in columns)):
        message = gettext_noop(
            "The rows have duties both in the column {name} and for single origins; keep one of them."
        )
        yield Fault("error", None, "mixed_columns", message, {"name": "duty"})
    printed = partners or any(YEAR.fullmatch(name) for name in columns)
    if {"duty", "base", "staging"}.isdisjoint(columns) and not printed:
        message = gettext_noop("The rows have neither duty nor base and staging, nor a column for a year.")
        yield Fault("error", None, "no_duty_column", message)


def check_codes(codes: Sequence[str], edition: int | None, editions: Mapping[int, frozenset[str]]) -> Iterator[Fault]:
    """Codes are digits, and their first six stand in the named edition of the Harmonized System."""
    known = editions.get(edition) if edition else None
    if known is None:
        message = gettext_noop("The codes are not checked: no list of the Harmonized System of {edition} is on file.")
        yield Fault("warning", None, "edition_unknown", message, {"edition": edition or "—"})
    for line, code in enumerate(codes, 2):
        if not CODE.fullmatch(code):
            message = gettext_noop("Line {line}: {given} is no tariff code; write six to ten digits.")
            yield Fault("error", line, "bad_code", message, {"line": line, "given": code or "—"})
        elif known is not None and code[:6] not in known:
            message = gettext_noop("Line {line}: {given} does not stand in the Harmonized System of {edition}.")
            yield Fault("error", line, "not_in_edition", message, {"line": line, "given": code, "edition": edition})


def check_line_total(codes: Sequence[str], announced: int | None) -> Iterator[Fault]:
    """As many different lines as the issuer announced."""
    found = len(set(codes))
    if announced is not None and found != announced:
        message = gettext_noop("The issuer announced {announced} lines; the table has {found}.")
        yield Fault("error", None, "line_total", message, {"announced": announced, "found": found})


def check_duties(columns: Mapping[str, Sequence[str]], currency: str) -> Iterator[Fault]:
    """Every printed duty can be read, and is in the currency of the schedule."""
    for name in [n for n in columns if n == "duty" or YEAR.fullmatch(n) or ORIGIN_COLUMN.fullmatch(n)]:
        fine: set[str] = set()
        for line, text in enumerate(columns[name], 2):
            if text in fine:
                continue
            fault = _duty_fault(line, text, currency)
            if fault is None:
                fine.add(text)
            else:
                yield fault


def _duty_fault(line: int, text: str, currency: str) -> Fault | None:
    try:
        parse_duty(text, currency)
    except (Refusal, ValueError):
        message = gettext_noop("Line {line}: the duty {given} cannot be read.")
        return Fault("error", line, "unreadable_duty", message, {"line": line, "given": text})
    foreign = sorted(set(CURRENCY.findall(text)) - {currency})
    if foreign:
        message = gettext_noop("Line {line}: {given} is in {foreign}, the schedule in {currency}.")
        data = {"line": line, "given": text, "foreign": foreign[0], "currency": currency}
        return Fault("error", line, "foreign_currency", message, data)
    return None


def check_marks(columns: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """The column ``applies`` holds ``no`` or nothing."""
    for line, mark in enumerate(columns.get("applies", ()), 2):
        if mark not in ("", "no"):
            message = gettext_noop("Line {line}: applies is {given}; write no, or leave it blank.")
            yield Fault("error", line, "bad_mark", message, {"line": line, "given": mark})


def check_candidates(columns: Mapping[str, Sequence[str]], questions: Mapping[str, object]) -> Iterator[Fault]:
    """A code stands once, or as several candidates that all answer one question differently.

    ``questions`` maps each ``when`` id to whatever identifies its question.
    """
    whens = columns.get("when") or [""] * len(columns["code"])
    seen: dict[str, list[str]] = {}
    for line, (code, when) in enumerate(zip(columns["code"], whens, strict=True), 2):
        others = seen.setdefault(code, [])
        data = {"line": line, "given": code, "when": when or "—"}
        if when in others or (others and not (when and all(others))):
            message = gettext_noop("Line {line}: {given} stands twice under the condition {when}.")
            yield Fault("error", line, "repeated_code", message, data)
        elif others and questions.get(when) != questions.get(others[0]):
            message = gettext_noop("Line {line}: the candidates of {given} answer different questions.")
            yield Fault("error", line, "mixed_questions", message, data)
        others.append(when)


def check_staging(
    columns: Mapping[str, Sequence[str]], categories: Mapping[str, Category], starts_from: date, table: ScheduleTable
) -> Iterator[Fault]:
    """Each staged line names a known category and a base that can be read; rates do not rise from one year to the next,
    and a rate that is printed for a year equals the one its category derives for it.
    """
    size = len(columns["code"])
    bases, stagings = columns.get("base") or [""] * size, columns.get("staging") or [""] * size
    years = sorted(name for name in columns if YEAR.fullmatch(name))
    for year in years:
        if not starts_from.year <= int(year) <= starts_from.year + LONGEST_STAGING:
            message = gettext_noop("The column {name} is no year of the staging, which begins on {first}.")
            yield Fault("error", None, "bad_year", message, {"name": year, "first": starts_from})
            return
    printed = list(zip(*(columns[year] for year in years), strict=True)) if years else [()] * size
    for line, (base, staging, texts) in enumerate(zip(bases, stagings, printed, strict=True), 2):
        if not staging and not any(texts):
            continue
        category = category_of(staging, categories) if staging else None
        if category is not None and category.years > LONGEST_STAGING:
            message = gettext_noop("Line {line}: {given} years of staging are more than {most}.")
            data = {"line": line, "given": category.years, "most": LONGEST_STAGING}
            yield Fault("error", line, "too_many_years", message, data)
            continue
        if staging and category is None:
            message = gettext_noop(
                "Line {line}: the staging {given} is neither a number of cuts nor defined under [staging]."
            )
            yield Fault("error", line, "unknown_staging", message, {"line": line, "given": staging})
            continue
        if category is not None and category.kind in ("linear", "cuts", "standstill") and not _is_rate(base):
            message = gettext_noop("Line {line}: the base {given} is no ad valorem rate.")
            yield Fault("error", line, "bad_base", message, {"line": line, "given": base or "—"})
            continue
        yield from _check_years(line, base, category, dict(zip(years, texts, strict=True)), starts_from, table)


def _check_years(
    line: int, base: str, category: Category | None, printed: Mapping[str, str], starts_from: date, table: ScheduleTable
) -> Iterator[Fault]:
    rates = {int(year): scaled_of(text.rstrip("%")) for year, text in printed.items() if _is_rate(text)}
    before = scaled_of(base.rstrip("%")) if _is_rate(base) else None
    for year, rate in sorted(rates.items()):
        if before is not None and rate > before:
            message = gettext_noop("Line {line}: the rate of {year} is {given}, higher than before.")
            yield Fault(
                "error", line, "rising_rate", message, {"line": line, "year": year, "given": printed[str(year)]}
            )
        before = rate
    if category is None or category.kind in ("margin", "excluded"):
        return
    if category.kind == "steps":
        yield from _check_steps(line, base, category)
    begin = scaled_of(base.rstrip("%")) if _is_rate(base) else 0
    starts = staging_starts(
        starts_from, table.year_start, max([category.years, *(y - starts_from.year + 1 for y in rates)])
    )
    for index, start in enumerate(starts[:-1], 1):
        derived = derive(begin, category, index, start.year, table.rounding)
        if start.year in rates and derived is not None and derived.rounded != rates.pop(start.year):
            message = gettext_noop("Line {line}: {given} is printed for {year}, but the staging derives another rate.")
            data = {"line": line, "year": start.year, "given": printed[str(start.year)]}
            yield Fault("error", line, "not_rederived", message, data)


def _check_steps(line: int, base: str, category: Category) -> Iterator[Fault]:
    before = scaled_of(base.rstrip("%")) if _is_rate(base) else None
    for year, rate in category.rates:
        if before is not None and rate > before:
            message = gettext_noop("Line {line}: the rate of {year} is {given}, higher than before.")
            yield Fault(
                "error", line, "rising_rate", message, {"line": line, "year": year, "given": f"{percent_of(rate)}%"}
            )
        before = rate


def _is_rate(text: str) -> bool:
    try:
        scaled_of(text.rstrip("%"))
    except ValueError:
        return False
    return True


def check_default(default_duty: str | None, currency: str) -> Iterator[Fault]:
    """The duty for every line that is not listed can be read."""
    if default_duty is not None:
        fault = _duty_fault(0, default_duty, currency)
        if fault is not None:
            message = gettext_noop("The default duty {given} cannot be read.")
            yield Fault("error", None, "unreadable_default", message, {"given": default_duty})


def check_parties(table: ScheduleTable, partners: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[Fault]:
    """The agreement is known for the destination, and the origins are its partners.

    ``partners`` maps agreement and destination to the origins that the catalogues know.
    """
    known = partners.get((table.agreement, table.destination))
    of_mfn = table.agreement in (MFN, *MFN_PARTS, PROVISIONAL)
    data = {"agreement": table.agreement, "destination": table.destination}
    if not TERRITORY.fullmatch(table.destination):
        message = gettext_noop("The destination {destination} is no two-letter code of a territory.")
        yield Fault("error", None, "bad_territory", message, data)
    for origin in table.origins or ():
        if origin != "*" and not TERRITORY.fullmatch(origin):
            message = gettext_noop("The origin {origin} is no two-letter code of a territory.")
            yield Fault("error", None, "bad_territory", message, {"origin": origin})
    if known is None and table.own_agreement is None and not of_mfn:
        message = gettext_noop(
            "No catalogue knows the agreement {agreement} of {destination}; describe it under [agreement] in SOURCE.toml."
        )
        yield Fault("error", None, "unknown_agreement", message, data)
    if known is None and table.own_agreement is not None:
        own = table.own_agreement
        if not (own.name.zh and own.name.en and own.proof.zh and own.proof.en):
            message = gettext_noop("[agreement] must give name and proof in Chinese and English.")
            yield Fault("error", None, "incomplete_agreement", message)
        if not table.origins:
            message = gettext_noop("The agreement is the pack's own, so [schedule] must list its origins.")
            yield Fault("error", None, "no_origins", message)
    for origin in table.origins or ():
        if known is not None and "*" not in known and origin not in known:
            message = gettext_noop("{origin} is no partner of {agreement} in the catalogue.")
            yield Fault("warning", None, "not_a_partner", message, {**data, "origin": origin})


def check_compiles(table: ScheduleTable) -> Iterator[Fault]:
    """The engine itself accepts the table."""
    try:
        Schedule(table)
    except Refusal as refusal:
        yield of_refusal(refusal)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        yield not_usable(error)


def check_agreements(rows: Sequence[Mapping[str, str]]) -> Iterator[Fault]:
    """Rows of a catalogue: complete columns, one row for each agreement and territory, codes, days, both languages."""
    for name in AGREEMENT_COLUMNS if rows else ():
        if name not in rows[0]:
            message = gettext_noop("The catalogue has no column {name}.")
            yield Fault("error", None, "missing_column", message, {"name": name})
    if rows and not set(AGREEMENT_COLUMNS) <= set(rows[0]):
        return
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(rows, 2):
        key = (row["agreement"], row["destination"])
        if key in seen:
            message = gettext_noop("Line {line}: {agreement} for {destination} stands twice.")
            yield Fault(
                "error", line, "repeated_agreement", message, {"line": line, "agreement": key[0], "destination": key[1]}
            )
        seen.add(key)
        yield from _check_agreement(line, row)


def _check_agreement(line: int, row: Mapping[str, str]) -> Iterator[Fault]:
    for name in (
        "agreement",
        "name_zh",
        "name_en",
        "type",
        "destination",
        "origins",
        "in_force_from",
        "proof_zh",
        "proof_en",
    ):
        if not row[name]:
            message = gettext_noop("Line {line}: {name} is blank.")
            yield Fault("error", line, "blank_cell", message, {"line": line, "name": name})
    if row["status"] not in STATUSES:
        message = gettext_noop("Line {line}: the status {given} is none of {known}.")
        data = {"line": line, "given": row["status"] or "—", "known": ", ".join(STATUSES)}
        yield Fault("error", line, "bad_status", message, data)
    origins = [word.partition("@") for word in row["origins"].split()]
    for code in [row["destination"], *(origin for origin, _, _ in origins)]:
        if code != "*" and not TERRITORY.fullmatch(code):
            message = gettext_noop("Line {line}: {given} is no two-letter code of a territory.")
            yield Fault("error", line, "bad_territory", message, {"line": line, "given": code})
    for text in [row["in_force_from"], row["in_force_until"], *(day for _, _, day in origins)]:
        if text and not _is_day(text):
            message = gettext_noop("Line {line}: {given} is no day; write it like 2026-01-01.")
            yield Fault("error", line, "bad_day", message, {"line": line, "given": text})
    if row["in_force_until"] and row["in_force_until"] <= row["in_force_from"]:
        message = gettext_noop("Line {line}: the agreement ends before it begins.")
        yield Fault("error", line, "agreement_reversed", message, {"line": line})


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_nomenclature(columns: Mapping[str, Sequence[str]], edition: int | None) -> Iterator[Fault]:
    """A nomenclature names its edition and lists six-digit codes once each."""
    if edition is None:
        yield Fault("error", None, "no_edition", gettext_noop("A nomenclature must give hs_edition."))
    seen: set[str] = set()
    for line, code in enumerate(columns.get("code", ()), 2):
        if not re.fullmatch(r"\d{6}", code):
            message = gettext_noop("Line {line}: {given} is no six-digit code.")
            yield Fault("error", line, "bad_code", message, {"line": line, "given": code or "—"})
        elif code in seen:
            message = gettext_noop("Line {line}: {given} stands twice under the condition {when}.")
            yield Fault("error", line, "repeated_code", message, {"line": line, "given": code, "when": "—"})
        seen.add(code)


def check_names(rows: Sequence[Mapping[str, str]]) -> Iterator[Fault]:
    """Names stand beside codes of chapters, headings or lines, in at least one language."""
    for line, row in enumerate(rows, 2):
        if not HEADING.fullmatch(row.get("code", "")):
            message = gettext_noop("Line {line}: {given} is no code of a chapter, heading or line.")
            yield Fault("error", line, "bad_code", message, {"line": line, "given": row.get("code") or "—"})
        if not (row.get("name_zh") or row.get("name_en")):
            message = gettext_noop("Line {line}: {name} is blank.")
            yield Fault("error", line, "blank_cell", message, {"line": line, "name": "name_zh, name_en"})
