"""What the clock asks for: the statements of days that are over, fetched from the counterparts, taken, and compared.

Days whose breaks stand open are fetched again, because counterparts put statements right by a new issue. Nothing here holds a
transaction while a counterpart is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.announcing import day_unfit_announce
from zaiton.blocks.money.actions.breaks import break_open
from zaiton.blocks.money.actions.channels import channels as registered
from zaiton.blocks.money.actions.reconciling import reconcile
from zaiton.blocks.money.actions.statements import REFUSED, statement_take
from zaiton.blocks.money.domain.breaks import STANDING
from zaiton.blocks.money.domain.channels import Channel, NotSent, Unclear
from zaiton.blocks.money.domain.matching_rules import OURS, Scheme
from zaiton.blocks.money.domain.reconcile_refusals import RulesUnfit
from zaiton.blocks.money.domain.runs import RunCard, StatementCard
from zaiton.blocks.money.domain.wire_refusals import ChannelUnknown, KeysMissing, StatementMissing, StatementUnfit
from zaiton.blocks.money.models import Break, Instruction, Run, Statement
from zaiton.blocks.money.queries.matching_scheme import scheme
from zaiton.blocks.money.queries.patience import patience
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn

BACK_DAYS = 31
NOT_THERE = (StatementMissing, KeysMissing, ChannelUnknown)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking one source for the statement of a day: the statement, or why there is none."""

    source: str
    day: date
    statement: StatementCard | None
    why: str = ""
    refused: bool = False


def reconcile_due(*, at: datetime, channels: Mapping[str, Channel] | None = None) -> tuple[RunCard, ...]:
    """Fetch and reconcile all days that are due; nothing where no payment was ever made and no statement ever taken."""
    if not Instruction.objects.exists() and not Statement.objects.exists():
        return ()
    return tuple(_due(day, at, channels) for day in days_due(at=at))


def reconcile_day(
    day: date, *, at: datetime, channels: Mapping[str, Channel] | None = None
) -> tuple[RunCard, tuple[Fetched, ...]]:
    """Fetch the statements of a day and reconcile it. Raises ``DayNotOver``, ``ReconcilingNow``, ``RulesUnfit``."""
    rules = scheme()
    fetched = statements_fetch(day, rules, at=at, channels=channels)
    return reconcile(day, at=at, scheme=rules), fetched


def statements_fetch(
    day: date, rules: Scheme, *, at: datetime, channels: Mapping[str, Channel] | None = None
) -> tuple[Fetched, ...]:
    """Ask every source for its statement of a day and take it; one that lies is refused, and a break says so."""
    ways = registered if channels is None else channels
    return tuple(_fetch(name, ways, day, at) for name in rules.names if name != OURS)


def days_due(*, at: datetime, back: int = BACK_DAYS) -> tuple[date, ...]:
    """Days that are over since the last run, days of standing breaks, and days whose missing statement was given up since."""
    today = at.astimezone(BEIJING).date()
    earliest, yesterday = today - timedelta(back), today - timedelta(1)
    last = Run.objects.order_by("-day").values_list("day", flat=True).first()
    first = max(earliest, last) if last else yesterday
    days = {first + timedelta(number) for number in range((today - first).days)}
    rows = Break.objects.filter(day__gte=earliest, day__lt=today)
    days |= set(rows.filter(state__in=STANDING).values_list("day", flat=True))
    given_up = rows.filter(kind="statement_missing", state="resolved").values_list("day", "ended_at")
    days |= {day for day, ended_at in given_up if not Run.objects.filter(day=day, at__gt=ended_at).exists()}
    return tuple(sorted(days))


def _due(day: date, at: datetime, channels: Mapping[str, Channel] | None) -> RunCard:
    """One day; officers are told where it cannot be reconciled, of a statement that lacks only when it is late."""
    try:
        run, fetched = reconcile_day(day, at=at, channels=channels)
    except RulesUnfit:
        _announce(day, "rules", [], at)
        raise
    over = datetime.combine(day + timedelta(1), time(), BEIJING)
    late = at >= over + patience().statement
    _announce(day, "refused", [one.source for one in fetched if one.refused], at)
    lacking = [one.source for one in fetched if run.sources.get(one.source) is None and not one.refused]
    _announce(day, "missing", lacking if late else [], at)
    return run


def _announce(day: date, what: str, names: list[str], at: datetime) -> None:
    if not names and what != "rules":
        return
    titles = {source.name: source.title for source in scheme().sources} if names else {}
    said = ", ".join(f"{titles[name].zh} / {titles[name].en}" for name in names)
    with turn(), transaction.atomic():
        day_unfit_announce(day, what, sources=said, at=at)


def _fetch(name: str, ways: Mapping[str, Channel], day: date, at: datetime) -> Fetched:
    try:
        told = ways[name].statement(day, at=at)
        if told.day != day:
            raise StatementUnfit("statement", channel=name, day=day, why=f"it is of {told.day.isoformat()}")
        return Fetched(name, day, statement_take(replace(told, source=name), at=at))
    except (NotSent, Unclear, KeyError) as error:
        return Fetched(name, day, None, str(error) or type(error).__name__)
    except NOT_THERE as refusal:
        return Fetched(name, day, None, refusal.sentence(str))
    except Refusal as refusal:
        why = refusal.sentence(str)
        break_open(
            REFUSED,
            reference=name,
            day=day,
            lines=[{"source": name, "day": day.isoformat(), "why": why}],
            words=why,
            at=at,
        )
        return Fetched(name, day, None, why, refused=True)
