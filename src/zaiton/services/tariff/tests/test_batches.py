"""Lists of questions: stored before promised, answered once in either language, seen and removed by those they belong to."""

import csv
import io
import threading
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.db import connection

from zaiton.blocks.evidence import public as evidence
from zaiton.kit.work import LeaseLost
from zaiton.services.tariff.actions import batches as actions
from zaiton.services.tariff.actions.answers import NotYourCompany
from zaiton.services.tariff.actions.batches import batch_ask, batch_remove, batches_work
from zaiton.services.tariff.models import BatchRun
from zaiton.services.tariff.queries.advice import Asked, advise, question_of
from zaiton.services.tariff.queries.batches import (
    BatchNotDone,
    FormatNotOffered,
    NoSuchBatch,
    batch,
    batch_file,
    batch_result,
    batches,
)
from zaiton.services.tariff.tests.conftest import NOON
from zaiton.services.tariff.tests.test_actions import company_of

ROWS = b"""code,origin,destination,on,value
030359,KR,CN,2024-01-15,1000000
0406.90.00,CH,CN,2025-08-01,5
03o359,KR,CN,2024-01-15,100
030359,KR,CN,2024-02-30,100
030359,KR,,2023-12-31,
"""


def ask(member, organisation="", content=ROWS, name="rows.csv", language="en") -> str:
    return batch_ask(
        person=member.public_id, organisation=organisation, name=name, content=content, language=language, at=NOON
    )


def see(member, public_id, at=NOON):
    return batch(member.public_id, public_id, at=at)


def test_every_row_is_answered_refused_or_not_covered(cast):
    importer = cast["importer"]
    public_id = ask(importer)
    assert (see(importer, public_id).state, see(importer, public_id).rows_total) == ("waiting", 5)
    with pytest.raises(BatchNotDone):
        batch_result(importer.public_id, public_id, at=NOON)
    assert batches_work() == 1
    card = see(importer, public_id)
    assert (card.state, card.rows_done, card.percent) == ("done", 5, 100)
    assert card.counts == {"answered": 2, "refused": 2, "not_covered": 1}
    assert [row["row"] for row in card.refused] == [3, 4]
    assert "2024-02-30" in card.refused[1]["reason"]
    answered = batch_result(importer.public_id, public_id, at=NOON).to_pylist()
    alone = advise(question_of(Asked(code="030359", origin="KR", on="2024-01-15", value="1000000")))[1]
    assert (answered[0]["agreement"], answered[0]["duty"]) == ("CN-KR", alone["best"]["duty"]["amount"])
    assert batches_work() == 0


def test_reasons_stand_in_the_language_it_was_asked_in(cast):
    chinese, english = ask(cast["importer"], language="zh-hans"), ask(cast["importer"])
    batches_work()
    assert "请" in see(cast["importer"], chinese).refused[1]["reason"]
    assert see(cast["importer"], english).refused[1]["reason"].isascii() is False
    assert "is not a day" in see(cast["importer"], english).refused[1]["reason"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_answered_list_comes_in_each_form(cast, form):
    public_id = ask(cast["importer"])
    batches_work()
    name, media_type, content = batch_file(cast["importer"].public_id, public_id, form, at=NOON)
    assert name == f"rows-answered.{form}" and media_type
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert [row["status"] for row in rows] == ["answered", "not_covered", "refused", "refused", "answered"]
    if form == "parquet":
        assert pq.read_table(io.BytesIO(content)).num_rows == 5
    with pytest.raises(FormatNotOffered):
        batch_file(cast["importer"].public_id, public_id, "exe", at=NOON)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rows.exe", ROWS, "unknown_list_format"),
        ("rows.csv", b"", "empty_list"),
        ("rows.csv", b"code,origin\n", "empty_list"),
        ("", ROWS, "unknown_list_format"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_nothing_is_kept(cast, name, content, code):
    from zaiton.base.refusals import Refusal

    before = evidence.verify().entries
    with pytest.raises(Refusal) as caught:
        ask(cast["importer"], content=content, name=name)
    assert caught.value.code == code and caught.value.mend
    assert not BatchRun.objects.exists() and evidence.verify().entries == before


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b"\xff\xfe\x00\x01"), ("a.xlsx", b"PK no"), ("a.parquet", b"PAR1")]
)
def test_a_file_that_cannot_be_read_is_refused_in_words(cast, name, content):
    from zaiton.base.refusals import Refusal

    with pytest.raises(Refusal):
        ask(cast["importer"], content=content, name=name)
    assert not BatchRun.objects.exists()


