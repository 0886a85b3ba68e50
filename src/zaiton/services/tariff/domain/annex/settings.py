"""What the person who brings an official table says about it: its kind, its agreement, its days, how its columns are meant.

Pages, command and interface hand over plain texts; ``read_settings`` refuses what cannot be meant, by the name of the field.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

ORIGIN_RULES = "origin_rules"
KINDS: dict[str, str] = {
    "agreement": gettext_noop("Rates of an agreement"),
    "mfn": gettext_noop("Most-favoured-nation rates"),
    "general": gettext_noop("General rates"),
    "provisional": gettext_noop("Provisional rates"),
    "trq": gettext_noop("Rates within and beyond tariff quotas"),
    "vat": gettext_noop("Rates of import VAT"),
    "fx": gettext_noop("Exchange rates by month"),
    "concordance": gettext_noop("Old and new national codes"),
    "safeguard": gettext_noop("Safeguards that suspend a concession"),
    "additional": gettext_noop("Additional duties"),
    ORIGIN_RULES: gettext_noop("Rules of origin of an agreement"),
}
"""Every kind of official table that can be brought in, with its name for people."""

SCHEDULES = ("agreement", "mfn", "general", "provisional", "trq")
STATUSES = ("official", "derived", "sample", "unverified", "synthetic")
ROUNDING = re.compile(r"(\d{1,2})(?::(half-up|down|up))?")
TABLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AGREEMENT = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
TERRITORY = re.compile(r"[A-Z][A-Z0-9]")


class BadImportSetting(Refusal):
    """Something said about an official table that cannot be meant."""

    code = "bad_import_setting"
    message = gettext_noop("“{name}” is “{given}”: {expected}.")
    mend = gettext_noop("Correct it and import the file again; nothing was changed.")

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The sentence with what is expected in the same language."""
        return translate(self.message).format(**self.data | {"expected": translate(self.data["expected"])})


class ImportSettingMissing(Refusal):
    """Something that must be said about an official table and was not."""

    code = "import_setting_missing"
    message = gettext_noop("“{name}” is missing; a table of this kind cannot be placed without it.")
    mend = gettext_noop("Give it and import the file again; nothing was changed.")


