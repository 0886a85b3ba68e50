"""The tariff service's part of `zaiton data check`: packs in, findings out, with the catalogues on file as reference."""

from collections.abc import Callable, Iterable, Iterator

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain import checks
from zaiton.services.tariff.domain.checks_codes import check_pairs
from zaiton.services.tariff.domain.checks_search import check_synonyms as synonyms_faults
from zaiton.services.tariff.domain.codelist import concordance_of, correlation_of
from zaiton.services.tariff.domain.origin.listing import NotAList
from zaiton.services.tariff.domain.reading import agreements_of, schedule_of
from zaiton.services.tariff.domain.reading_measures import (
    additional_of,
    exchange_of,
    safeguards_of,
    treatment_of,
    vat_of,
)
from zaiton.services.tariff.domain.settings import check_settings
from zaiton.services.tariff.domain.splitting import split_by_origin
from zaiton.services.tariff.queries.origin_rules import list_of
from zaiton.services.tariff.queries.ratebook import SERVICE

MEASURES = {
    "treatment": treatment_of,
    "safeguards": safeguards_of,
    "additional": additional_of,
    "vat": vat_of,
    "fx": exchange_of,
}
Packs = tuple[law.Pack, ...]


def check_schedules(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``schedule``."""
    editions = {
        p.hs_edition: frozenset(p.columns()["code"]) for p in law.find_packs(SERVICE, "nomenclature") if p.hs_edition
    }
    partners = _partners()
    yield from _each(packs, lambda pack: _schedule(pack, editions, partners))


def check_agreements(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``agreements``."""
    yield from _each(packs, lambda pack: checks.check_agreements(pack.rows()))


def check_nomenclatures(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``nomenclature``."""
    yield from _each(packs, lambda pack: checks.check_nomenclature(pack.columns(), pack.hs_edition))


def check_names(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``names``."""
    yield from _each(packs, lambda pack: checks.check_names(pack.rows()))


def check_synonyms(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``synonyms``."""
    yield from _each(packs, lambda pack: synonyms_faults(pack.rows()))


def check_measures(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of treatments, safeguards, duties on top, import VAT and exchange rates: each must be readable."""
    yield from _each(packs, lambda pack: _readable(pack))


def check_origin_rules(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``origin_rules``: every rule can be read and its code stands in the edition."""
    editions = {
        p.hs_edition: frozenset(p.columns()["code"]) for p in law.find_packs(SERVICE, "nomenclature") if p.hs_edition
    }
    yield from _each(packs, lambda pack: _origin_rules(pack, editions))


def check_correlations(packs: Packs) -> Iterator[law.Finding]:
    """Findings about packs of kind ``correlation`` and ``concordance``."""
    editions = {
        p.hs_edition: frozenset(p.columns()["code"]) for p in law.find_packs(SERVICE, "nomenclature") if p.hs_edition
    }
    yield from _each(packs, lambda pack: _correlation(pack, editions))


def _correlation(pack: law.Pack, editions: dict[int, frozenset[str]]) -> Iterator[checks.Fault]:
    rows = pack.rows()
    try:
        if pack.kind == "concordance":
            concordance_of(pack, rows)
            yield from check_pairs(rows, None, None, national=True)
            return
        table = correlation_of(pack, rows)
    except Refusal as refusal:
        yield checks.of_refusal(refusal)
        return
    yield from check_pairs(rows, editions.get(table.from_hs), editions.get(table.to_hs), national=False)


def _origin_rules(pack: law.Pack, editions: dict[int, frozenset[str]]) -> Iterator[checks.Fault]:
    try:
        codes = list(list_of(pack).rows)
    except KeyError as missing:
        message = gettext_noop("The section origin of SOURCE.toml has no {name}.")
        yield checks.Fault("error", None, "no_agreement", message, {"name": str(missing).strip("'")})
        return
    except NotAList as fault:
        message = gettext_noop("Line {line}: “{given}” is no rule of origin, or its code stands twice.")
        yield checks.Fault("error", fault.line, "bad_rule", message, {"line": fault.line, "given": fault.given})
        return
    known = editions.get(pack.hs_edition) if pack.hs_edition else None
    for line, code in enumerate(codes, 2):
        if known is not None and len(code) >= 6 and code[:6] not in known:
            message = gettext_noop("Line {line}: {given} does not stand in the Harmonized System of {edition}.")
            data = {"line": line, "given": code, "edition": pack.hs_edition}
            yield checks.Fault("warning", line, "not_in_edition", message, data)


def _readable(pack: law.Pack) -> Iterator[checks.Fault]:
    try:
        MEASURES[pack.kind](pack, pack.rows())
    except Refusal as refusal:
        yield checks.of_refusal(refusal)


def _each(packs: Packs, check: Callable[[law.Pack], Iterable[checks.Fault]]) -> Iterator[law.Finding]:
    for pack in packs:
        for fault in checks.few(_safely(check, pack)):
            yield law.Finding(pack.label, fault.severity, fault.line, fault.code, fault.message, fault.data)


def _safely(check: Callable[[law.Pack], Iterable[checks.Fault]], pack: law.Pack) -> Iterator[checks.Fault]:
    """The faults of one pack; a table so broken that checking it fails is a fault too, and the other packs go on."""
    try:
        yield from check(pack)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield checks.not_usable(error)


def _schedule(pack: law.Pack, editions: dict[int, frozenset[str]], partners: dict) -> Iterator[checks.Fault]:
    columns, questions = pack.columns(), pack.rows("questions")
    faults = [*check_settings(pack.meta), *checks.check_schedule_columns(columns)]
    yield from faults
    if any(fault.severity == "error" for fault in faults):
        return
    try:
        table = schedule_of(pack, columns, questions)
    except Refusal as refusal:
        yield checks.of_refusal(refusal)
        return
    asked = {row["when"]: (row["question_zh"], row["question_en"]) for row in questions}
    found = [
        *checks.check_codes(columns["code"], pack.hs_edition, editions),
        *checks.check_line_total(columns["code"], pack.meta["schedule"].get("lines")),
        *checks.check_duties(columns, table.currency),
        *checks.check_marks(columns),
        *checks.check_candidates(columns, asked),
        *checks.check_staging(columns, table.categories, table.staging_from or pack.in_force_from, table),
        *checks.check_default(table.default_duty, table.currency),
        *(fault for part in split_by_origin(table)[:20] for fault in checks.check_parties(part, partners)),
    ]
    yield from found
    if not any(fault.severity == "error" for fault in found):
        for part in split_by_origin(table):
            yield from checks.check_compiles(part)


def _partners() -> dict[tuple[str, str], frozenset[str]]:
    """What the catalogues on file know: agreement and destination to origins."""
    known: dict[tuple[str, str], frozenset[str]] = {}
    for pack in law.find_packs(SERVICE, "agreements"):
        try:
            listed = agreements_of(pack, pack.rows())
        except (Refusal, KeyError):  # told by its own check
            continue
        for agreement in listed:
            key = (agreement.id, agreement.destination)
            known[key] = known.get(key, frozenset()) | frozenset(agreement.origins)
    return known
