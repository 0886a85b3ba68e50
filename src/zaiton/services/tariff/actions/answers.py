"""Keep an answer, remove a kept one."""

import json
from datetime import datetime

from django.db import transaction
from django.utils import translation

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity import public as identity
from zaiton.kit.cli import to_json
from zaiton.services.tariff.domain.answer import Question
from zaiton.services.tariff.models import SavedAnswer
from zaiton.services.tariff.queries.advice import advise
from zaiton.services.tariff.queries.saved import WRITE, saved_row

TITLE_LENGTH = 200


class NotYourCompany(Refusal):
    """A person may keep answers only for companies they belong to or are delegated by."""

    code = "not_your_company"
    status = 403
    message = gettext_noop("You do not act for this company.")
    mend = gettext_noop("Ask the company to delegate to you, or save the answer for yourself.")


def answer_save(*, person: str, organisation: str, question: Question, title: str, at: datetime) -> str:
    """Keep the answer to ``question`` for a person or their company; returns its public id.

    The answer is computed here, from the packs on file, never taken from the browser.
    """
    with transaction.atomic():
        if organisation and not organisation.isprintable():
            raise NotYourCompany()
        if organisation and not identity.may_act_for(person, organisation, scope=WRITE, at=at):
            raise NotYourCompany()
        documents = {language: _document(question, language) for language in ("zh-hans", "en")}
        row = SavedAnswer.objects.create(
            person=person,
            organisation=organisation,
            title=_plain_title(title),
            asked=documents["en"]["question"],
            document_zh=documents["zh-hans"],
            document_en=documents["en"],
            saved_at=at,
        )
        _record(person, "tariff.answer_saved", row, None, documents["en"], at)
        return row.public_id


def answer_remove(*, person: str, public_id: str, at: datetime, only: str = "") -> None:
    """Remove a saved answer the person may see (of the company ``only``). Raises ``NoSuchAnswer`` for anybody else."""
    with transaction.atomic():
        row = saved_row(person, public_id, at=at, scope=WRITE, only=only)
        before = row.document_en
        name = row.public_id
        row.delete()
        row.public_id = name
        _record(person, "tariff.answer_removed", row, before, None, at)


def _plain_title(title: str) -> str:
    """The title without characters that no database or page takes."""
    return "".join(c for c in title if c.isprintable()).strip()[:TITLE_LENGTH]


def _document(question: Question, language: str) -> dict:
    with translation.override(language):
        _, document = advise(question)
    return json.loads(to_json(document))


def _record(person: str, action: str, row: SavedAnswer, before: object, after: object, at: datetime) -> None:
    evidence.record(
        actor=f"person/{person}",
        action=action,
        object=f"tariff.saved_answer/{row.public_id}",
        before=before,
        after=after,
        at=at,
    )
