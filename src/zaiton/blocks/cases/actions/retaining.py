"""How long papers of closed cases are kept: set once for each, by the parameter in force on the day the case was closed."""

from datetime import date, datetime

from django.db import transaction

from zaiton.blocks.cases.models import Case, MaterialFile
from zaiton.blocks.cases.models.cases import CLOSED
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.public import parameter
from zaiton.blocks.papers.public import blob_keep_until
from zaiton.kit.work.turns import give_way, turn

SYSTEM = "system"


def papers_retained(*, at: datetime, most: int = 1000) -> int:
    """Set the last day of the papers of cases that were closed since, one case a transaction; returns how many cases."""
    unset = MaterialFile.objects.filter(case__state=CLOSED, keep_until=None)
    cases = list(unset.order_by("case_id").values_list("case_id", flat=True).distinct()[:most])
    for pk in cases:
        give_way()
        _retained(pk, at)
    return len(cases)


def until(closed: date, years: int) -> date:
    """The first day on which papers may go: so many whole years count from the first day of the year after the closing.

    >>> until(date(2026, 3, 31), 10)
    datetime.date(2037, 1, 1)
    """
    return date(closed.year + 1 + years, 1, 1)


def _retained(pk: int, at: datetime) -> None:
    with turn(), transaction.atomic():
        case = Case.objects.select_for_update().get(pk=pk)
        closed = day_of(case.closed_at)
        day = until(closed, int(parameter("cases", "paper_retention_years", at=closed).value))
        files = list(MaterialFile.objects.filter(case=case, keep_until=None).order_by("pk"))
        for file in files:
            blob_keep_until(file.owner, day)
        MaterialFile.objects.filter(pk__in=[file.pk for file in files]).update(keep_until=day)
        after = {"keep_until": day.isoformat(), "papers": sorted(file.sha256 for file in files)}
        record(actor=SYSTEM, action="cases.retention_set", object=f"cases.case/{case.public_id}", after=after, at=at)
