"""Last days counted anew when a calendar arrives: what was provisional becomes final, and whoever it concerns is told."""

from datetime import date, datetime

from django.db.models import Q

from zaiton.blocks.cases.actions.transition import SYSTEM, WAITING, held, move
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.models import StepRow
from zaiton.blocks.cases.models.cases import NO_DAY
from zaiton.blocks.cases.queries.promises import promised

BATCH = 100


def cases_touched(since: date, after: int = 0) -> list[tuple[int, str]]:
    """The next cases with an open step whose last day is provisional or not before ``since``, by row number."""
    rows = StepRow.objects.filter(Q(provisional=True) | Q(due_on__gte=since, due_on__lt=NO_DAY))
    rows = rows.filter(state__in=WAITING, case_id__gt=after).order_by("case_id")
    return list(rows.values_list("case_id", "case__public_id").distinct()[:BATCH])


def case_recount(*, case: str, at: datetime) -> bool:
    """Count the open steps of a case anew; an event with old and new days where any changed or became final."""
    with held(case, actor=SYSTEM, at=at) as hold:
        told = {}
        for row in hold.rows:
            if row.state not in WAITING or row.due_on == NO_DAY:
                continue
            was = [row.due_on.isoformat(), row.provisional]
            hold.recount(row)
            now = [row.due_on.isoformat(), row.provisional]
            if was != now:
                told[row.step] = [was, now]
        hold.touched.clear()
        if not told:
            return False
        for name in told:
            hold.touch(hold.row(name))
        was_promised = hold.case.promised_on
        left_out = {row.item for row in hold.rows if row.state == "skipped"}
        hold.case.promised_on, _ = promised(hold.definition, left_out, hold.case.opened_at)
        move(
            hold,
            moves.RECOUNTED,
            "",
            {"days": told, "promised": [was_promised.isoformat(), hold.case.promised_on.isoformat()]},
        )
        return True


def cases_recount(*, since: date, after: int = 0, at: datetime) -> int | None:
    """The next cases that a calendar touches, each counted anew; returns where to go on, None when there are no more.

    ``since`` is the first day the calendar may move: a notice sometimes rearranges the December before its year.
    """
    found = cases_touched(since, after)
    for _, public_id in found:
        case_recount(case=public_id, at=at)
    return found[-1][0] if len(found) == BATCH else None
