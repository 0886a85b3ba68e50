"""Release, cancellation and return: what a list takes of limit and guarantee, and gives back."""

from datetime import timedelta

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.public import account_card, hold_card, holds_void
from zaiton.services.retail_tax.actions.consolidating import bills_consolidate
from zaiton.services.retail_tax.actions.disputing import line_dispute
from zaiton.services.retail_tax.actions.releasing import inventories_inspect, inventories_release
from zaiton.services.retail_tax.actions.returning import (
    inventory_cancel,
    lists_close,
    return_ask,
    return_done,
    return_refuse,
    returns_lapse,
)
from zaiton.services.retail_tax.domain import release_refusals as refusals
from zaiton.services.retail_tax.domain.book_refusals import ReasonMissing
from zaiton.services.retail_tax.models import Answer, Bill, Book, Dispute, Guarantee, Inventory, InventoryStep
from zaiton.services.retail_tax.tests.lists import (
    AGENT,
    AGENT_CODE,
    COMPANY,
    OFFICER,
    a_guarantee,
    a_list,
    account_of,
    day,
)

pytestmark = pytest.mark.django_db(transaction=True)
AT = day("2026-11-23")
OURS = (COMPANY,)


def release(*rows: Inventory, at=AT):
    return inventories_release([row.invt_no for row in rows], actor=OFFICER, at=at, reason="")


def left(guarantee: str) -> int:
    return account_card(Guarantee.objects.get(public_id=guarantee).account).available or 0


def answers(code: str = AGENT_CODE) -> list[tuple[str, str]]:
    return list(Answer.objects.filter(to_code=code).order_by("pk").values_list("message", "code"))


def test_a_release_makes_the_bill_uses_the_limit_and_freezes_the_guarantee() -> None:
    guarantee = a_guarantee(10_000, at=AT)
    row = a_list(1000, 234, at=AT)
    (outcome,) = release(row)
    assert (outcome.state, outcome.refusal, outcome.repeated) == ("released", None, False)
    row.refresh_from_db()
    bill = Bill.objects.get(inventory=row)
    assert (row.state, row.released_at) == ("released", AT)
    assert (bill.total_fen, bill.vat_fen, bill.state, bill.kind) == (1234, 1234, "generated", "tax")
    lines = bill.lines.order_by("gnum").values_list("gnum", "gcode", "tax_price_fen", "vat_fen")
    assert list(lines) == [(1, "3304990039", 10_000, 1000), (2, "3304990039", 2340, 234)]
    assert account_card(account_of(row)).posted == 12_340 and hold_card(row.hold).state == "posted"
    assert left(guarantee) == 10_000 - 1234 and hold_card(bill.frozen).state == "pending"
    assert account_card("rt-receivable-cny").posted == 1234 == -account_card("rt-payable-cny").posted
    assert answers() == [("CEB622", "800"), ("CEB816", "1")]
    assert Answer.objects.get(message="CEB816").guid == bill.guid
    step = InventoryStep.objects.get(inventory=row)
    assert (step.event, step.before, step.after, step.actor) == ("released", "accepted", "released", OFFICER)
    assert evidence.verify().ok


def test_the_bill_falls_due_by_the_scheme_of_the_guarantee() -> None:
    """Released on Monday, 23 November: collected from the 31st day on, due on the 45th, 7 January."""
    a_guarantee(at=AT)
    release(row := a_list(at=AT))
    bill = Bill.objects.get(inventory=row)
    assert (str(bill.collectable_on), str(bill.due_on), bill.scheme) == ("2026-12-24", "2027-01-07", "CBEC_31_45")


def test_the_same_release_again_changes_nothing() -> None:
    a_guarantee(at=AT)
    release(row := a_list(at=AT))
    (again,) = release(row, at=AT + timedelta(hours=1))
    assert again.repeated and again.refusal is None
    assert Bill.objects.count() == 1 and InventoryStep.objects.count() == 1 and len(answers()) == 2


def test_what_the_guarantee_does_not_reach_is_not_released_and_told_why() -> None:
    guarantee = a_guarantee(2500, at=AT)
    rows = [a_list(1000, at=AT) for _ in range(3)] + [a_list(500, at=AT)]
    outcomes = release(*rows)
    assert [one.state for one in outcomes] == ["released", "released", "accepted", "released"]
    refused = outcomes[2].refusal
    assert isinstance(refused, refusals.GuaranteeTooSmall) and refused.data["needed"] == 1000
    assert left(guarantee) == 0 and Bill.objects.count() == 3
    rows[2].refresh_from_db()
    assert rows[2].state == "accepted" and hold_card(rows[2].hold).state == "pending"
    assert account_card("rt-receivable-cny").posted == 2500


