"""Breaks as they stand: one with its history, or a list by age, owner and kind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Count, QuerySet

from zaiton.blocks.identity.public import ADMINISTRATOR, OFFICER, system_roles_of
from zaiton.blocks.money.domain.breaks import STANDING, BreakCard, BreakStepCard
from zaiton.blocks.money.domain.reconcile_refusals import BreakUnknown
from zaiton.blocks.money.models import Break
from zaiton.blocks.money.queries.working_days import age_of

PAGE = 50
SOME = 400


def break_for(person: str, public_id: str, *, on: date) -> BreakCard:
    """One break for a person (public id); officers and administrators see them, for anybody else there is none."""
    if not system_roles_of(person) & {OFFICER, ADMINISTRATOR}:
        raise BreakUnknown("break_id", break_id=public_id[:20])
    return break_card(public_id, on=on)


def break_card(public_id: str, *, on: date) -> BreakCard:
    """One break with its steps; ``on`` is the day for its age. Raises ``BreakUnknown``."""
    row = Break.objects.select_related("entry").filter(public_id=public_id).first()
    if row is None:
        raise BreakUnknown("break_id", break_id=public_id[:20])
    names = BreakStepCard.__dataclass_fields__
    steps = tuple(BreakStepCard(**one) for one in row.steps.order_by("seq").values(*names))
    return replace(_card(row, on), steps=steps)


def breaks_standing(
    *, on: date, kind: str = "", owner: str = "", after: str = "", limit: int = PAGE
) -> tuple[BreakCard, ...]:
    """Breaks nobody has settled yet, the oldest day first; ``after`` is the public id of the last one seen."""
    rows = _chosen(kind, owner).filter(state__in=STANDING)
    last = Break.objects.filter(public_id=after).values_list("day", "pk").first() if after else None
    if last is not None:
        day, pk = last
        rows = rows.filter(day=day, pk__gt=pk) | rows.filter(day__gt=day)
    return tuple(_card(row, on) for row in rows.select_related("entry").order_by("day", "pk")[:limit])


def breaks_ended(*, on: date, kind: str = "", limit: int = PAGE) -> tuple[BreakCard, ...]:
    """The breaks that ended last, resolved or closed by themselves."""
    rows = _chosen(kind, "").exclude(state__in=STANDING).select_related("entry")
    return tuple(_card(row, on) for row in rows.order_by("-ended_at", "-pk")[:limit])


def breaks_counted() -> dict[str, int]:
    """How many breaks stand, by kind."""
    rows = Break.objects.filter(state__in=STANDING).values_list("kind").annotate(n=Count("pk")).order_by("kind")
    return dict(rows)


def breaks_of_day(day: date, *, on: date, limit: int = 500) -> tuple[BreakCard, ...]:
    """The breaks that belong to a day, standing ones first."""
    rows = Break.objects.filter(day=day).select_related("entry").order_by("ended_at", "kind", "pk")
    cards = [_card(row, on) for row in rows[:limit]]
    return tuple(sorted(cards, key=lambda card: card.state not in STANDING))


def keys_settled(keys: Sequence[str]) -> set[str]:
    """Those of these keys under which two people have settled a break."""
    found: set[str] = set()
    for begin in range(0, len(keys), SOME):
        rows = Break.objects.filter(key__in=keys[begin : begin + SOME], state="resolved")
        found.update(rows.values_list("key", flat=True))
    return found


def _chosen(kind: str, owner: str) -> QuerySet[Break]:
    rows = Break.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(owner=owner) if owner else rows


def _card(row: Break, on: date) -> BreakCard:
    age, sure = age_of(row.day, on if row.ended_at is None else row.ended_at.date())
    given = {"lines": tuple(row.lines), "entry": row.entry.key if row.entry_id else "", "age": age, "age_sure": sure}
    names = set(BreakCard.__dataclass_fields__) - set(given) - {"steps"}
    return BreakCard(**{name: getattr(row, name) for name in names}, **given)
