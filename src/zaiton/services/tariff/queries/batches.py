"""Lists of questions, obtained for a person or not at all: own ones, and those of companies the person may act for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Q, QuerySet

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity import public as identity
from zaiton.services.tariff.models import BatchRun
from zaiton.services.tariff.models.batches import DONE, RUNNING, WAITING
from zaiton.services.tariff.queries.batch_files import write_rows
from zaiton.services.tariff.queries.saved import READ

PAGE = 50
XLSX_ROWS_MOST = 100_000
"""A workbook of more rows takes minutes to write and longer to open; CSV and Parquet have no such end."""
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
COUNTED = ("answered", "refused", "not_covered")


class NoSuchBatch(NotFound):
    """There is no such list for this person."""

    code = "no_such_batch"
    message = gettext_noop("There is no list of questions under this address.")
    mend = gettext_noop("It may have been removed, or belong to a company you do not act for.")


class BatchNotDone(Refusal):
    """Only a finished list can be fetched."""

    code = "batch_not_done"
    status = 409
    message = gettext_noop("This list is not answered yet.")
    mend = gettext_noop("Look at its page again in a moment.")


class FormatNotOffered(Refusal):
    """The result does not come in this form."""

    code = "batch_format"
    message = gettext_noop("“{given}” is not offered for this list.")
    mend = gettext_noop("Take csv or parquet; xlsx is offered for at most {most} rows.")


@dataclass(frozen=True, slots=True)
class BatchCard:
    """A list as pages and the API see it. ``counts`` and the rows shown are there once it is done, ``problem`` when it failed."""

    public_id: str
    file_name: str
    person: str
    organisation: str
    state: str
    rows_total: int
    rows_done: int
    language: str
    counts: Mapping[str, int]
    first: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    problem: Mapping[str, Any]
    asked_at: datetime
    finished_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it still waits or is being answered."""
        return self.state in (WAITING, RUNNING)

    @property
    def percent(self) -> int:
        """How much is answered, in whole per cent, rounded down."""
        return self.rows_done * 100 // self.rows_total if self.rows_total else 0

    @property
    def formats(self) -> tuple[str, ...]:
        """The forms the result is offered in."""
        return tuple(name for name in FORMATS if name != "xlsx" or self.rows_total <= XLSX_ROWS_MOST)


def batches(person: str, *, at: datetime, before: int | None = None, only: str = "") -> list[tuple[int, BatchCard]]:
    """The newest lists the person may see, at most a page, older than row ``before``; with their row numbers."""
    rows = visible(person, at, only=only).order_by("-id").defer("file", "result")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [(row.id, _card(row)) for row in rows[:PAGE]]


def batch(person: str, public_id: str, *, at: datetime, only: str = "") -> BatchCard:
    """One list, for a person who may see it. Raises ``NoSuchBatch`` otherwise, whichever the reason."""
    return _card(batch_row(person, public_id, at=at, only=only))


def batch_result(person: str, public_id: str, *, at: datetime, only: str = "") -> pa.Table:
    """The answered rows. Raises ``NoSuchBatch``, and ``BatchNotDone`` while there is none."""
    row = batch_row(person, public_id, at=at, only=only)
    if row.state != DONE:
        raise BatchNotDone()
    return pq.read_table(pa.BufferReader(bytes(BatchRun.objects.values_list("result", flat=True).get(pk=row.pk))))


def batch_file(person: str, public_id: str, form: str, *, at: datetime, only: str = "") -> tuple[str, str, bytes]:
    """The answered list as a file: its name, its media type, its bytes. Raises ``FormatNotOffered`` too."""
    card = batch(person, public_id, at=at, only=only)
    if form not in card.formats:
        raise FormatNotOffered("format", given=form, most=XLSX_ROWS_MOST)
    table = batch_result(person, public_id, at=at, only=only)
    stem = PurePath(card.file_name).stem or "list"
    return f"{stem}-answered.{form}", FORMATS[form], write_rows(table, f"result.{form}")


def batch_row(person: str, public_id: str, *, at: datetime, scope: str = READ, only: str = "") -> BatchRun:
    """The row itself without its files, for this service."""
    if not public_id.isprintable():
        raise NoSuchBatch()
    row = visible(person, at, scope, only).filter(public_id=public_id).defer("file", "result").first()
    if row is None:
        raise NoSuchBatch()
    return row


def visible(person: str, at: datetime, scope: str = READ, only: str = "") -> QuerySet[BatchRun]:
    """The rows a person may see; ``only`` confines them to one company: that of a token bound to it."""
    companies = identity.organisations_visible_to(person, scope=scope, at=at)
    if only:
        return BatchRun.objects.filter(organisation=only) if only in companies else BatchRun.objects.none()
    return BatchRun.objects.filter(Q(organisation="", person=person) | Q(organisation__in=companies))


def _card(row: BatchRun) -> BatchCard:
    summary = row.summary or {}
    return BatchCard(
        public_id=row.public_id,
        file_name=row.file_name,
        person=row.person,
        organisation=row.organisation,
        state=row.state,
        rows_total=row.rows_total,
        rows_done=row.rows_done,
        language=row.language,
        counts={name: summary[name] for name in COUNTED if name in summary},
        first=summary.get("first", []),
        refused=summary.get("refused_rows", []),
        problem=row.problem,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
    )
