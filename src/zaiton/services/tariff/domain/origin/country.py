"""The country of origin of an originating good within a region, which decides which of the importing party's rates applies.

RCEP article 2.6: for lines on the importing party's list the exporting party needs a share of value of its own; for others it
is the country where the good is wholly obtained there, made of originating materials with more than minimal operations there,
or meets the rule of the line there; otherwise the party that gave the most originating materials. The importer may instead
claim the highest rate among the parties that contributed (*), or among all parties (**).
"""

from fractions import Fraction
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.profile import CountryRule
from zaiton.services.tariff.domain.origin.qualifying import Qualified
from zaiton.services.tariff.domain.origin.sheet import Entry, Frame, Making
from zaiton.services.tariff.domain.origin.steps import Missing, Outcome, Step
from zaiton.services.tariff.domain.origin.totals import own_only, totals_of
from zaiton.services.tariff.domain.origin.world import Importer

HUNDRED = 100


class Claim(NamedTuple):
    """A highest rate the importer may claim instead: ``*`` among the parties that contributed, ``**`` among all. ``rate``: percent."""

    mark: str
    parties: tuple[str, ...]
    rate: Fraction | None


class Country(NamedTuple):
    """The decision. ``party``: empty where it is not determined. ``basis``: share, wholly_obtained, originating_only, rule, largest."""

    party: str
    basis: str
    matters: bool | None
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    claims: tuple[Claim, ...]
    own_share: Fraction | None


class _Branch(NamedTuple):
    """What one side of the question, on the list or not, comes to."""

    party: str
    basis: str
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...] = ()


def judge_country(making: Making, importer: str, found: Qualified, frame: Frame, tariff: Importer) -> Country:
    """The country of origin of a good that is originating, or may be."""
    rule = frame.profile.country
    steps: list[Step] = []
    missing: tuple[Missing, ...] = ()
    named = (("importer", importer), ("exporter", making.origin), ("percent", rule.percent))
    if tariff.rates_differ is not True:
        code = "country_no_difference" if tariff.rates_differ is False else "country_difference_unknown"
        steps.append(Step(code, tariff.rates_differ, "", named, rule.article))
    share, listed = _by_share(making, found.entries, frame, rule)
    if tariff.special is True:
        steps.append(Step("country_special", True, "", named, rule.list_article))
        branch = listed
    elif tariff.special is False:
        steps.append(Step("country_not_special", True, "", named, rule.list_article))
        branch = _by_making(making, found, rule)
    else:
        steps.append(Step("country_special_unknown", None, "", named, rule.list_article))
        plain = _by_making(making, found, rule)
        branch = plain._replace(steps=(listed.steps[0], *plain.steps))
        if not listed.party or listed.party != plain.party:
            asked = Missing("special_list", "product", "tariff.special_goods", named)
            branch = _Branch("", "", listed.steps[:1], (asked, *listed.missing, *plain.missing))
    steps += branch.steps
    if not branch.party:
        steps.append(Step("country_unknown", None, "", (), rule.article))
        missing = tuple(dict.fromkeys(branch.missing))
    claims = _claims(making, found.entries, frame, tariff)
    steps += [
        Step(
            "claim_contributors" if c.mark == "*" else "claim_all",
            None,
            "",
            (("parties", c.parties),),
            rule.claims_article,
        )
        for c in claims
    ]
    return Country(branch.party, branch.basis, tariff.rates_differ, tuple(steps), missing, claims, share)


