"""Who is told of money: the payer, the parties of an agreement and officers, each once, in their language, and nobody else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from tests.cast import Member, assemble
from zaiton.blocks.identity.public import organisations_owned
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.breaks import break_assign, break_open
from zaiton.blocks.money.actions.fetching import reconcile_due
from zaiton.blocks.money.actions.instructing import instruction_make, instruction_refund
from zaiton.blocks.money.actions.minding import mind
from zaiton.blocks.money.actions.replying import reply_take
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send
from zaiton.blocks.money.domain.agreements import SIGNING
from zaiton.blocks.money.domain.channels import Party, Reply
from zaiton.blocks.money.domain.instructions import InstructionCard, Wish
from zaiton.blocks.money.domain.reconcile_refusals import RulesUnfit
from zaiton.blocks.money.domain.telling import TellingUnfit, patience_of
from zaiton.blocks.money.models import Break
from zaiton.blocks.money.public import post
from zaiton.blocks.money.tests.books import AT, DAY, WHO, a_book, draft
from zaiton.blocks.money.tests.channels import Scripted, scripted
from zaiton.blocks.notices.models import Delivery, Notice
from zaiton.blocks.notices.queries.kinds import worded
from zaiton.blocks.notices.tests.factories import an_endpoint, names
from zaiton.kit.home import home
from zaiton.kit.work import running
from zaiton.kit.work.delivery import Lane
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank() -> Iterator[Scripted]:
    with scripted() as channel:
        yield channel


@pytest.fixture
def cast(tmp_path, bank: Scripted) -> Mapping[str, Member]:
    people = assemble(AT, tmp_path)
    a_book()
    post(draft("opening", "cash", "equity", 1_000_000), actor=WHO, at=AT)
    return people


def firm(cast: Mapping[str, Member]) -> str:
    return organisations_owned(cast["importer"].public_id, at=AT)[0].public_id


def paid_for(cast: Mapping[str, Member], document: str = "bill/1", **more: object) -> InstructionCard:
    debtor, creditor = Party("Demo importer", "6222"), Party("Treasury", "TREASURY")
    wish = Wish(document, "debit", "scripted", debtor, creditor, 12_345, "CNY", "clearing", "cash")
    wish = replace(wish, **{"organisation": firm(cast), **more})
    return instruction_make(wish, business_date=DAY, actor=f"person/{cast['agent'].public_id}", at=AT)


def told(cast: Mapping[str, Member], name: str, at: datetime = AT) -> list[str]:
    """What the worker has put into somebody's inbox when everything that waits is done."""
    while running.do_inside(Lane.BATCH, now=lambda: at, lease=60):
        pass
    assert not Job.objects.filter(state="dead").exists(), Job.objects.filter(state="dead").values_list("error")
    found = Notice.objects.filter(person=cast[name].public_id, kind__startswith="money.").order_by("pk")
    return [kind.removeprefix("money.") for kind in found.values_list("kind", flat=True)]


def again(cast: Mapping[str, Member]) -> None:
    """Everything the worker did is given to it once more, as after a kill before its commit."""
    Job.objects.filter(state="done", handler__startswith="zaiton.blocks.money.jobs:tell").update(state="waiting")


def test_the_owner_is_told_once_that_it_is_paid_and_machines_too(cast: Mapping[str, Member]) -> None:
    with names(erp_example="93.184.216.34"):
        an_endpoint(cast["importer"].public_id, firm(cast), "https://erp.example/hooks", at=AT)
    card = paid_for(cast)
    assert told(cast, "importer") == []
    instruction_send(card.public_id, at=AT)
    assert told(cast, "importer") == ["settled"]
    reply_take(card.number, Reply("settled", settled_on=DAY), at=AT, source="callback")
    again(cast)
    assert told(cast, "importer") == ["settled"]
    assert told(cast, "stranger") == told(cast, "officer") == []
    (event,) = Delivery.objects.all()
    assert '"zaiton.money.settled"' in event.body and card.public_id in event.body and "12345" in event.body
    notice = Notice.objects.get(person=cast["importer"].public_id, kind="money.settled")
    assert notice.link == f"/money/payments/{card.public_id}/"
    with override("en"):
        assert worded(notice.kind, notice.data)[1] == "The payment of CNY 123.45 for bill/1 was made."
    with override("zh-hans"):
        assert worded(notice.kind, notice.data)[1] == "bill/1 的付款 CNY 123.45 已完成。"