def test_without_a_guarantee_that_holds_on_the_day_nothing_is_released() -> None:
    row = a_list(at=AT)
    assert isinstance(release(row)[0].refusal, refusals.GuaranteeMissing)
    a_guarantee(at=AT, valid_from=AT.date() + timedelta(1), valid_until=AT.date() + timedelta(9))
    assert isinstance(release(row)[0].refusal, refusals.GuaranteeMissing)
    assert release(row, at=AT + timedelta(days=9))[0].refusal is None
    assert isinstance(release(a_list(at=AT), at=AT + timedelta(days=10))[0].refusal, refusals.GuaranteeMissing)
    other = a_list(at=AT, assure="other")
    assert isinstance(release(other)[0].refusal, refusals.GuaranteeMissing)


def test_a_hold_that_is_gone_refuses_the_release_and_frees_the_guarantee() -> None:
    guarantee = a_guarantee(10_000, at=AT)
    bad, good = a_list(1000, at=AT), a_list(700, at=AT)
    holds_void([bad.hold], at=AT)
    first, second = release(bad, good)
    assert first.refusal is not None and first.state == "accepted" and second.state == "released"
    assert left(guarantee) == 10_000 - 700 and Bill.objects.get().inventory_id == good.pk


def test_an_assessment_that_does_not_add_up_is_not_released() -> None:
    a_guarantee(at=AT)
    row = a_list(1000, at=AT, vat_fen=999)
    assert isinstance(release(row)[0].refusal, refusals.AssessmentUneven)
    assert isinstance(inventories_release(["none"], actor=OFFICER, at=AT)[0].refusal, refusals.InventoryUnknown)


def test_a_list_without_tax_has_a_bill_of_nothing_that_waits_for_no_book() -> None:
    guarantee = a_guarantee(100, at=AT, scheme="NEXT_MONTH_WD5")
    row = a_list(0, at=AT)
    assert release(row)[0].refusal is None and left(guarantee) == 100
    bill = Bill.objects.get()
    assert (bill.total_fen, bill.frozen) == (0, "") and account_card(account_of(row)).posted == 500
    assert bills_consolidate(at=day("2026-12-01")) == ()
    return_ask(row.invt_no, reason="x", actor=AGENT, at=AT)
    return_done(row.invt_no, actor=OFFICER, at=AT)
    bill.refresh_from_db()
    assert bill.state == "void" and account_card(account_of(row)).posted == 0


def test_inspection_and_release_after_it() -> None:
    a_guarantee(at=AT)
    row = a_list(at=AT)
    (outcome, unknown) = inventories_inspect([row.invt_no, "none"], reason="开箱", actor=OFFICER, at=AT)
    assert outcome.state == "inspection" and isinstance(unknown.refusal, refusals.InventoryUnknown)
    assert Answer.objects.get().words == "开箱" and answers() == [("CEB622", "500")]
    (again,) = inventories_inspect([row.invt_no], reason="", actor=OFFICER, at=AT)
    assert isinstance(again.refusal, refusals.InventoryStands)
    with pytest.raises(refusals.InventoryStands):
        inventory_cancel(row.invt_no, reason="no", organisations=OURS, actor=AGENT, at=AT)
    assert release(row)[0].state == "released"


def test_a_cancelled_list_gives_the_limit_back_and_cannot_be_released() -> None:
    a_guarantee(at=AT)
    row = a_list(1000, at=AT)
    with pytest.raises(refusals.InventoryUnknown):
        inventory_cancel(row.invt_no, reason="x", organisations=("other",), actor=AGENT, at=AT)
    with pytest.raises(ReasonMissing):
        inventory_cancel(row.invt_no, reason=" ", organisations=OURS, actor=AGENT, at=AT)
    inventory_cancel(row.invt_no, reason="买家取消", organisations=OURS, actor=AGENT, at=AT)
    row.refresh_from_db()
    assert row.state == "cancelled" and row.sale.state == "withdrawn" and row.ended_at == AT
    card = account_card(account_of(row))
    assert (card.posted, card.pending_debit) == (0, 0) and answers() == [("CEB624", "399")]
    assert isinstance(release(row)[0].refusal, refusals.InventoryStands)


