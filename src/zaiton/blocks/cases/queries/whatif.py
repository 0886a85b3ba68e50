"""What if: the closed cases of a type read from their rows, done again on a changed graph, with other limits or other people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median, quantiles

from zaiton.blocks.cases.domain.document import sealed
from zaiton.blocks.cases.domain.graph import ISSUE, Definition
from zaiton.blocks.cases.domain.refusals import BadWhatIf
from zaiton.blocks.cases.domain.schedule import schedule
from zaiton.blocks.cases.domain.whatif import PastCase, Replayed, replayed
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.queries.clocks import day_of, working_days_left
from zaiton.blocks.cases.queries.schedules import lengths_of

MOST_CASES = 100_000
ZERO = date(2000, 1, 3)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the cases on one graph: working days (median, 95th percentile, longest) and the share within the promise.

    Each case is held to its own promise; ``promised_days`` is that of a case to which every item applies. For each role the
    working days spent and waited in all.
    """

    cases: int
    median_days: float
    p95_days: float
    longest_days: int
    promised_days: int
    in_time_percent: float
    worked: Mapping[str, int]
    waited: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The same cases before and after the change, and the working days saved by the median case."""

    type: str
    before: Outcome
    after: Outcome
    saved_days: float


def past_cases(type: str, *, since: datetime, until: datetime) -> list[PastCase]:
    """The cases of a type that were granted and closed in a period, at most ``MOST_CASES``, the earliest first."""
    rows = Case.objects.filter(type=type, closed_at__gte=since, closed_at__lt=until, outcome="granted")
    opened = dict(rows.order_by("closed_at", "pk").values_list("pk", "opened_at")[:MOST_CASES])
    taken: dict[int, dict[str, int]] = {pk: {} for pk in opened}
    out: dict[int, set[str]] = {pk: set() for pk in opened}
    numbers = list(opened)
    for start in range(0, len(numbers), 500):
        steps = StepRow.objects.filter(case_id__in=numbers[start : start + 500])
        fields = steps.values_list("case_id", "step", "item", "state", "ready_at", "decided_at")
        for pk, step, item, state, ready, decided in fields.iterator():
            if state == "skipped":
                out[pk].add(item)
            elif ready and decided:
                taken[pk][step] = max(working_days_left(day_of(decided), day_of(ready)), 0)
    return [PastCase(working_days_left(day_of(at), ZERO), frozenset(out[pk]), taken[pk]) for pk, at in opened.items()]


def what_if(
    definition: Definition,
    cases: list[PastCase],
    *,
    on: date,
    to: Definition | None = None,
    limits: Mapping[str, int] | None = None,
    staff: Mapping[str, int] | None = None,
) -> WhatIf:
    """Do the cases again as they were and after a change: another version, other limits (working days by item), other people.

    A review takes what it took, and no longer than a limit that was made shorter. Raises ``BadWhatIf`` where there is no
    past case, or a change names what the type does not have.
    """
    if not cases:
        raise BadWhatIf(why=definition.name)
    changed = with_limits(to or definition, limits or {})
    known = {role.id for role in changed.roles}
    for role, number in (staff or {}).items():
        if role not in known or number < 1:
            raise BadWhatIf("staff", why=f"{role}={number}")
    before = _outcome(definition, cases, on, None)
    after = _outcome(changed, _within(definition, changed, cases, on), on, staff)
    return WhatIf(definition.name, before, after, round(before.median_days - after.median_days, 1))


def with_limits(definition: Definition, limits: Mapping[str, int]) -> Definition:
    """The case type with other limits, in working days, for the reviews of some items; raises ``BadWhatIf``."""
    known = {item.id for item in definition.items}
    for name, days in limits.items():
        if name not in known or days < 1:
            raise BadWhatIf("limit", why=f"{name}={days}")
    items = tuple(
        replace(item, limit=replace(item.limit, number=limits[item.id], unit="working")) if item.id in limits else item
        for item in definition.items
    )
    return sealed(replace(definition, items=items)) if limits else definition


def _within(old: Definition, new: Definition, cases: list[PastCase], on: date) -> list[PastCase]:
    """The cases with reviews that take no longer than a limit which the change made shorter; a longer one changes none."""
    before = {length.step: length.days for length in lengths_of(old, on)[0]}
    shorter = {
        length.step: length.days
        for length in lengths_of(new, on)[0]
        if not length.step.endswith(ISSUE) and length.days < before.get(length.step, 0)
    }
    if not shorter:
        return cases
    return [
        replace(case, taken={step: min(days, shorter.get(step, days)) for step, days in case.taken.items()})
        for case in cases
    ]


def _outcome(definition: Definition, cases: list[PastCase], on: date, staff: Mapping[str, int] | None) -> Outcome:
    lengths = {length.step: length.days for length in lengths_of(definition, on)[0]}
    known = set(definition.plan.items)
    fitting = [replace(case, left_out=case.left_out & known) for case in cases]
    done: Replayed = replayed(definition.plan, fitting, lengths, staff)
    plan = definition.plan
    sets = {case.left_out for case in fitting}
    promises = {out: int(schedule(plan, lengths, out).total) for out in sets | {frozenset()}}
    late = sum(took > promises[case.left_out] for case, took in zip(fitting, done.days, strict=True))
    days = sorted(done.days)
    return Outcome(
        len(days),
        float(median(days)),
        round(quantiles(days, n=20, method="inclusive")[-1], 1) if len(days) > 1 else float(days[0]),
        days[-1],
        promises[frozenset()],
        round(100 * (len(days) - late) / len(days), 1),
        done.worked,
        done.waited,
    )