EXPECTED = {
    "kind": gettext_noop("one of the kinds of table is needed"),
    "status": gettext_noop("official, derived, sample, unverified or synthetic is needed"),
    "day": gettext_noop("a day like 2026-01-01 is needed"),
    "until": gettext_noop("the table must end after it begins"),
    "territory": gettext_noop("codes of two letters like CR are needed"),
    "agreement": gettext_noop("an id of capitals, digits and hyphens like CN-CR is needed"),
    "table": gettext_noop("small letters, digits and hyphens, at most 60, are needed"),
    "edition": gettext_noop("a year like 2022 is needed"),
    "rounding": gettext_noop("decimals and a mode like 1:half-up are needed"),
    "year_start": gettext_noop("month and day like 01-01 are needed"),
    "category": gettext_noop("a definition like linear:10, cuts:25/50/100, margin:50, immediate, standstill is needed"),
    "per": gettext_noop("1 or 100 is needed"),
    "after_end": gettext_noop("not_covered or final_rate is needed"),
}


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """The settings of one import. Days are dates; ``mapping`` goes from a column's letter or header to its role."""

    kind: str
    in_force: date | None = None
    until: date | None = None
    agreement: str = ""
    partners: tuple[str, ...] = ()
    destination: str = "CN"
    hs: int | None = None
    table: str = ""
    sheet: str = ""
    document: str = ""
    title: str = ""
    issuer: str = ""
    published: str = ""
    status: str = "official"
    complete: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    staging_from: date | None = None
    year_start: str = "01-01"
    rounding: str = "1:half-up"
    after_end: str = "not_covered"
    default: str = "13"
    per: int | None = None
    currency: str = "CNY"
    from_year: int | None = None
    to_year: int | None = None
    importer: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain JSON, readable again by ``read_settings``."""
        plain = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value not in (None, "", (), {}):
                plain[one.name] = value.isoformat() if isinstance(value, date) else _plain(value)
        return plain


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value


def read_settings(given: Mapping[str, Any]) -> ImportSettings:
    """The settings from plain texts, dates or numbers. Raises ``BadImportSetting`` or ``ImportSettingMissing``."""
    reader = _Reader(given)
    kind = reader.one_of("kind", KINDS, "kind")
    settings = ImportSettings(
        kind=kind,
        in_force=reader.day("in_force"),
        until=reader.day("until"),
        agreement=reader.pattern("agreement", AGREEMENT, "agreement", str.upper),
        partners=reader.territories("partners"),
        destination=(reader.territories("destination") or ("CN",))[0],
        hs=reader.year("hs"),
        table=reader.pattern("table", TABLE, "table", str.lower),
        sheet=reader.text("sheet"),
        document=reader.text("document"),
        title=reader.text("title"),
        issuer=reader.text("issuer"),
        published=reader.text("published"),
        status=reader.one_of("status", STATUSES, "status", "official"),
        complete=given.get("complete") in (True, "true", "on", "1", 1),
        mapping={_printed(k): _printed(v) for k, v in (given.get("mapping") or {}).items() if v},
        categories=reader.categories(),
        staging_from=reader.day("staging_from"),
        year_start=reader.month_day(),
        rounding=reader.pattern("rounding", ROUNDING, "rounding") or "1:half-up",
        after_end=reader.one_of("after_end", ("not_covered", "final_rate"), "after_end", "not_covered"),
        default=reader.text("default") or "13",
        per=reader.per(),
        currency=reader.text("currency").upper() or "CNY",
        from_year=reader.year("from_year"),
        to_year=reader.year("to_year"),
        importer=(reader.territories("importer") or ("",))[0],
    )
    _complete(settings)
    return settings


def _complete(settings: ImportSettings) -> None:
    if settings.kind in ("agreement", ORIGIN_RULES) and not settings.agreement:
        raise ImportSettingMissing("agreement", name="agreement")
    if settings.kind == ORIGIN_RULES and settings.hs is None:
        raise ImportSettingMissing("hs", name="hs")
    needs_day = settings.kind not in ("concordance", "safeguard", "additional", "fx")
    if needs_day and settings.in_force is None:
        raise ImportSettingMissing("in_force", name="in-force")
    if settings.until and settings.in_force and settings.until <= settings.in_force:
        raise BadImportSetting("until", name="until", given=settings.until, expected=EXPECTED["until"])


def _printed(value: Any) -> str:
    """A text without the characters that no table prints and no database takes."""
    return "".join(c if c.isprintable() else " " for c in str(value))


class _Reader:
    """Takes single settings out of what was given, refusing by name what does not fit."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def refuse(self, name: str, expected: str) -> BadImportSetting:
        shown = str(self.given.get(name))[:60]
        return BadImportSetting(name, name=name.replace("_", "-"), given=shown, expected=EXPECTED[expected])

    def text(self, name: str) -> str:
        value = self.given.get(name)
        return "" if value is None else " ".join(_printed(value).split())

    def one_of(self, name: str, allowed: Any, expected: str, default: str = "") -> str:
        value = self.text(name) or default
        if value not in allowed:
            raise self.refuse(name, expected)
        return value

    def pattern(self, name: str, pattern: re.Pattern, expected: str, shape: Any = str) -> str:
        value = shape(self.text(name))
        if value and (not pattern.fullmatch(value) or len(value) > 60):
            raise self.refuse(name, expected)
        return value

    def day(self, name: str) -> date | None:
        value = self.given.get(name)
        if value in (None, ""):
            return None
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            raise self.refuse(name, "day") from None

    def year(self, name: str) -> int | None:
        value = self.text(name)
        if not value:
            return None
        if not re.fullmatch(r"(19|20)\d\d", value, re.ASCII):
            raise self.refuse(name, "edition")
        return int(value)

    def per(self) -> int | None:
        value = self.text("per")
        if value and value not in ("1", "100"):
            raise self.refuse("per", "per")
        return int(value) if value else None

    def month_day(self) -> str:
        value = self.text("year_start") or "01-01"
        try:
            date.fromisoformat(f"2001-{value}")
        except ValueError:
            raise self.refuse("year_start", "year_start") from None
        return value

    def territories(self, name: str) -> tuple[str, ...]:
        value = self.given.get(name) or ()
        words = value if isinstance(value, list | tuple) else [value]
        codes = [code for word in words for code in re.split(r"[\s,;、，]+", str(word).upper()) if code]
        if any(code != "*" and not TERRITORY.fullmatch(code) for code in codes):
            raise self.refuse(name, "territory")
        return tuple(dict.fromkeys(codes))

    def categories(self) -> dict[str, str]:
        found = {}
        for name, definition in (self.given.get("categories") or {}).items():
            if category_definition(str(definition)) is None:
                shown = f"{name}={definition}"
                raise BadImportSetting("categories", name="category", given=shown, expected=EXPECTED["category"])
            found[_printed(name).strip()] = str(definition).strip()
        return found


def category_definition(text: str) -> dict[str, Any] | None:
    """The staging category of a pack from ``linear:10``, ``cuts:25/50/100``, ``margin:50`` or a plain word; None when it is none.

    >>> category_definition("linear:5")
    {'type': 'linear', 'steps': 5}
    """
    kind, _, rest = text.strip().partition(":")
    figures = rest.split("/")
    if kind in ("immediate", "standstill", "excluded") and not rest:
        return {"type": kind}
    if not all(re.fullmatch(r"\d+(\.\d+)?", f, re.ASCII) for f in figures):
        return None
    if kind == "linear" and len(figures) == 1 and figures[0].isdigit() and 1 <= int(figures[0]) <= 100:
        return {"type": "linear", "steps": int(figures[0])}
    if kind == "margin" and len(figures) == 1:
        return {"type": "margin", "percent": figures[0]}
    return {"type": "cuts", "percents": figures} if kind == "cuts" else None
