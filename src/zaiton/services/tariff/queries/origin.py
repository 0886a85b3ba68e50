"""A product with its bill of materials assessed under every agreement between two parties: the same for page, API and command."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils.translation import get_language, gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual, gettext_noop
from zaiton.services.tariff.domain.answer import Question, answer
from zaiton.services.tariff.domain.duty import minor_digits, percent_of
from zaiton.services.tariff.domain.landed import on_file
from zaiton.services.tariff.domain.mapping import EDITIONS
from zaiton.services.tariff.domain.origin.judging import Verdict, judge
from zaiton.services.tariff.domain.origin.printing import print_rule
from zaiton.services.tariff.domain.origin.product import Product
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.domain.origin.product_reading import read_product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import Operation, Part, Rule, Way
from zaiton.services.tariff.domain.origin.verdict_document import Words, verdict_document
from zaiton.services.tariff.domain.origin.vocabulary import GOOD, OPERATION, PART
from zaiton.services.tariff.domain.origin.world import Importer, Rules, World
from zaiton.services.tariff.queries.advice import voice
from zaiton.services.tariff.queries.mapping import atlas
from zaiton.services.tariff.queries.names import known_territories, territory_name
from zaiton.services.tariff.queries.origin_profiles import (
    agreements_between,
    agreements_with_profile,
    minimal_operations,
    profile_on,
)
from zaiton.services.tariff.queries.origin_rules import rule_edition, rules_bound
from zaiton.services.tariff.queries.ratebook import book_signature, charges, rate_book

SIX = 6
OWN_CURRENCY = "CNY"
MOST_KEPT = 200_000
"""Codes whose successors are kept ready."""

_editions: dict[tuple[str, str, int, int], tuple[str, ...]] = {}


class UnknownOriginAgreement(Refusal):
    """An agreement is named whose general rules are not on file."""

    code = "origin_agreement_unknown"
    message = gettext_noop("The general rules of “{given}” are not on file.")
    mend = gettext_noop("Name one of {known}, or none to ask all that hold between the two parties.")


def world() -> World:
    """The look-ups of this installation: editions, codes, exchange rates, territories."""
    return World(
        editions=partial(_successors, book_signature()),
        exists=_exists,
        exchange=_exchange,
        territories=known_territories(),
        processes=minimal_operations(),
        edition_years=tuple(sorted({*EDITIONS, *atlas().known} - {max(EDITIONS)})),
    )


def _successors(signature: str, code: str, first: int, last: int) -> tuple[str, ...]:
    """The codes of one edition that a code of another may be; none where no table on file tells."""
    if first == last:
        return (code,)
    key = (signature, code, first, last)
    found = _editions.get(key)
    if found is None:
        if len(_editions) >= MOST_KEPT:
            _editions.clear()
        way = atlas().way(first, last)
        found = _editions[key] = () if way is None else tuple(way[0].targets(code))
    return found


def _exists(code: str, edition: int) -> bool:
    codes = atlas().codes.get(edition)
    return codes is None or code in codes


def _exchange(currency: str, into: str, day: date) -> Fraction | None:
    """Minor units of one currency for one of another, at the customs exchange rates of the month, through the yuan if need be."""
    if currency == into:
        return Fraction(1)
    one, other = _in_yuan(currency, day), _in_yuan(into, day)
    if one is None or other is None:
        return None
    return Fraction(one) / Fraction(other) * Fraction(10) ** (minor_digits(into) - minor_digits(currency))


def _in_yuan(currency: str, day: date) -> Decimal | None:
    if currency == OWN_CURRENCY:
        return Decimal(1)
    month = f"{day:%Y-%m}"
    for table in on_file((t for t in charges().exchange if t.currency == OWN_CURRENCY), day):
        rate = table.rates.get((currency, month))
        if rate is not None:
            return rate
    return None


def rules_of(agreement: str, day: date, importer: str = "") -> Rules:
    """The list of rules of an agreement on a day, as the engine asks it; of one importing party where each has its own."""
    return rules_bound(agreement, day, importer)


def origin_profile(agreement: str, product: Product) -> Profile | None:
    """The general rules of an agreement for one product; None where none hold on its day."""
    edition = rule_edition(agreement, product.on, product.importer)
    return profile_on(agreement, product.on, product.exporter, edition)


def importer_of(product: Product, profile: Profile) -> Importer:
    """What the importing party's tariff on file says of the line, and what a person said."""
    if profile.country is None:
        return Importer()
    rates = []
    for party in sorted(profile.parties - {product.importer}):
        rate = _rate(product, profile.agreement, party)
        if rate is not None:
            rates.append((party, rate))
    complete = len(rates) == len(profile.parties) - 1
    differ = len({rate for _, rate in rates}) > 1
    told: bool | None = True if differ else (False if complete else None)
    said = product.rates_differ
    return Importer(told if said is None else said, product.special_goods, tuple(rates))