def test_goods_that_are_back_void_the_bill_and_give_everything_back() -> None:
    guarantee = a_guarantee(10_000, at=AT)
    release(row := a_list(1000, at=AT))
    return_ask(row.invt_no, reason="七天无理由", organisations=OURS, actor=AGENT, at=AT + timedelta(days=30))
    assert return_done(row.invt_no, actor=OFFICER, at=AT + timedelta(days=45)) == ""
    row.refresh_from_db()
    bill = Bill.objects.get()
    assert (row.state, bill.state, row.sale.state) == ("returned", "void", "withdrawn")
    assert account_card(account_of(row)).posted == 0 and left(guarantee) == 10_000
    assert account_card("rt-receivable-cny").posted == 0 == account_card("rt-payable-cny").posted
    assert answers()[2:] == [("CEB818", "3"), ("CEB626", "399")]
    assert evidence.verify().ok


def test_the_days_of_a_return_from_both_sides() -> None:
    a_guarantee(at=AT)
    released = day("2026-11-23", 15)  # 23:00 in Beijing
    row = a_list(at=AT)
    release(row, at=released)
    with pytest.raises(refusals.ReturnTooLate) as late:
        return_ask(row.invt_no, reason="x", actor=AGENT, at=day("2026-12-23", 16))  # midnight: the 24th
    assert late.value.data["last"] == "2026-12-23"
    return_ask(row.invt_no, reason="x", actor=AGENT, at=day("2026-12-23", 15))
    with pytest.raises(refusals.ReturnTooLate):
        return_done(row.invt_no, actor=OFFICER, at=day("2027-01-07", 16))
    assert returns_lapse(at=day("2027-01-07", 15)) == 0
    assert returns_lapse(at=day("2027-01-07", 16)) == 1
    row.refresh_from_db()
    assert row.state == "released" and answers()[-1] == ("CEB626", "100")


def test_a_refused_return_leaves_the_bill() -> None:
    a_guarantee(at=AT)
    release(row := a_list(at=AT))
    with pytest.raises(refusals.InventoryStands):
        return_done(row.invt_no, actor=OFFICER, at=AT)
    return_ask(row.invt_no, reason="x", actor=AGENT, at=AT)
    return_refuse(row.invt_no, reason="已使用", actor=OFFICER, at=AT)
    row.refresh_from_db()
    assert row.state == "released" and Bill.objects.get().state == "generated"
    return_ask(row.invt_no, reason="y", actor=AGENT, at=AT)  # may be asked again


def test_lists_close_when_the_days_are_over() -> None:
    a_guarantee(at=AT)
    early, going = a_list(at=AT), a_list(at=AT)
    release(early, going, at=day("2026-11-23", 15))
    return_ask(going.invt_no, reason="x", actor=AGENT, at=AT + timedelta(days=1))
    assert lists_close(at=day("2026-12-23", 15)) == 0
    assert lists_close(at=day("2026-12-23", 16)) == 1
    early.refresh_from_db()
    going.refresh_from_db()
    assert (early.state, going.state) == ("closed", "returning") and answers()[-1] == ("CEB622", "899")
    with pytest.raises(refusals.InventoryStands):
        return_ask(early.invt_no, reason="x", actor=AGENT, at=day("2026-12-23", 16))


def test_a_return_takes_its_bill_out_of_an_open_book_and_ends_its_dispute() -> None:
    a_guarantee(at=AT, scheme="NEXT_MONTH_WD5")
    rows = [a_list(1000, at=AT), a_list(700, at=AT), a_list(300, at=AT)]
    release(*rows)
    at = day("2026-12-01")
    (number,) = bills_consolidate(at=at)
    book = Book.objects.get(ent_duty_no=number)
    assert (book.bills_count, book.total_fen) == (3, 2000)
    return_ask(rows[0].invt_no, reason="x", actor=AGENT, at=at)
    return_done(rows[0].invt_no, actor=OFFICER, at=at)
    disputed = Bill.objects.get(inventory=rows[1])
    line_dispute(disputed.public_id, 1, reason="too much", organisations=OURS, actor=AGENT, at=at)
    return_ask(rows[1].invt_no, reason="x", actor=AGENT, at=at)
    return_done(rows[1].invt_no, actor=OFFICER, at=at)
    book.refresh_from_db()
    assert (book.bills_count, book.total_fen) == (1, 300) and book.state == "consolidated"
    assert set(Bill.objects.filter(inventory__in=rows[:2]).values_list("state", "book")) == {("void", None)}
    assert Dispute.objects.get().state == "withdrawn"
    assert account_card("rt-receivable-cny").posted == 300
