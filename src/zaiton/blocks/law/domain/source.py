"""The description of a pack (SOURCE.toml) as checked facts, independent of what kind of figures the pack holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zaiton.base.dates import Period
from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain import faults

STATUSES = ("official", "derived", "sample", "unverified", "synthetic")
"""From most to least to be relied on."""

REQUIRED = ("service", "kind", "table", "title", "issuer", "document", "in_force_from", "status")
OPTIONAL = (
    *("published", "vintage", "in_force_until", "hs_edition", "retrieved", "licence", "sha256", "precedence"),
    *("note", "unverified"),
)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 60
MONTH = re.compile(r"\d{4}(-\d{2})?")


@dataclass(frozen=True, slots=True)
class Description:
    """What SOURCE.toml says about its figures. ``published`` is a day, a month, a year or ``unknown``."""

    service: str
    kind: str
    table: str
    title: Bilingual
    issuer: Bilingual
    document: str
    published: str
    vintage: str
    retrieved: str
    licence: Bilingual
    status: str
    in_force: Period
    hs_edition: int | None
    sha256: str
    precedence: int
    note: Bilingual
    unverified: tuple[Bilingual, ...]


def status_rank(status: str) -> int:
    """Place of a status in the order of reliance; 0 is the best."""
    return STATUSES.index(status)


def read_description(source: Mapping[str, Any], file: str) -> Description:
    """The checked description; raises the ``PackFault`` that names the first field which is wrong and how to mend it."""
    reader = _Reader(source, file)
    for name in REQUIRED:
        if name not in source:
            raise faults.MissingField(name, file=file, name=name)
    return Description(
        service=reader.name("service"),
        kind=reader.name("kind"),
        table=reader.name("table"),
        title=reader.bilingual("title"),
        issuer=reader.bilingual("issuer"),
        document=reader.text("document"),
        published=reader.published(),
        vintage=reader.text("vintage", ""),
        retrieved=reader.day_text("retrieved"),
        licence=reader.licence(),
        status=reader.status(),
        in_force=reader.period(),
        hs_edition=reader.number("hs_edition", None),
        sha256=reader.text("sha256", "").lower(),
        precedence=reader.number("precedence", 0),
        note=reader.bilingual("note") if "note" in source else Bilingual("", ""),
        unverified=reader.listed("unverified"),
    )


def unknown_fields(source: Mapping[str, Any]) -> list[str]:
    """Plain fields of SOURCE.toml that mean nothing to anybody; tables belong to the kind and are not judged here."""
    known = {*REQUIRED, *OPTIONAL}
    return [name for name, value in source.items() if name not in known and not isinstance(value, Mapping)]


class _Reader:
    """Takes single fields out of the parsed file, refusing by name what does not fit."""

    def __init__(self, source: Mapping[str, Any], file: str) -> None:
        self.source, self.file = source, file

    def refuse(self, fault: type[faults.PackFault], name: str, **more: Any) -> faults.PackFault:
        given = repr(self.source.get(name))
        return fault(name, file=self.file, name=name, given=given if len(given) < 80 else given[:77] + "…", **more)

    def text(self, name: str, default: str | None = None) -> str:
        value = self.source.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.refuse(faults.NotText, name)
        return value.strip()

    def name(self, name: str) -> str:
        value = self.text(name)
        if not NAME.fullmatch(value.replace("_", "-")) or len(value) > LONGEST_NAME:
            raise self.refuse(faults.BadName, name)
        return value

    def bilingual(self, name: str) -> Bilingual:
        text = bilingual_of(self.source.get(name))
        if text is None:
            raise self.refuse(faults.NotBilingual, name)
        return text

    def listed(self, name: str) -> tuple[Bilingual, ...]:
        value = self.source.get(name, [])
        texts = [bilingual_of(v) for v in value] if isinstance(value, list) else [None]
        if None in texts:
            raise self.refuse(faults.NotBilingual, name)
        return tuple(text for text in texts if text)

    def licence(self) -> Bilingual:
        value = self.source.get("licence", "")
        return Bilingual(value.strip(), value.strip()) if isinstance(value, str) else self.bilingual("licence")

    def number(self, name: str, default: int | None) -> int | None:
        value = self.source.get(name, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.refuse(faults.NotANumber, name)
        return value

    def day(self, name: str) -> date | None:
        value = self.source.get(name)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.refuse(faults.NotADay, name)
        return value

    def day_text(self, name: str) -> str:
        day = self.day(name)
        return "" if day is None else day.isoformat()

    def published(self) -> str:
        value = self.source.get("published", "unknown")
        if isinstance(value, str) and (value == "unknown" or MONTH.fullmatch(value)):
            return value
        return self.day_text("published")

    def status(self) -> str:
        value = self.source.get("status")
        if value not in STATUSES:
            raise self.refuse(faults.UnknownStatus, "status", known=", ".join(STATUSES))
        return value

    def period(self) -> Period:
        first, until = self.day("in_force_from"), self.day("in_force_until")
        try:
            return Period(first, until)
        except ValueError:
            raise faults.PeriodReversed("in_force_until", file=self.file, first=first, until=until) from None


def bilingual_of(value: Any) -> Bilingual | None:
    """A bilingual text from ``{zh, en}``, or None when one of the two is missing."""
    if not isinstance(value, Mapping) or set(value) != {"zh", "en"}:
        return None
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        return None
    return Bilingual(value["zh"].strip(), value["en"].strip())
