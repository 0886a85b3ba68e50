"""Take in a list of questions, have it answered outside the request, remove it.

The file is stored before anything is promised. A thread of the server answers it under a lease (``zaiton.kit.work``): a list whose
process died is taken up again from its beginning, and every write of a run names the try it belongs to, so that it ends once.
"""

import csv
import hashlib
import io
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.work import Bench, LeaseLost
from zaiton.services.tariff.actions.answers import NotYourCompany
from zaiton.services.tariff.models import BatchRun
from zaiton.services.tariff.models.batches import DONE, FAILED, RUNNING, WAITING
from zaiton.services.tariff.queries.batch import COLUMNS, answer_rows
from zaiton.services.tariff.queries.batch_files import read_rows
from zaiton.services.tariff.queries.batches import COUNTED, batch_row, visible
from zaiton.services.tariff.queries.saved import WRITE

ROWS_MOST = 1_000_000
"""What one list may hold; larger ones are for the command line, which has no such end."""
DIRECT_ROWS_MOST = 1_000
KEPT_MOST = 50
"""So many lists of one person or company are kept; each may weigh as much as the site takes."""
TRIES_MOST = 3
"""A list that brought down its process so often is given up."""
READ_AT_ONCE_BYTES = 2**20
"""A workbook up to this size is read while the person waits, so that its mistakes are told at once; a larger one later."""
FIRST_ROWS = 20
REFUSED_ROWS = 100
NAME_LENGTH = 200

log = logging.getLogger("zaiton.work")


class RowsUnreadable(Refusal):
    """What a program sent instead of rows."""

    code = "rows_unreadable"
    message = gettext_noop("The request holds no rows that can be read.")
    mend = gettext_noop(
        'Send {{"rows": [{{"code": "030359", "origin": "KR"}}]}} with the members {columns}, or a file.'
    )


class EmptyList(Refusal):
    """There is no question in the file."""

    code = "empty_list"
    message = gettext_noop("“{name}” holds no question.")
    mend = gettext_noop("Write one question in each row under the heads of the columns.")


class TooManyRows(Refusal):
    """More questions than one request takes."""

    code = "too_many_rows"
    message = gettext_noop("{rows} rows are more than the {most} that are taken here at once.")
    mend = gettext_noop("Divide the list, or answer it with the command zaiton tariff best --file.")


class TooManyLists(Refusal):
    """The shelf is full."""

    code = "too_many_lists"
    status = 409
    message = gettext_noop("{most} lists are kept already.")
    mend = gettext_noop("Remove one that you no longer need.")


class GivenUp(Refusal):
    """The list could not be answered although it was tried again."""

    code = "batch_given_up"
    message = gettext_noop("This list could not be answered; it was tried {tries} times.")
    mend = gettext_noop("Divide it into smaller lists. If that fails too, tell whoever runs this site.")


def batch_ask(*, person: str, organisation: str, name: str, content: bytes, language: str, at: datetime) -> str:
    """Store a list of questions and have it answered; returns its public id.

    Raises the ``Refusal`` of a file that cannot be read, of too many rows or lists; then nothing is stored.
    """
    name = _plain_name(name)
    if organisation and (
        not organisation.isprintable() or not identity.may_act_for(person, organisation, scope=WRITE, at=at)
    ):
        raise NotYourCompany()
    rows = _rows_at_once(content, name)
    with transaction.atomic():
        if visible(person, at, WRITE).filter(organisation=organisation).count() >= KEPT_MOST:
            raise TooManyLists(most=KEPT_MOST)
        row = BatchRun.objects.create(
            person=person,
            organisation=organisation,
            file_name=name,
            file=content,
            rows_total=rows,
            language=language,
            asked_at=at,
        )
        _record(f"person/{person}", "tariff.batch_asked", row, None, _facts(name, content), at)
        transaction.on_commit(BENCH.wake)
        return row.public_id


def batch_remove(*, person: str, public_id: str, at: datetime, only: str = "") -> None:
    """Remove a list with its answers, also while it is being answered. Raises ``NoSuchBatch`` for anybody else."""
    with transaction.atomic():
        row = batch_row(person, public_id, at=at, scope=WRITE, only=only)
        facts = _facts(row.file_name, bytes(row.file))
        BatchRun.objects.filter(pk=row.pk).delete()
        _record(f"person/{person}", "tariff.batch_removed", row, facts, None, at)


def answer_directly(rows: Sequence[Mapping[str, str]], *, at: datetime) -> list[dict[str, Any]]:
    """The answers to at most ``DIRECT_ROWS_MOST`` rows (members as in ``COLUMNS``), at once and kept nowhere."""
    if len(rows) > DIRECT_ROWS_MOST:
        raise TooManyRows("rows", rows=len(rows), most=DIRECT_ROWS_MOST)
    if not rows:
        raise EmptyList("rows", name="rows")
    columns = {name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in COLUMNS}
    return answer_rows(pa.table(columns), today=at.astimezone(clock.BEIJING).date()).to_pylist()


def rows_as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows (members as in ``COLUMNS``) as the file they would have come in."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)])
    return text.getvalue().encode()


def batches_take_up() -> None:
    """Look for lists that wait, or whose process died, and answer them in a thread of this process."""
    BENCH.wake()


def batches_work() -> int:
    """Answer everything whose turn it is in the calling thread; returns how many lists were taken."""
    return BENCH.work()


