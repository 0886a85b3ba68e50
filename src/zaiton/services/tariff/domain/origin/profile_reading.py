"""Reading the document of an agreement's general rules: dated versions, of which one holds on a day.

A member that is not known, or has the wrong form, makes the whole document unusable: a rule half read would be a wrong rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual, gettext_noop
from zaiton.services.tariff.domain.origin.profile import (
    STRUCTURES,
    Articles,
    CountryRule,
    General,
    Profile,
    Tolerance,
    Transit,
)
from zaiton.services.tariff.domain.origin.rules import DIGITS, Change, Test, ValueCap, ValueContent

MEMBERS = {
    "from",
    "until",
    "document",
    "status",
    "unverified",
    "hs_edition",
    "structure",
    "base",
    "methods",
    "cumulation",
    "tolerances",
    "general",
    "absorption",
    "wo_line_by_pe",
    "minimal",
    "packaging_in_value",
    "accessories_in_value",
    "deductions",
    "fungible",
    "set_percent",
    "transit",
    "country",
    "articles",
}
BASES = ("fob", "ex_works")


class BadProfile(Refusal):
    """The document of an agreement's general rules cannot be used."""

    code = "origin_profile_wrong"
    message = gettext_noop("The general rules of {agreement} cannot be used: {field} is “{given}”.")
    mend = gettext_noop("Correct the document of the general rules; it lies beside the packs.")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is bound by an agreement: every party, the day it holds from for each, and the only importing party if there is one."""

    name: Bilingual
    joined: Mapping[str, date]
    in_force_from: date | None = None
    unilateral: str = ""
    proof: Bilingual = Bilingual("", "")


def version_on(document: Mapping[str, Any], day: date) -> Mapping[str, Any] | None:
    """The version of a document that holds on a day; the first one where the day is before all of them."""
    versions = sorted(document.get("versions") or (), key=lambda v: v["from"])
    held = [v for v in versions if v["from"] <= day and (v.get("until") is None or day < v["until"])]
    if held:
        return held[-1]
    return versions[0] if versions and day < versions[0]["from"] else None


def profile_of(document: Mapping[str, Any], parties: Parties, day: date, exporter: str = "") -> Profile | None:
    """The general rules of an agreement on a day; None where no version holds. Raises ``BadProfile``.

    ``exporter``: where materials of some parties only count for goods of some exporters, of which one this is.
    """
    agreement = str(document.get("agreement"))
    version = version_on(document, day)
    if version is None:
        return None
    reader = _Reader(agreement)
    unknown = set(version) - MEMBERS
    if unknown:
        raise BadProfile(agreement=agreement, field=sorted(unknown)[0], given="—")
    articles = reader.articles(version.get("articles") or {})
    base = reader.choice("base", version.get("base", "fob"), BASES)
    cumulated = reader.cumulation(version.get("cumulation", "parties"), parties, exporter)
    country = version.get("country")
    return Profile(
        agreement=agreement,
        name=parties.name,
        parties=frozenset(parties.joined),
        edition=reader.edition(version.get("hs_edition"), day),
        structure=reader.choice("structure", version.get("structure"), STRUCTURES),
        base=base,
        methods=tuple(
            reader.choice("methods", m, ("build_down", "build_up")) for m in version.get("methods", ("build_down",))
        ),
        cumulation=cumulated,
        tolerances=tuple(reader.tolerance(t, base, articles) for t in version.get("tolerances") or ()),
        general=tuple(reader.general(g) for g in version.get("general") or ()),
        absorption=reader.flag("absorption", version.get("absorption", True)),
        wo_line_by_pe=reader.flag("wo_line_by_pe", version.get("wo_line_by_pe", True)),
        minimal=frozenset(version.get("minimal") or ()),
        packaging_in_value=reader.flag("packaging_in_value", version.get("packaging_in_value", True)),
        accessories_in_value=reader.flag("accessories_in_value", version.get("accessories_in_value", True)),
        deductions=frozenset(
            reader.choice("deductions", d, ("freight", "duties", "waste")) for d in version.get("deductions") or ()
        ),
        fungible=frozenset(
            reader.choice("fungible", f, ("separation", "stock")) for f in version.get("fungible") or ("separation",)
        ),
        set_percent=None
        if version.get("set_percent") is None
        else reader.percent("set_percent", version["set_percent"]),
        transit=reader.transit(version.get("transit") or {}, articles),
        country=None if country is None else reader.country(country),
        articles=articles,
        rules_from=version["from"],
        in_force_from=parties.in_force_from,
        joined=parties.joined,
        unilateral=parties.unilateral,
        proof=parties.proof,
        document=Bilingual(**version.get("document", {"zh": "", "en": ""})),
        status=reader.choice("status", version.get("status", "unverified"), ("official", "unverified")),
        unverified=tuple(version.get("unverified") or ()),
    )


class _Reader:
    """Reads members and says which one is wrong."""

    def __init__(self, agreement: str) -> None:
        self.agreement = agreement

    def bad(self, field: str, given: object) -> BadProfile:
        return BadProfile(agreement=self.agreement, field=field, given=str(given)[:60])

    def choice(self, field: str, given: Any, known: tuple[str, ...]) -> Any:
        if given not in known:
            raise self.bad(field, given)
        return given

    def flag(self, field: str, given: Any) -> bool:
        if not isinstance(given, bool):
            raise self.bad(field, given)
        return given

    def percent(self, field: str, given: Any) -> Fraction:
        if not isinstance(given, str | int) or isinstance(given, bool):
            raise self.bad(field, given)
        try:
            percent = Fraction(str(given))
        except ValueError as error:
            raise self.bad(field, given) from error
        if not 0 <= percent <= 100:
            raise self.bad(field, given)
        return percent

    def edition(self, given: Any, day: date) -> int:
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        if not isinstance(given, list) or not given:
            raise self.bad("hs_edition", given)
        ordered = sorted(given, key=lambda e: e["from"])
        held = [e for e in ordered if e["from"] <= day] or ordered[:1]
        return int(held[-1]["value"])

    def articles(self, given: Mapping[str, Any]) -> Articles:
        known = {f.name for f in fields(Articles)}
        for name, value in given.items():
            if name not in known or not isinstance(value, str):
                raise self.bad(f"articles.{name}", value)
        return Articles(**given)

    def cumulation(self, given: Any, parties: Parties, exporter: str) -> frozenset[str]:
        """Whose materials count: of all parties, of none but the exporting one, or of groups told by the exporter."""
        if given == "parties":
            return frozenset(parties.joined)
        if given == "none":
            return frozenset({exporter})
        if not isinstance(given, Mapping):
            raise self.bad("cumulation", given)
        found = {exporter, *(given.get("always") or ())}
        for group in given.get("groups") or ():
            if exporter in group:
                found |= set(group)
        return frozenset(found)

    def tolerance(self, given: Mapping[str, Any], base: str, articles: Articles) -> Tolerance:
        unknown = set(given) - {"measure", "percent", "base", "chapters", "except_chapters", "article"}
        if unknown:
            raise self.bad("tolerances", sorted(unknown)[0])
        return Tolerance(
            measure=self.choice("tolerances.measure", given.get("measure"), ("value", "weight")),
            percent=self.percent("tolerances.percent", given.get("percent")),
            base=self.choice("tolerances.base", given.get("base", base), BASES),
            chapters=self.chapters(given.get("chapters")),
            except_chapters=self.chapters(given.get("except_chapters")),
            article=str(given.get("article", articles.tolerance)),
        )

    def chapters(self, given: Any) -> frozenset[str]:
        """Chapters as a list of numbers and runs such as ``50-63``."""
        found: set[str] = set()
        for entry in given or ():
            first, _, last = str(entry).partition("-")
            if not first.isdigit() or (last and not last.isdigit()):
                raise self.bad("chapters", entry)
            found |= {f"{number:02}" for number in range(int(first), int(last or first) + 1)}
        return frozenset(found)

    def general(self, given: Mapping[str, Any]) -> General:
        unknown = set(given) - {"tests", "cumulate", "exporters", "except_exporters", "chapters", "article"}
        if unknown or not given.get("tests"):
            raise self.bad("general", sorted(unknown)[:1] or "—")
        return General(
            tests=tuple(self.test(t) for t in given["tests"]),
            cumulate=self.flag("general.cumulate", given.get("cumulate", True)),
            exporters=frozenset(given.get("exporters") or ()),
            except_exporters=frozenset(given.get("except_exporters") or ()),
            chapters=self.chapters(given.get("chapters")),
            article=str(given.get("article", "")),
        )

    def test(self, given: Mapping[str, Any]) -> Test:
        """One test of a general rule: ``content``, ``cap`` or ``change``."""
        if set(given) == {"content"}:
            return ValueContent(self.percent("general.content", given["content"]))
        if set(given) == {"content", "method"}:
            method = self.choice("general.method", given["method"], ("build_down", "build_up"))
            return ValueContent(self.percent("general.content", given["content"]), method=method)
        if set(given) == {"cap"}:
            return ValueCap(self.percent("general.cap", given["cap"]))
        if set(given) == {"change"}:
            return Change(self.choice("general.change", given["change"], tuple(DIGITS)))
        raise self.bad("general.tests", dict(given))

    def transit(self, given: Mapping[str, Any], articles: Articles) -> Transit:
        unknown = set(given) - {"days", "months", "customs_control", "no_trade", "reason"}
        days, months = given.get("days"), given.get("months")
        if unknown or not all(n is None or (isinstance(n, int) and not isinstance(n, bool)) for n in (days, months)):
            raise self.bad("transit", sorted(unknown)[:1] or days or months)
        least, most = (days, days) if months is None else days_of(months)
        return Transit(
            least,
            most,
            self.flag("transit.customs_control", given.get("customs_control", True)),
            self.flag("transit.no_trade", given.get("no_trade", False)),
            self.flag("transit.reason", given.get("reason", False)),
            articles.consignment,
        )

    def country(self, given: Mapping[str, Any]) -> CountryRule:
        unknown = set(given) - {"percent", "article", "list_article", "claims_article"}
        if unknown:
            raise self.bad("country", sorted(unknown)[0])
        return CountryRule(
            self.percent("country.percent", given.get("percent")),
            str(given.get("article", "")),
            str(given.get("list_article", "")),
            str(given.get("claims_article", "")),
        )


def days_of(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months can have."""
    lengths = [
        (date(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1) - date(year, month, 1)).days
        for year in range(*LEAP_TO_LEAP)
        for month in range(1, 13)
    ]
    return min(lengths), max(lengths)


LEAP_TO_LEAP = (2020, 2025)
"""Years among which both kinds occur."""
