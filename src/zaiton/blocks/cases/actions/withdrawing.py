"""An applicant takes a case back."""

from datetime import datetime

from zaiton.blocks.cases.actions.transition import held, move
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.queries.cases import must_be_applicant


def case_withdraw(*, person: str, case: str, reason: str = "", at: datetime, version: int | None = None) -> None:
    """End every step still open at the applicant's wish; what was decided or issued stays as it is."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        must_be_applicant(hold.case, person, at=at)
        move(hold, moves.WITHDRAWN, "", {"reason": reason.strip()[:500]})