class _Run:
    """One list while this process answers it. Every write names the try, so that a run that lost its lease changes nothing."""

    def __init__(self, pk: int, tries: int) -> None:
        self.pk, self.tries = pk, tries

    def beat(self, at: datetime) -> bool:
        """Renew the lease."""
        return bool(self._mine().update(beat_at=at))

    def do(self) -> None:
        """Answer the list and store the outcome, or why it has none."""
        row = self._mine().first()
        if row is None:
            raise LeaseLost
        try:
            with translation.override(row.language):
                table = _limited(read_rows(bytes(row.file), row.file_name), row.file_name)
                today = row.asked_at.astimezone(clock.BEIJING).date()
                self._progress(0, table.num_rows)
                result = answer_rows(table, today=today, progress=self._progress)
        except Refusal as refusal:
            self._fail(row, refusal)
        except LeaseLost:
            raise
        except Exception:
            log.exception("batch %s: try %s", row.public_id, self.tries)
            if self.tries >= TRIES_MOST:
                self._fail(row, GivenUp(tries=self.tries))
            raise
        else:
            self._finish(row, result)

    def _mine(self) -> Any:
        return BatchRun.objects.filter(pk=self.pk, tries=self.tries, state=RUNNING)

    def _progress(self, done: int, total: int) -> None:
        if not self._mine().update(rows_done=done, rows_total=total, beat_at=clock.now()):
            raise LeaseLost

    def _finish(self, row: BatchRun, result: pa.Table) -> None:
        stored = io.BytesIO()
        pq.write_table(result, stored, compression="zstd")
        summary = summary_of(result)
        facts = {name: summary[name] for name in COUNTED} | {"sha256": _sha(stored.getvalue())}
        self._close(row, facts, state=DONE, result=stored.getvalue(), summary=summary, rows_done=result.num_rows)

    def _fail(self, row: BatchRun, refusal: Refusal) -> None:
        self._close(row, {"problem": refusal.code}, state=FAILED, problem=_problem(refusal))

    def _close(self, row: BatchRun, facts: dict, **outcome: Any) -> None:
        at = clock.now()
        with transaction.atomic():
            if not self._mine().update(finished_at=at, beat_at=at, **outcome):
                raise LeaseLost
            _record("system", "tariff.batch_answered", row, None, facts, at)


class _Desk:
    """Gives out the lists that wait, and those whose last beat is too old."""

    def take(self, at: datetime, lapsed: datetime) -> _Run | None:
        """The oldest list that is due, by compare and set; a list that was tried too often is closed instead."""
        due = Q(state=WAITING) | Q(state=RUNNING, beat_at__lt=lapsed)
        for pk, tries in BatchRun.objects.filter(due).order_by("id").values_list("pk", "tries"):
            taken = BatchRun.objects.filter(due, pk=pk, tries=tries)
            if taken.update(state=RUNNING, tries=F("tries") + 1, beat_at=at, rows_done=0):
                run = _Run(pk, tries + 1)
                if tries < TRIES_MOST:
                    return run
                row = BatchRun.objects.defer("file", "result").get(pk=pk)
                run._fail(row, GivenUp(tries=tries))
        return None

    def unfinished(self) -> bool:
        """Whether any list waits or is being answered."""
        return BatchRun.objects.filter(state__in=(WAITING, RUNNING)).exists()


BENCH = Bench("tariff.batches", _Desk())


def summary_of(result: pa.Table) -> dict[str, Any]:
    """How many rows were answered, refused and not covered, with the first rows and the first refused ones."""
    status = result["status"]
    counts = {value["values"]: value["counts"] for value in pc.value_counts(status).to_pylist()}
    refused = result.filter(pc.equal(status, "refused"))
    return {name: counts.get(name, 0) for name in COUNTED} | {
        "first": _shown(result.slice(0, FIRST_ROWS)),
        "refused_rows": _shown(refused.slice(0, REFUSED_ROWS)),
    }


def _shown(rows: pa.Table) -> list[dict[str, Any]]:
    return [{k: v if v is None or isinstance(v, int) else str(v) for k, v in row.items()} for row in rows.to_pylist()]


def _rows_at_once(content: bytes, name: str) -> int:
    """How many questions the file holds; 0 where it is so large a workbook that it is read later."""
    if not content:
        raise EmptyList("file", name=name)
    if name.lower().endswith(".xlsx") and len(content) > READ_AT_ONCE_BYTES:
        return 0
    return _limited(read_rows(content, name), name).num_rows


def _limited(table: pa.Table, name: str) -> pa.Table:
    if table.num_rows == 0:
        raise EmptyList("file", name=name)
    if table.num_rows > ROWS_MOST:
        raise TooManyRows("file", rows=table.num_rows, most=ROWS_MOST)
    return table


def _problem(refusal: Refusal) -> dict[str, Any]:
    """The refusal in both languages, because nobody knows who reads it."""
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = [refusal.sentence(gettext), refusal.remedy(gettext)]
    return {"code": refusal.code, "said": said}


def _plain_name(name: str) -> str:
    """The file's own name without folders and without characters that no database or page takes."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable()).strip()
    return plain[-NAME_LENGTH:]


def _facts(name: str, content: bytes) -> dict[str, Any]:
    return {"file_name": name, "bytes": len(content), "sha256": _sha(content)}


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _record(actor: str, action: str, row: BatchRun, before: object, after: object, at: datetime) -> None:
    name = f"tariff.batch/{row.public_id}"
    evidence.record(actor=actor, action=action, object=name, before=before, after=after, at=at)
