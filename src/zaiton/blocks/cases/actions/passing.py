"""All the steps an absent officer has taken, passed on at once: each by the ordinary act, each told."""

from datetime import datetime

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.steps import step_reassign
from zaiton.blocks.cases.domain.refusals import NoAuthority, NothingToPass
from zaiton.blocks.cases.queries.authority import absent_on, supervises
from zaiton.blocks.cases.queries.board import steps_taken_by
from zaiton.blocks.cases.queries.clocks import day_of

MOST = 200
DEPUTY = "deputy"

Told = list[tuple[str, str, Refusal | None]]


def steps_pass_on(*, person: str, officer: str, type: str, to: str, reason: str, at: datetime) -> Told:
    """Pass on what an officer has taken in a case type, at most ``MOST`` steps, the first to fall due first.

    ``to`` is an officer or ``DEPUTY``, the one who stands in for them today. A supervisor of the type does it; a step that
    the other may not decide stays where it is and is told so. Raises ``NoAuthority`` and ``NothingToPass``.
    """
    today = day_of(at)
    if not supervises(person, type=type, on=today):
        raise NoAuthority(role="supervisor", day=today)
    to = absent_on(today, [officer]).get(officer, "") if to == DEPUTY else to
    found = steps_taken_by(officer, type, limit=MOST)
    if not found or not to:
        raise NothingToPass("to")
    told: Told = []
    for case, step, _ in found:
        try:
            step_reassign(person=person, case=case, step=step, to=to, reason=reason, at=at)
        except Refusal as refusal:
            told.append((case, step, refusal))
        else:
            told.append((case, step, None))
    return told
