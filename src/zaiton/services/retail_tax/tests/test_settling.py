"""When bills fall due, and what lateness costs: January 2025 under the next-month scheme, and the window of e-commerce."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.public import account_card, hold_card
from zaiton.services.retail_tax.actions.consolidating import bills_consolidate
from zaiton.services.retail_tax.actions.disputing import Taxes, dispute_answer, line_dispute
from zaiton.services.retail_tax.actions.following import books_follow
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.actions.returning import return_ask, return_done, return_refuse
from zaiton.services.retail_tax.actions.surcharging import bill_supplement, surcharges_make
from zaiton.services.retail_tax.domain import book_refusals, claim_refusals
from zaiton.services.retail_tax.domain.release_refusals import PaymentUnderWay
from zaiton.services.retail_tax.domain.settlement_refusals import SchemeUnfit, SchemeUnknown
from zaiton.services.retail_tax.jobs import daily
from zaiton.services.retail_tax.models import Answer, Bill, Book, Claim
from zaiton.services.retail_tax.queries import settlement
from zaiton.services.retail_tax.queries.settlement import late_on, scheme, schemes, term, workdays_after
from zaiton.services.retail_tax.tests.books import Scene, a_scene, confirmed
from zaiton.services.retail_tax.tests.lists import AGENT, COMPANY, OFFICER, a_guarantee, a_list, day

NEXT_MONTH = "NEXT_MONTH_WD5"
AT = day("2026-10-20")


@pytest.fixture
def scene() -> Iterator[Scene]:
    with a_scene() as made:
        yield made


def released(*vat: int, at: datetime = AT, under: str = NEXT_MONTH) -> Bill:
    """A bill that a release made."""
    row = a_list(*vat, at=at)
    (outcome,) = inventories_release([row.invt_no], actor=OFFICER, at=at)
    assert outcome.refusal is None
    bill = Bill.objects.get(inventory=row)
    assert bill.scheme == under
    return bill


def paid(scene: Scene, book: Book, at: datetime) -> Book:
    """Proposed, confirmed and paid by the bank at a moment."""
    scene.now = at
    confirmed(scene, book)
    scene.work()
    book.refresh_from_db()
    scene.send(book)
    books_follow([book.ent_duty_no], at=scene.later())
    book.refresh_from_db()
    assert book.state in ("debited", "in_treasury", "written_off"), book.state
    return book


@pytest.mark.parametrize("declared", ["2025-01-01", "2025-01-17", "2025-01-31"])
def test_january_2025_falls_due_on_10_february(declared: str) -> None:
    """The holiday runs to 4 February; Saturday the 8th is worked: 5, 6, 7, 8, 10."""
    day_of = date.fromisoformat(declared)
    found = term(NEXT_MONTH, declared_on=day_of, released_on=day_of + timedelta(days=9))
    assert (found.due_on, found.collectable_on, found.period) == (date(2025, 2, 10), date(2025, 2, 1), "2025-01")


@pytest.mark.parametrize(
    ("on", "days", "fen"),
    [("2025-02-10", 0, 0), ("2025-02-11", 1, 50), ("2025-02-12", 2, 100), ("2025-03-10", 28, 1400)],
)
def test_the_surcharge_after_it_from_both_sides(on: str, days: int, fen: int) -> None:
    """0.05 % a day of 1,000.00."""
    late = late_on(100_000, date(2025, 2, 10), date.fromisoformat(on))
    assert (late.days, late.fen, late.percent, late.document, late.article) == (days, fen, "0.05", "关税法", "四十三")


def test_a_surcharge_is_rounded_once_half_up() -> None:
    due = date(2025, 2, 10)
    assert late_on(1000, due, date(2025, 2, 11)).fen == 1  # 0.5
    assert late_on(999, due, date(2025, 2, 11)).fen == 0
    assert late_on(999, due, date(2025, 2, 13)).fen == 1  # 1.4985


@pytest.mark.parametrize(
    ("code", "declared", "released_on", "first", "due"),
    [
        ("CBEC_31_45", "2026-11-20", "2026-11-23", "2026-12-24", "2027-01-07"),
        ("CBEC_31_45", "2025-12-15", "2025-12-16", "2026-01-16", "2026-01-30"),
        ("CBEC_31_45", "2025-12-18", "2025-12-18", "2026-01-18", "2026-02-02"),  # 1 February is a Sunday
        ("DECL_15D", "2025-01-17", "2025-01-20", "2025-01-17", "2025-02-05"),  # 1 February lies in the holiday
        ("DECL_15D", "2025-03-03", "2025-03-03", "2025-03-03", "2025-03-18"),
        (NEXT_MONTH, "2024-12-31", "2025-01-02", "2025-01-01", "2025-01-08"),
        (
            NEXT_MONTH,
            "2025-09-10",
            "2025-09-10",
            "2025-10-01",
            "2025-10-14",
        ),  # to 8 October; Saturday the 11th is worked
    ],
)
def test_the_other_schemes(code: str, declared: str, released_on: str, first: str, due: str) -> None:
    found = term(code, declared_on=date.fromisoformat(declared), released_on=date.fromisoformat(released_on))
    assert (str(found.collectable_on), str(found.due_on)) == (first, due)


def test_schemes_are_files_and_an_operators_file_wins(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {one.code for one in schemes()} == {"CBEC_31_45", "NEXT_MONTH_WD5", "DECL_15D", "NOTICE_15D"}
    assert all(one.title_zh and one.title_en and one.basis.document for one in schemes())
    monkeypatch.setattr(settlement, "home", lambda: tmp_path)
    folder = tmp_path / "retail_tax" / "settlement"
    folder.mkdir(parents=True)
    (folder / "NEXT_MONTH_WD5.yaml").write_text("kind: next_month\ncounts_from: declared\nlast: 6\n", "utf-8")
    (folder / "OWN.yaml").write_text("kind: days\ncounts_from: released\nlast: 3\nshifts: false\n", "utf-8")
    january = date(2025, 1, 9)
    assert term(NEXT_MONTH, declared_on=january, released_on=january).due_on == date(2025, 2, 11)
    assert term("OWN", declared_on=january, released_on=january).due_on == date(2025, 1, 12)
    (folder / "OWN.yaml").write_text("kind: never\n", "utf-8")
    with pytest.raises(SchemeUnfit):
        scheme("OWN")
    with pytest.raises(SchemeUnknown):
        scheme("NONE")


def test_a_term_in_working_days() -> None:
    assert workdays_after(date(2025, 1, 24), 10) == date(
        2025, 2, 13
    )  # 26, 27 January worked, 5 to 8 and 10 to 13 February


@pytest.mark.django_db(transaction=True)
def test_january_2025_from_release_to_the_surcharge_bill(scene: Scene) -> None:
    """Two lists of January, one book due on 10 February, paid on the 13th: three days of 0.05 % of 3,000.00 are 4.50."""
    january = day("2025-01-20")
    a_guarantee(10_000_000, at=january, scheme=NEXT_MONTH)
    released(100_000, at=january)
    released(150_000, 50_000, at=day("2025-01-31", 15))
    assert bills_consolidate(at=day("2025-01-31", 15)) == ()
    (number,) = bills_consolidate(at=day("2025-01-31", 16))
    book = Book.objects.get(ent_duty_no=number)
    assert (str(book.due_on), book.period, book.bills_count, book.total_fen) == ("2025-02-10", "2025-01", 2, 300_000)
    told = Answer.objects.filter(message="CEB818").values_list("code", "words")
    assert list(told) == [("2", number)] * 2
    assert surcharges_make(at=day("2025-02-12")) == ()
    paid(scene, book, day("2025-02-13"))
    (late,) = surcharges_make(at=day("2025-02-13", 8))
    bill = Bill.objects.get(tax_no=late)
    assert (bill.kind, bill.surcharge_fen, bill.total_fen, bill.of_book_id) == ("surcharge", 450, 450, book.pk)
    assert "3 × 0.05%" in bill.why and str(bill.due_on) == "2025-02-28"
    assert surcharges_make(at=day("2025-02-14")) == ()
    (own,) = bills_consolidate(at=day("2025-02-14"))
    assert Book.objects.get(ent_duty_no=own).total_fen == 450
    assert not Answer.objects.filter(subject=late).exists()  # the standard has no message for it
    assert evidence.verify().ok


@pytest.mark.django_db(transaction=True)
def test_a_book_paid_on_its_last_day_has_no_surcharge(scene: Scene) -> None:
    january = day("2025-01-20")
    a_guarantee(at=january, scheme=NEXT_MONTH)
    released(100_000, at=january)
    (number,) = bills_consolidate(at=day("2025-02-05"))
    paid(scene, Book.objects.get(ent_duty_no=number), day("2025-02-10", 15))
    assert surcharges_make(at=day("2025-02-20")) == ()


@pytest.mark.django_db(transaction=True)
def test_a_surcharge_is_void_when_the_bank_takes_the_money_back(scene: Scene) -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    released(100_000)
    (number,) = bills_consolidate(at=day("2026-11-02"))
    book = paid(scene, Book.objects.get(ent_duty_no=number), day("2026-11-20"))
    (late,) = surcharges_make(at=scene.later())
    Book.objects.filter(pk=book.pk).update(state="rejected", debited_at=None)
    assert surcharges_make(at=scene.later()) == ()
    assert Bill.objects.get(tax_no=late).state == "void"
    assert account_card("rt-receivable-cny").posted == 100_000
    Book.objects.filter(pk=book.pk).update(state="debited", debited_at=day("2026-11-23"))
    (again,) = surcharges_make(at=scene.later())
    assert Bill.objects.get(tax_no=again).surcharge_fen > Bill.objects.get(tax_no=late).surcharge_fen


@pytest.mark.django_db(transaction=True)
def test_books_are_of_one_agent_customs_scheme_and_period() -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    released(at=AT)
    released(at=day("2026-11-20"))
    other = a_list(at=AT, agent_code="3501000002", organisation="company00002")
    inventories_release([other.invt_no], actor=OFFICER, at=AT)
    made = bills_consolidate(at=day("2026-12-01"))
    assert len(made) == 3
    assert {(b.agent_code, b.period, b.organisation) for b in Book.objects.all()} == {
        ("3501000001", "2026-10", COMPANY),
        ("3501000001", "2026-11", COMPANY),
        ("3501000002", "2026-10", "company00002"),
    }
    assert bills_consolidate(at=day("2026-12-01")) == ()


@pytest.mark.django_db(transaction=True)
def test_what_comes_later_joins_the_open_book_and_not_a_proposed_one(scene: Scene) -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    released(700)
    second, third = released(300), released(200)
    for bill, gnum in ((second, 1), (third, 1)):
        line_dispute(bill.public_id, gnum, reason="x", organisations=(COMPANY,), actor=AGENT, at=AT)
    at = day("2026-11-02")
    (number,) = bills_consolidate(at=at)
    dispute = second.lines.get().disputes.get().public_id
    dispute_answer(dispute, taxes=Taxes(0, 0, 250), answer="上调", actor=OFFICER, at=at)
    assert bills_consolidate(at=at) == (number,)
    book = Book.objects.get(ent_duty_no=number)
    assert (book.bills_count, book.total_fen) == (2, 950)
    Book.objects.filter(pk=book.pk).update(state="proposed")
    dispute_answer(third.lines.get().disputes.get().public_id, taxes=None, answer="不采纳", actor=OFFICER, at=at)
    (other,) = bills_consolidate(at=at)
    assert other != number and Book.objects.get(ent_duty_no=other).total_fen == 200


@pytest.mark.django_db(transaction=True)
def test_bills_of_goods_on_their_way_back_wait() -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    bill = released()
    return_ask(bill.inventory.invt_no, reason="x", actor=AGENT, at=day("2026-11-01"))
    assert bills_consolidate(at=day("2026-11-02")) == ()
    return_refuse(bill.inventory.invt_no, reason="x", actor=OFFICER, at=day("2026-11-02"))
    assert len(bills_consolidate(at=day("2026-11-02"))) == 1


@pytest.mark.django_db(transaction=True)
def test_goods_that_come_back_after_the_tax_was_paid_open_a_claim(scene: Scene) -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    bill = released(1000)
    (number,) = bills_consolidate(at=day("2026-11-02"))
    book = Book.objects.get(ent_duty_no=number)
    return_ask(bill.inventory.invt_no, reason="x", actor=AGENT, at=day("2026-11-02"))
    scene.now = day("2026-11-03")
    confirmed(scene, book)
    with pytest.raises(PaymentUnderWay):
        return_done(bill.inventory.invt_no, actor=OFFICER, at=scene.later())
    scene.work()
    scene.send(book)
    books_follow([number], at=scene.later())
    claim = return_done(bill.inventory.invt_no, actor=OFFICER, at=scene.later())
    made = Claim.objects.get(public_id=claim)
    assert (made.state, made.amount_fen, made.bill_id) == ("made", 1000, bill.pk)
    bill.refresh_from_db()
    assert bill.state == "consolidated"


@pytest.mark.django_db(transaction=True)
def test_tax_that_was_too_little_with_and_without_fault() -> None:
    """100.00 more, asked for 20 days after the bill was due: 20 × 0.05 % of it where the agent was at fault."""
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    bill = released(1000)
    at = datetime.combine(bill.due_on + timedelta(days=20), AT.timetz())
    more = {"why": "归类错误", "actor": OFFICER, "at": at}
    number = bill_supplement(bill.tax_no, {1: Taxes(0, 4000, 6000)}, at_fault=True, **more)
    row = Bill.objects.get(tax_no=number)
    assert (row.kind, row.consumption_fen, row.vat_fen, row.surcharge_fen) == ("supplementary", 4000, 6000, 100)
    assert (row.of_id, row.inventory_id, row.total_fen) == (bill.pk, bill.inventory_id, 10_100)
    assert Answer.objects.get(subject=number).message == "CEB816" and row.lines.get().gcode == "3304990039"
    plain = Bill.objects.get(tax_no=bill_supplement(bill.tax_no, {1: Taxes(0, 0, 500)}, at_fault=False, **more))
    assert (plain.surcharge_fen, plain.total_fen) == (0, 500)
    assert account_card("rt-receivable-cny").posted == 1000 + 10_100 + 500


@pytest.mark.django_db(transaction=True)
def test_a_supplement_is_of_a_line_within_the_years() -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH)
    bill = released(1000)
    more = {"why": "x", "at_fault": False, "actor": OFFICER}
    for lines, refusal in (
        ({}, book_refusals.TaxUnfit),
        ({2: Taxes(0, 0, 1)}, book_refusals.LineUnknown),
        ({1: Taxes(0, 0, 0)}, book_refusals.TaxUnfit),
        ({1: Taxes(0, 0, -1)}, book_refusals.TaxUnfit),
    ):
        with pytest.raises(refusal):
            bill_supplement(bill.tax_no, lines, at=AT, **more)
    with pytest.raises(book_refusals.BillUnknown):
        bill_supplement("none", {1: Taxes(0, 0, 1)}, at=AT, **more)
    with pytest.raises(claim_refusals.TooLong):
        bill_supplement(bill.tax_no, {1: Taxes(0, 0, 1)}, at=day("2029-10-21"), **more)
    assert bill_supplement(bill.tax_no, {1: Taxes(0, 0, 1)}, at=day("2029-10-20"), **more)


@pytest.mark.django_db(transaction=True)
def test_a_day_does_what_a_day_brings_and_again_changes_nothing() -> None:
    a_guarantee(at=AT, scheme=NEXT_MONTH, valid_until=date(2026, 11, 10))
    bill = released(1000)
    daily(at=day("2026-11-20"))
    bill.refresh_from_db()
    bill.inventory.refresh_from_db()
    assert (bill.state, bill.inventory.state) == ("consolidated", "closed")
    assert bill.guarantee.__class__.objects.get().state == "expired"
    assert hold_card(bill.frozen).state == "pending"  # what stands under it stays
    entries = evidence.verify().entries
    daily(at=day("2026-11-20"))
    assert Book.objects.count() == 1 and evidence.verify().entries == entries