def test_a_list_has_an_end(cast, monkeypatch):
    monkeypatch.setattr(actions, "ROWS_MOST", 4)
    with pytest.raises(actions.TooManyRows):
        ask(cast["importer"])
    monkeypatch.setattr(actions, "ROWS_MOST", 5)
    monkeypatch.setattr(actions, "KEPT_MOST", 1)
    ask(cast["importer"])
    with pytest.raises(actions.TooManyLists):
        ask(cast["importer"])


def test_who_may_see_it(cast):
    company = company_of(cast["importer"])
    theirs, own = ask(cast["importer"], company), ask(cast["importer"])
    assert see(cast["agent"], theirs).organisation == company
    for member, public_id in (("agent", own), ("stranger", theirs), ("officer", own), ("importer", "none")):
        with pytest.raises(NoSuchBatch):
            see(cast[member], public_id)
    assert [card.public_id for _, card in batches(cast["agent"].public_id, at=NOON)] == [theirs]
    with pytest.raises(NoSuchBatch):
        see(cast["agent"], theirs, at=NOON - timedelta(days=365 * 30))
    with pytest.raises(NotYourCompany):
        ask(cast["stranger"], company)


def test_asking_answering_and_removing_stand_in_the_evidence_log(cast):
    before = evidence.verify().entries
    public_id = ask(cast["importer"])
    batches_work()
    with pytest.raises(NoSuchBatch):
        batch_remove(person=cast["stranger"].public_id, public_id=public_id, at=NOON)
    batch_remove(person=cast["importer"].public_id, public_id=public_id, at=NOON)
    verdict = evidence.verify()
    assert (verdict.ok, verdict.entries) == (True, before + 3)
    with pytest.raises(NoSuchBatch):
        see(cast["importer"], public_id)


def test_a_run_whose_process_died_is_taken_up_and_the_dead_one_writes_nothing(cast):
    public_id = ask(cast["importer"])
    desk = actions._Desk()
    dead = desk.take(NOON, NOON - timedelta(seconds=30))
    assert desk.take(NOON + timedelta(seconds=10), NOON - timedelta(seconds=20)) is None
    later = NOON + timedelta(seconds=31)
    heir = desk.take(later, later - timedelta(seconds=30))
    assert heir.tries == dead.tries + 1
    assert not dead.beat(later)
    with pytest.raises(LeaseLost):
        dead.do()
    heir.do()
    assert see(cast["importer"], public_id).counts["answered"] == 2
    assert not desk.unfinished()


def test_a_list_removed_while_it_is_answered_leaves_nothing(cast, monkeypatch):
    public_id = ask(cast["importer"])
    real = actions.answer_rows

    def removed_meanwhile(table, **more):
        batch_remove(person=cast["importer"].public_id, public_id=public_id, at=NOON)
        return real(table, **more)

    monkeypatch.setattr(actions, "answer_rows", removed_meanwhile)
    assert batches_work() == 1
    assert not BatchRun.objects.exists()


def test_a_list_that_brings_its_process_down_is_given_up(cast):
    public_id = ask(cast["importer"])
    BatchRun.objects.update(state="running", tries=actions.TRIES_MOST, beat_at=NOON - timedelta(days=1))
    assert batches_work() == 0
    card = see(cast["importer"], public_id)
    assert (card.state, card.problem["code"]) == ("failed", "batch_given_up")
    assert set(card.problem["said"]) == {"zh-hans", "en"}


def test_a_fault_of_ours_is_tried_again_and_then_said(cast, monkeypatch):
    public_id = ask(cast["importer"])

    def broken(*given, **more):
        raise RuntimeError("planted")

    monkeypatch.setattr(actions, "answer_rows", broken)
    for _ in range(actions.TRIES_MOST):
        with pytest.raises(RuntimeError):
            batches_work()
        BatchRun.objects.filter(state="running").update(beat_at=NOON - timedelta(days=1))
    assert see(cast["importer"], public_id).problem["code"] == "batch_given_up"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one connection holds the store in memory")
def test_two_threads_answer_a_list_once(tmp_path):
    from tests.cast import assemble

    public_id = ask(assemble(NOON, tmp_path)["importer"])
    taken = []

    def work():
        try:
            taken.append(batches_work())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 1
    assert BatchRun.objects.get(public_id=public_id).tries == 1
