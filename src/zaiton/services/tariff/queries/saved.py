"""Saved answers, obtained for a person or not at all: own ones, and those of companies the person may act for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zaiton.base.refusals import NotFound
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity import public as identity
from zaiton.services.tariff.models import SavedAnswer

READ = "tariff:read"
WRITE = "tariff:write"
PAGE = 50


class NoSuchAnswer(NotFound):
    """There is no such saved answer for this person."""

    code = "no_such_answer"
    message = gettext_noop("There is no saved answer under this address.")
    mend = gettext_noop("It may have been removed, or belong to a company you do not act for.")


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A saved answer as pages and the API see it. ``document`` is the answer as it was given, in the asked language."""

    public_id: str
    title: str
    organisation: str
    person: str
    asked: dict
    document: dict
    saved_at: datetime


def saved_answers(
    person: str, *, at: datetime, language: str, before: int | None = None, only: str = ""
) -> list[tuple[int, SavedCard]]:
    """The newest saved answers the person may see, at most a page, older than row ``before``; with their row numbers.

    ``only`` confines them to one company: that of a token bound to it.
    """
    rows = _visible(person, at, only=only).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [(row.id, _card(row, language)) for row in rows[:PAGE]]


def saved_answer(person: str, public_id: str, *, at: datetime, language: str, only: str = "") -> SavedCard:
    """One saved answer, for a person who may see it. Raises ``NoSuchAnswer`` otherwise, whichever the reason."""
    return _card(saved_row(person, public_id, at=at, only=only), language)


def saved_row(person: str, public_id: str, *, at: datetime, scope: str = READ, only: str = "") -> SavedAnswer:
    """The row itself, for actions of this service."""
    if not public_id.isprintable():
        raise NoSuchAnswer()
    row = _visible(person, at, scope, only).filter(public_id=public_id).first()
    if row is None:
        raise NoSuchAnswer()
    return row


def _visible(person: str, at: datetime, scope: str = READ, only: str = "") -> QuerySet[SavedAnswer]:
    companies = identity.organisations_visible_to(person, scope=scope, at=at)
    if only:
        return SavedAnswer.objects.filter(organisation=only) if only in companies else SavedAnswer.objects.none()
    return SavedAnswer.objects.filter(Q(organisation="", person=person) | Q(organisation__in=companies))


def _card(row: SavedAnswer, language: str) -> SavedCard:
    document = row.document_en if language.startswith("en") else row.document_zh
    return SavedCard(row.public_id, row.title, row.organisation, row.person, row.asked, document, row.saved_at)