def _by_share(
    making: Making, entries: tuple[Entry, ...], frame: Frame, rule: CountryRule
) -> tuple[Fraction | None, _Branch]:
    """On the list: the exporting party's own share, materials of other parties counted as not originating."""
    totals = totals_of(own_only(entries, making.origin))
    price, least, most = making.price, totals.foreign_least, totals.foreign_most
    outcome: Outcome = None
    share = None
    if price:
        top, bottom = rule.percent.numerator, rule.percent.denominator * HUNDRED
        share = Fraction(price - (least if most is None else most), price)
        if most is not None and (price - most) * bottom >= top * price:
            outcome = True
        elif (price - least) * bottom < top * price:
            outcome = False
    if not price or most is None:
        step = Step("country_own_unknown", outcome, "", (("exporter", making.origin),), rule.list_article)
    else:
        args = (
            ("exporter", making.origin),
            ("price", price),
            ("foreign", most),
            ("share", (price - most, price)),
            ("percent", rule.percent),
        )
        step = Step("country_own", outcome, "", args, rule.list_article)
    if outcome is True:
        told = Step("country_exporter_special", True, "", (("exporter", making.origin),), rule.list_article)
        return share, _Branch(making.origin, "share", (step, told))
    if outcome is False:
        largest = _largest(making, entries, rule)
        return share, largest._replace(steps=(step, *largest.steps))
    missing = [asked for entry in totals.unknown for asked in entry.missing]
    missing += [Missing("value", e.path, "value", (("name", e.material.name),)) for e in totals.valueless]
    if not price:
        base = frame.profile.base
        missing.append(Missing(base, making.path, base, (("name", making.name),)))
    return share, _Branch("", "", (step,), tuple(missing))


def _by_making(making: Making, found: Qualified, rule: CountryRule) -> _Branch:
    """Not on the list: the exporting party where the good got its origin there."""
    there = (("exporter", making.origin),)
    if found.outcome is None:
        return _Branch("", "", (), found.missing)
    if found.ground == "wholly_obtained":
        return _Branch(making.origin, "wholly_obtained", (Step("country_exporter_wo", True, "", there, rule.article),))
    if found.ground != "originating_only":
        return _Branch(making.origin, "rule", (Step("country_exporter_rule", True, "", there, rule.article),))
    if found.minimal is True:
        step = Step("country_exporter_pe", True, "", there, rule.article)
        return _Branch(making.origin, "originating_only", (step,))
    largest = _largest(making, found.entries, rule)
    if found.minimal is False:
        step = Step("country_exporter_pe_minimal", False, "", there, rule.article)
        return largest._replace(steps=(step, *largest.steps))
    if largest.party == making.origin:
        return largest
    asked = Missing("processing", making.path, "processing.more_than_minimal", there)
    return _Branch("", "", (Step("minimal_open", None, making.path, (), rule.article),), (asked,))


def _largest(making: Making, entries: tuple[Entry, ...], rule: CountryRule) -> _Branch:
    """The party that gave the most originating materials by value."""
    sums: dict[str, int] = {}
    doubt: int | None = 0
    missing: list[Missing] = []
    for entry in entries:
        if entry.state is False or not entry.in_value:
            continue
        if entry.value is None:
            doubt = None
            missing.append(Missing("value", entry.path, "value", (("name", entry.material.name),)))
        elif entry.state is True and entry.origin is not None:
            sums[entry.origin] = sums.get(entry.origin, 0) + entry.value
        else:
            doubt = None if doubt is None else doubt + entry.value
            missing += entry.missing
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or doubt is None:
        asked = missing or [Missing("largest", making.path, "materials")]
        return _Branch("", "", (), tuple(asked))
    first, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    if most > second + doubt:
        step = Step("country_largest", True, "", (("party", first), ("value", most)), rule.article)
        return _Branch(first, "largest", (step,))
    if doubt:
        return _Branch("", "", (), tuple(missing))
    tied = tuple(party for party, value in ranked if value == most)
    step = Step("country_tie", None, "", (("parties", tied),), rule.article)
    return _Branch("", "", (step,), (Missing("largest", making.path, "materials"),))


def _claims(making: Making, entries: tuple[Entry, ...], frame: Frame, tariff: Importer) -> tuple[Claim, ...]:
    """The highest rates the importer may claim instead of a country."""
    contributors = {making.origin} | {e.origin for e in entries if e.state is True and e.origin is not None}
    rates = dict(tariff.rates)
    claims = []
    for mark, parties in (("*", contributors), ("**", frame.profile.parties)):
        ordered = tuple(sorted(parties))
        known = [rates[p] for p in ordered if p in rates]
        claims.append(Claim(mark, ordered, max(known) if known and len(known) == len(ordered) else None))
    return tuple(claims)