def test_a_notice_stands_or_falls_with_what_it_tells(cast: Mapping[str, Member], monkeypatch) -> None:
    card = paid_for(cast)
    monkeypatch.setattr("zaiton.blocks.money.actions.replying.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        instruction_send(card.public_id, at=AT)
    assert told(cast, "importer") == [] and not Job.objects.filter(event="money.settled").exists()


def test_rejected_says_why(cast: Mapping[str, Member], bank: Scripted) -> None:
    bank.plan = ["reject"]
    instruction_send(paid_for(cast).public_id, at=AT)
    assert told(cast, "importer") == ["rejected"]
    notice = Notice.objects.get(person=cast["importer"].public_id, kind="money.rejected")
    assert notice.data["reason"] == "insufficient funds"


def test_unknown_is_told_once_then_how_it_ended(cast: Mapping[str, Member], bank: Scripted) -> None:
    bank.plan = ["timeout"]
    card = paid_for(cast)
    instruction_send(card.public_id, at=AT)
    assert told(cast, "importer") == ["unknown"]
    again(cast)
    assert told(cast, "importer") == ["unknown"]
    instruction_ask(card.public_id, at=AT + timedelta(seconds=10))
    assert told(cast, "importer", AT + timedelta(minutes=1)) == ["unknown", "settled"]


def test_lost_sight_of_twice_is_told_once(cast: Mapping[str, Member], bank: Scripted) -> None:
    bank.plan = ["lost", "lost"]
    card = paid_for(cast)
    instruction_send(card.public_id, at=AT)
    assert told(cast, "importer") == ["unknown"]
    for minutes in (10, 20):
        instruction_ask(card.public_id, at=AT + timedelta(minutes=minutes))
    instruction_send(card.public_id, at=AT + timedelta(hours=3))
    assert told(cast, "importer", AT + timedelta(hours=4)) == ["unknown"]


def test_returned_and_refunded(cast: Mapping[str, Member], bank: Scripted) -> None:
    first, second = paid_for(cast), paid_for(cast, "bill/2")
    for card in (first, second):
        instruction_send(card.public_id, at=AT)
    reply_take(first.number, Reply("returned", "AC04", "account closed", settled_on=DAY), at=AT, source="callback")
    officer = f"person/{cast['officer'].public_id}"
    refund = instruction_refund(second.public_id, amount=345, business_date=DAY, actor=officer, at=AT)
    instruction_send(refund.public_id, at=AT)
    assert sorted(told(cast, "importer")) == ["refunded", "returned", "settled", "settled"]
    notice = Notice.objects.get(person=cast["importer"].public_id, kind="money.refunded")
    assert notice.data == {"document": "bill/2", "amount": "CNY 3.45"} and told(cast, "officer") == []
    bank.plan = ["reject"]
    failed = instruction_refund(second.public_id, amount=1000, business_date=DAY, actor=officer, at=AT)
    instruction_send(failed.public_id, at=AT)
    assert told(cast, "importer").count("refund_failed") == told(cast, "second_officer").count("refund_failed") == 1


def test_a_person_without_organisation_is_told_and_who_lost_access_is_not(cast: Mapping[str, Member]) -> None:
    alone = paid_for(cast, organisation="")
    others = Wish("bill/9", "debit", "scripted", Party("A", "1"), Party("B", "2"), 1, "CNY", "clearing", "cash")
    gone = instruction_make(
        replace(others, organisation=firm(cast)),
        business_date=DAY,
        actor=f"person/{cast['stranger'].public_id}",
        at=AT,
    )
    for card in (alone, gone):
        instruction_send(card.public_id, at=AT)
    assert told(cast, "agent") == ["settled"] and told(cast, "stranger") == [] and told(cast, "importer") == ["settled"]


def test_officers_are_told_once_of_what_stays_unknown(cast: Mapping[str, Member], bank: Scripted) -> None:
    bank.plan = ["timeout"]
    card = paid_for(cast)
    instruction_send(card.public_id, at=AT)
    assert mind(at=AT + timedelta(hours=3, minutes=59)) == (0, 0)
    later = AT + timedelta(hours=4)
    assert mind(at=later) == (1, 0) and mind(at=later + timedelta(hours=1)) == (0, 0)
    assert told(cast, "officer", later) == told(cast, "second_officer", later) == ["unknown_long"]
    assert told(cast, "importer", later) == ["unknown"]
    again(cast)
    assert told(cast, "officer", later) == ["unknown_long"]


def test_a_contradiction_is_told_to_officers_once(cast: Mapping[str, Member]) -> None:
    card = paid_for(cast)
    instruction_send(card.public_id, at=AT)
    for _ in range(2):
        reply_take(card.number, Reply("rejected", "AM04", "no money"), at=AT, source="callback")
    assert told(cast, "officer") == told(cast, "second_officer") == ["contradiction"]
    assert told(cast, "importer") == ["settled"]


def test_old_breaks_are_told_together_and_once(cast: Mapping[str, Member]) -> None:
    day = date(2026, 11, 2)
    for n in range(3):
        break_open("only_bank", reference=f"Z{n}", day=day, amount=5, currency="CNY", at=AT)
    mine = break_open("only_bank", reference="Z9", day=day, amount=5, currency="CNY", at=AT)
    break_assign(mine.public_id, owner=f"person/{cast['second_officer'].public_id}", actor=WHO, at=AT)
    break_open("only_bank", reference="fresh", day=DAY, amount=5, currency="CNY", at=AT)
    assert mind(at=AT) == (0, 4) and mind(at=AT + timedelta(hours=1)) == (0, 0)
    assert told(cast, "officer") == ["breaks_old"] and told(cast, "second_officer") == ["breaks_old"] * 2
    counts = Notice.objects.filter(kind="money.breaks_old", person=cast["officer"].public_id).values_list("data")
    assert counts.get()[0]["count"] == "3"
    assert set(Break.objects.filter(day=day).values_list("steps__event", flat=True)) >= {"opened", "aged"}
    officer = Client()
    officer.post("/account/sign-in/", {"email": cast["officer"].email, "password": cast["officer"].password})
    page = officer.get(f"/en/money/breaks/{mine.public_id}/")
    assert page.status_code == 200 and "It grows old" in page.content.decode()


def test_a_day_without_its_statements_is_told_when_they_are_late(cast: Mapping[str, Member]) -> None:
    instruction_send(paid_for(cast).public_id, at=AT)
    told(cast, "officer")
    night = datetime.combine(DAY + timedelta(1), datetime.min.time(), AT.tzinfo)  # 08:00 in Beijing
    reconcile_due(at=night, channels={})
    assert "day_missing" not in told(cast, "officer", night)
    noon = night + timedelta(hours=4)
    for _ in range(2):
        reconcile_due(at=noon, channels={})
    assert told(cast, "officer", noon) == ["day_missing"] == told(cast, "second_officer", noon)
    notice = Notice.objects.get(kind="money.day_missing", person=cast["officer"].public_id)
    assert notice.data["day"] == DAY.isoformat() and "银行 / the bank" in notice.data["sources"]


def test_a_refused_statement_is_told_at_once(cast: Mapping[str, Member], bank: Scripted, monkeypatch) -> None:
    instruction_send(paid_for(cast).public_id, at=AT)
    true = bank.statement
    monkeypatch.setattr(bank, "statement", lambda day, *, at: replace(true(day, at=at), closing=1))
    night = datetime.combine(DAY + timedelta(1), datetime.min.time(), AT.tzinfo)
    for _ in range(2):
        reconcile_due(at=night, channels={"bank": bank})
    assert told(cast, "officer", night) == ["day_refused"] == told(cast, "second_officer", night)
    notice = Notice.objects.get(kind="money.day_refused", person=cast["officer"].public_id)
    assert notice.data == {"day": DAY.isoformat(), "sources": "银行 / the bank"}


def test_rules_that_cannot_be_used_are_told(cast: Mapping[str, Member]) -> None:
    instruction_send(paid_for(cast).public_id, at=AT)
    own = home() / "money" / "matching.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("source = 3")
    try:
        for _ in range(2):
            with pytest.raises(RulesUnfit):
                reconcile_due(at=AT + timedelta(days=1), channels={})
    finally:
        own.unlink()
    assert told(cast, "officer", AT + timedelta(days=1)) == ["day_rules"]


def test_every_party_of_an_agreement_is_told_of_each_step_but_who_took_it(cast: Mapping[str, Member]) -> None:
    actors = {name: f"person/{cast[name].public_id}" for name in ("importer", "officer", "second_officer")}
    card = agreement_draw_up(
        "XY-7",
        organisation=firm(cast),
        channel="scripted",
        account="6222",
        account_name="Demo",
        currency="CNY",
        actor=actors["importer"],
        at=AT,
    )
    for event, name in zip((*SIGNING, "suspended"), ("importer", "officer", "second_officer", "officer"), strict=True):
        agreement_step(card.public_id, event, actor=actors[name], at=AT)
    steps = [f"agreement_{name}" for name in ("enterprise_signs", "bank_signs", "customs_accepts", "suspended")]
    for _ in range(2):
        assert told(cast, "importer") == steps[1:]
        assert told(cast, "officer") == [steps[0], steps[2]]
        assert told(cast, "second_officer") == [steps[0], steps[1], steps[3]]
        assert told(cast, "stranger") == told(cast, "agent") == []
        again(cast)


@pytest.mark.parametrize("said", [{}, {"unknown_hours": 0}, {"unknown_hours": "4"}, {"unknown_hours": True}])
def test_figures_that_cannot_be_are_refused(said: dict) -> None:
    with pytest.raises(TellingUnfit):
        patience_of({"break_working_days": 3, "statement_hours": 12, **said})
