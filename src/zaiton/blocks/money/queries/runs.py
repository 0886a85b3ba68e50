"""Runs of reconciliation and the statements they went by, as they are."""

from datetime import date

from zaiton.blocks.money.domain.runs import RunCard, StatementCard
from zaiton.blocks.money.models import Run, Statement


def run_card(day: date) -> RunCard | None:
    """The last run over a day; None where there was none."""
    row = Run.objects.filter(day=day).order_by("-pk").first()
    return _card(row) if row else None


def runs(*, before: date | None = None, limit: int = 31) -> tuple[RunCard, ...]:
    """The last run of each day, newest day first; ``before`` is the last day seen."""
    days = Run.objects.filter(day__lt=before) if before else Run.objects.all()
    wanted = list(days.order_by("-day").values_list("day", flat=True).distinct()[:limit])
    last: dict[date, Run] = {}
    for row in Run.objects.filter(day__in=wanted).order_by("pk"):
        last[row.day] = row
    return tuple(_card(last[day]) for day in wanted)


def statements_of(day: date, *, replaced: bool = False) -> tuple[StatementCard, ...]:
    """The statements that count for a day, or with those whose place they took."""
    rows = Statement.objects.filter(day=day, complete=True).order_by("source", "-pk")
    return tuple(statement_card(row) for row in (rows if replaced else rows.filter(replaced=False)))


def statement_card(row: Statement, *, repeated: bool = False) -> StatementCard:
    """The card of a row."""
    names = [name for name in StatementCard.__dataclass_fields__ if name != "repeated"]
    return StatementCard(**{name: getattr(row, name) for name in names}, repeated=repeated)


def _card(row: Run) -> RunCard:
    return RunCard(row.day, row.at, row.rules, row.sources, row.counts, row.digest)
