"""How far a case is against time: its computed schedule from what its steps have come to."""

from datetime import date

from zaiton.blocks.cases.queries.cases import CaseCard
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.schedules import CaseSchedule, StepRecord, case_schedule


def schedule_of(case: CaseCard, today: date) -> CaseSchedule:
    """The schedule of a case as it stands: what is over at its day, the rest by the limits."""
    records = [
        StepRecord(
            step.step,
            step.state,
            day_of(step.ready_at) if step.ready_at else None,
            step.due_on,
            day_of(step.decided_at) if step.decided_at else None,
        )
        for step in case.steps
    ]
    return case_schedule(case.definition, records, opened_on=day_of(case.opened_at), today=today)
