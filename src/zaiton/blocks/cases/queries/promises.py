"""The day on which a case will be done if every limit is used up: the finish of its steps along the graph, counted by the calendars."""

from collections.abc import Collection
from datetime import date, datetime, time

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.models.cases import NO_DAY
from zaiton.blocks.cases.queries.clocks import last_day, limit_of
from zaiton.kit.clock import BEIJING


def promised(definition: Definition, left_out: Collection[str], at: datetime) -> tuple[date, bool]:
    """The promised day and whether it is provisional; ``NO_DAY`` where no step has a limit.

    Where the case as a whole has a limit (joint handling, Administrative Licensing Law art 42), the day is no later than that.
    """
    plan, ends, provisional = definition.plan, {}, False
    for number, step in enumerate(plan.steps):
        if step.item in left_out:
            continue
        before = [ends[plan.index[name]] for name in step.after if plan.index[name] in ends]
        start = max(before, default=None)
        limit = limit_of(definition, plan, number)
        if limit is None:
            ends[number] = start or at.astimezone(BEIJING).date()
            continue
        begin = at if start is None else datetime.combine(start, time(9), BEIJING)
        ends[number], open_year = last_day(limit, begin)
        provisional = provisional or open_year
    latest = max(ends.values(), default=NO_DAY)
    if definition.joint is not None:
        joint, joint_open_year = last_day(definition.joint, at)
        if joint < latest:
            return joint, joint_open_year
    return latest, provisional
