"""The re-derivation of a schedule on file for a door: its tables, its base, the report as a document."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.document import source_document
from zaiton.services.tariff.domain.plan import MFN, holds
from zaiton.services.tariff.domain.rederiving import USUAL_CUTS, NothingToRederive, Rederived, rederive, year_index_on
from zaiton.services.tariff.domain.schedule import Schedule
from zaiton.services.tariff.queries.advice import voice
from zaiton.services.tariff.queries.ratebook import rate_book

WTO = "WTO"
LEFT_OUT = {
    "conditional": gettext_noop("the rate depends on a condition"),
    "free": gettext_noop("free of duty"),
    "not_ad_valorem": gettext_noop("a duty by quantity or a mixed one"),
    "no_rate": gettext_noop("no rate printed"),
    "no_base": gettext_noop("the base table has no such line"),
    "base_conditional": gettext_noop("the base depends on a condition"),
    "base_free": gettext_noop("the base is free of duty"),
    "base_not_ad_valorem": gettext_noop("the base is a duty by quantity or a mixed one"),
    "base_no_rate": gettext_noop("no base rate printed"),
}


def rederived(
    agreement: str,
    destination: str,
    origin: str,
    *,
    day: date,
    base: str = "",
    cuts: Sequence[int] = (),
    seed: int = 2022,
) -> dict:
    """The report as a document. ``base`` is the id of the base tables: WTO where they are on file, else MFN.

    Raises ``NothingToRederive``.
    """
    book = rate_book()
    known = book.by_destination.get(destination, ())
    base = base or (WTO if any(s.table.agreement == WTO for s in known) else MFN)
    schedules = _held(agreement, destination, origin, day)
    bases = _held(base, destination, "*", day)
    info = book.agreements.get((agreement, destination))
    table = schedules[0].table
    begins = table.staging_from or _begins(info, origin) or table.source.in_force_from
    index = year_index_on(begins, table.year_start, day)
    report = rederive(schedules, bases, year_index=index, cuts=cuts or USUAL_CUTS, rounding=table.rounding, seed=seed)
    asked = {"agreement": agreement, "destination": destination, "origin": origin, "on": day, "base": base}
    staging = {"staging_from": begins, "year_start": f"{table.year_start[0]:02d}-{table.year_start[1]:02d}"}
    sources = [source_document(s.source, voice()) for s in (*schedules, *bases)]
    return asked | staging | _document(report) | {"sources": sources}


def _begins(info: object, origin: str) -> date | None:
    if info is None:
        return None
    return info.origins.get(origin) or info.in_force_from


def _held(agreement: str, destination: str, origin: str, day: date) -> list[Schedule]:
    found = []
    for schedule in rate_book().by_destination.get(destination, ()):
        table = schedule.table
        if table.agreement != agreement or not holds(schedule, day):
            continue
        if origin == "*" or table.origins is None or "*" in table.origins or origin in table.origins:
            found.append(schedule)
    if not found:
        raise NothingToRederive(agreement=agreement, destination=destination, origin=origin, day=day)
    return found


def _document(report: Rederived) -> dict:
    return {
        "year_index": report.year_index,
        "lines": report.rows,
        "counted": report.counted,
        "exact": report.exact,
        "not_explained": report.counted - report.exact,
        "cuts": [
            {
                "cuts": fit.cuts,
                "fits": fit.fits,
                "assigned": fit.assigned,
                "control_mean": fit.chance_mean,
                "control_most": fit.chance_most,
            }
            for fit in report.fits
        ],
        "control": {
            "seed": report.seed,
            "permutations": report.rounds,
            "exact_mean": report.chance_mean,
            "exact_most": report.chance_most,
        },
        "left_out": [
            {"reason": reason, "text": gettext(LEFT_OUT[reason]), "lines": count}
            for reason, count in report.left_out.items()
        ],
        "base_in_brackets": report.bracketed,
        "rate_in_brackets": report.rates_bracketed,
    }
