"""Ratings: five grades for each decided item, and the answer that a bad one must get."""

from datetime import datetime

from django.db import IntegrityError, transaction

from zaiton.blocks.cases.actions.steps import must_be_impartial
from zaiton.blocks.cases.domain.graph import Limit
from zaiton.blocks.cases.domain.refusals import BadGrade, NoAuthority, NoSuchCase, NotRateable, ReasonMissing
from zaiton.blocks.cases.models import Case, Rating, StepRow
from zaiton.blocks.cases.queries.authority import supervises
from zaiton.blocks.cases.queries.cases import must_be_applicant
from zaiton.blocks.cases.queries.clocks import day_of, last_day
from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.public import parameter

BAD = 2
"""This grade and the one below it are bad: they are looked into, mended and answered."""


def item_rate(*, person: str, case: str, item: str, grade: int, words: str = "", at: datetime) -> None:
    """The applicant's grade for one item, once and after it was decided. A bad one gets a day by which it is answered."""
    if grade not in (1, 2, 3, 4, 5):
        raise BadGrade("grade")
    with transaction.atomic():
        row = Case.objects.select_for_update().filter(public_id=case).first()
        if row is None:
            raise NoSuchCase
        must_be_applicant(row, person, at=at)
        states = set(StepRow.objects.filter(case=row, item=item).values_list("state", flat=True))
        if not states or not states <= {"done", "refused"}:
            raise NotRateable
        try:
            with transaction.atomic():
                rating = Rating.objects.create(
                    case=row,
                    type=row.type,
                    item=item,
                    grade=grade,
                    words=words.strip()[:1000],
                    rated_by=person,
                    rated_at=at,
                    answer_due_on=_answer_due(at) if grade <= BAD else None,
                )
        except IntegrityError:
            raise NotRateable from None
        after = {"item": item, "grade": grade, "words": rating.words}
        _record(f"person/{person}", "cases.rated", row, after, at)


def rating_answer(*, person: str, rating: int, answer: str, at: datetime) -> None:
    """A supervisor answers a rating; the answer is shown beside it and stays."""
    if not answer.strip():
        raise ReasonMissing("answer")
    with transaction.atomic():
        row = Rating.objects.select_for_update().select_related("case").filter(pk=rating).first()
        if row is None:
            raise NoSuchCase
        today = day_of(at)
        if not supervises(person, type=row.type, on=today):
            raise NoAuthority(role="supervisor", day=today)
        must_be_impartial(row.case, person, at=at)
        if row.answered_at is not None:
            raise NotRateable
        row.answer, row.answered_by, row.answered_at = answer.strip()[:1000], person, at
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        _record(f"person/{person}", "cases.rating_answered", row.case, {"item": row.item, "answer": row.answer}, at)


def _answer_due(at: datetime) -> object:
    """The day by which a bad rating is answered, by the dated parameter of the block."""
    value = parameter("cases", "rating_answer_days", at=day_of(at))
    return last_day(Limit(int(value.value), "working", value.article), at).on


def _record(actor: str, action: str, case: Case, after: object, at: datetime) -> None:
    record(actor=actor, action=action, object=f"cases.case/{case.public_id}", before=None, after=after, at=at)