def _rate(product: Product, agreement: str, party: str) -> Fraction | None:
    """The percentage due under an agreement for the line from one party; None where it is not on file or no percentage."""
    if not rate_book().by_destination.get(product.importer):
        return None
    given = answer(rate_book(), Question(product.code, party, product.importer, product.on))
    found = next((r for r in given.rates if r.agreement == agreement), None)
    if found is None or found.finding.rate is None or found.finding.applies is False:
        return None
    return Fraction(percent_of(found.finding.rate))


def words_of(product: Product) -> Words:
    """How figures and names are written in the active language."""
    language = get_language() or ""
    say = voice()
    return Words(
        say,
        product.currency,
        lambda code: territory_name(code, language),
        rule=lambda rule: rule_words(rule, language),
        operation=lambda asked: say.pick(_operation(asked)),
        goods=lambda key: say.pick(_named(key)),
    )


def rule_words(rule: Rule | Part | Way, language: str) -> str:
    """A rule, a part of it or one of its ways in words."""
    part = rule if isinstance(rule, Part) else Part((rule,)) if isinstance(rule, Way) else None
    return print_rule(rule if part is None else Rule((part,)), "en" if language.startswith("en") else "zh")


def _operation(asked: Operation | str) -> Bilingual:
    """The words of an operation that a rule asks for, or of a listed minimal one."""
    if isinstance(asked, Operation):
        word = OPERATION.get(asked.key)
        return Bilingual(asked.key, asked.key) if word is None else word.shown(asked.figures)
    return minimal_operations().get(asked) or Bilingual(asked, asked)


def _named(key: str) -> Bilingual:
    """The words of goods or of a part that a rule names."""
    word = GOOD.get(key) or PART.get(key)
    return word.shown() if word is not None else Bilingual(key or OTHER_GOODS.zh, key or OTHER_GOODS.en)


OTHER_GOODS = Bilingual("其他货物", "other goods")


def read_origin(document: Any) -> Product:
    """The product of a document. Raises ``BadProduct``, or ``UnknownOriginAgreement``."""
    product = read_product(document, world())
    known = agreements_with_profile()
    for name in product.agreements:
        if name not in known:
            raise UnknownOriginAgreement("agreements", given=name[:40], known=", ".join(known))
    return product


def verdicts_of(product: Product) -> list[tuple[Verdict, Profile]]:
    """The verdict of every agreement asked about, or of all that have both as parties."""
    about = world()
    found = []
    for name in product.agreements or agreements_between(product.exporter, product.importer):
        profile = origin_profile(name, product)
        if profile is not None:
            rules = rules_of(name, product.on, product.importer)
            verdict = judge(product, profile, rules, about, importer_of(product, profile))
            found.append((verdict, profile))
    return found


def assess(document: Any) -> dict:
    """The document of a product's assessment under every agreement, in the active language."""
    return assessment_document(read_origin(document))


def assessment_document(product: Product) -> dict:
    """The assessment of a product that has been read."""
    words = words_of(product)
    judged = verdicts_of(product)
    return {
        "on": product.on,
        "from": product.exporter,
        "to": product.importer,
        "currency": product.currency,
        "product": {
            "name": product.name,
            "code": product.code,
            "hs_edition": product.edition,
            "fob": product.fob,
            "ex_works": product.ex_works,
        },
        "verdicts": [verdict_document(verdict, profile, words) for verdict, profile in judged],
        "originating_under": [verdict.agreement for verdict, _ in judged if verdict.outcome == "originating"],
    }


def faults_document(refusal: BadProduct) -> list[dict]:
    """Every fault of a product with its line, reason and mend, in the active language."""
    return [
        {
            "line": fault.line,
            "field": fault.field,
            "code": fault.code,
            "text": fault.sentence(gettext),
            "mend": fault.remedy(gettext),
        }
        for fault in refusal.faults
    ]
