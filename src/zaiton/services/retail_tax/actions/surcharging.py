"""What lateness and too little tax cost afterwards: surcharge bills of payment books that were paid late, supplementary bills.

A surcharge is reckoned on the tax of the whole payment book, by the days from the day after the due day to the day the bank paid it, and
rounded once (Tariff Law art. 43). There is none on a surcharge. When the bank takes the money back, the surcharge goes too, and is
reckoned anew when the book is paid. Tax that was too little is collected within the years of art. 45, with a surcharge where the agent
was at fault (art. 46).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum

from zaiton.blocks.evidence.public import record
from zaiton.blocks.money.public import post
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.disputing import BIGGEST_FEN, TAXES, Taxes, said
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.actions.moving import bill_leaves
from zaiton.services.retail_tax.actions.numbering import numbers
from zaiton.services.retail_tax.actions.returning import bill_void
from zaiton.services.retail_tax.actions.telling import TAX_BILL, guid, of_bill, told
from zaiton.services.retail_tax.domain import book_refusals, claim_refusals
from zaiton.services.retail_tax.domain.messages_customs import GENERATED
from zaiton.services.retail_tax.domain.settlement import years_after
from zaiton.services.retail_tax.domain.states import BOOK_PAID
from zaiton.services.retail_tax.models import Bill, BillLine, Book
from zaiton.services.retail_tax.queries.settlement import OF_NOTICES, Late, days_of, late_on, term

CLERK = "system"
LIVE = ~Q(state="void")


def surcharges_make(*, at: datetime) -> tuple[str, ...]:
    """Make the surcharge bills of payment books that were paid late, and void those of books that are paid no more.

    Returns the numbers of the bills made.
    """
    _gone(at)
    live = Bill.objects.filter(LIVE, of_book=OuterRef("pk"), kind="surcharge")
    late = Book.objects.filter(~Exists(live), state__in=BOOK_PAID, debited_at__isnull=False).order_by("pk")
    made = []
    for pk, due_on, debited_at in late.values_list("pk", "due_on", "debited_at"):
        if debited_at.astimezone(BEIJING).date() <= due_on:
            continue
        with turn(), transaction.atomic():
            number = _surcharged(pk, at)
        if number:
            made.append(number)
        give_way()
    return tuple(made)


def bill_supplement(
    tax_no: str, lines: Mapping[int, Taxes], *, why: str, at_fault: bool, actor: str, at: datetime
) -> str:
    """Collect for customs what a bill was too little by, line by line (by ``gnum``, in fen); returns the number of the new bill.

    ``at_fault``: the agent caused it, so the surcharge runs from the due day of the bill. Raises ``BillUnknown``, ``LineUnknown``,
    ``TaxUnfit``, ``ReasonMissing``, ``TooLong``.
    """
    why = said(why)
    with turn(), transaction.atomic():
        of = Bill.objects.select_for_update().filter(LIVE, tax_no=tax_no, kind="tax").first()
        if of is None:
            raise book_refusals.BillUnknown("number", number=tax_no[:24])
        day = at.astimezone(BEIJING).date()
        last = years_after(of.generated_at.astimezone(BEIJING).date(), days_of("claim_years", day))
        if day > last:
            raise claim_refusals.TooLong("bill", number=tax_no, last=last.isoformat())
        there = {line.gnum: line for line in BillLine.objects.filter(bill=of)}
        _checked(lines, there, tax_no)
        sums = {name: sum(getattr(taxes, name) for taxes in lines.values()) for name in TAXES}
        late = late_on(sum(sums.values()), of.due_on, day).fen if at_fault else 0
        row = _bill(of, "supplementary", day, at, why, late, **sums, of=of, inventory_id=of.inventory_id)
        rows = [_line(row, there[gnum], taxes) for gnum, taxes in lines.items()]
        BillLine.objects.bulk_create(rows)
        told([of_bill(row, TAX_BILL, GENERATED, at, why)])
        _recorded(row, "retail_tax.bill_supplemented", actor, at, of=tax_no, why=why)
    return row.tax_no


def _surcharged(pk: int, at: datetime) -> str:
    book = Book.objects.select_for_update().get(pk=pk)
    if book.state not in BOOK_PAID or book.debited_at is None:
        return ""
    if Bill.objects.filter(LIVE, of_book=book, kind="surcharge").exists():
        return ""
    paid_on = book.debited_at.astimezone(BEIJING).date()
    sums = Bill.objects.filter(book=book).aggregate(**{name: Sum(name) for name in TAXES})
    late = late_on(sum(value or 0 for value in sums.values()), book.due_on, paid_on)
    if not late.fen:
        return ""
    day = at.astimezone(BEIJING).date()
    row = _bill(book, "surcharge", day, at, _told(book, late, paid_on), late.fen, of_book=book)
    facts = {"book": book.ent_duty_no, "due_on": book.due_on.isoformat(), "paid_on": paid_on.isoformat()}
    _recorded(row, "retail_tax.surcharge_made", CLERK, at, **facts, days=late.days)
    return row.tax_no


def _told(book: Book, late: Late, paid_on: date) -> str:
    """How it was reckoned, on the bill itself."""
    tax = book.total_fen
    return f"{book.ent_duty_no}: {book.due_on} → {paid_on}, {late.days} × {late.percent}% ({late.document} {late.article}); {tax}"


def _gone(at: datetime) -> None:
    """Surcharges of books whose payment came back are void, as far as they are not being paid themselves."""
    gone = Bill.objects.filter(LIVE, kind="surcharge").filter(
        ~Q(of_book__state__in=BOOK_PAID) | Q(of_book__debited_at__isnull=True)
    )
    for pk in list(gone.order_by("pk").values_list("pk", flat=True)):
        with turn(), transaction.atomic():
            row = Bill.objects.select_for_update().get(pk=pk)
            if bill_leaves(row, actor=CLERK, at=at):
                continue
            if row.state == "consolidated":
                row.state = "generated"
            bill_void(row, why=row.why, actor=CLERK, at=at)
            _recorded(row, "retail_tax.surcharge_voided", CLERK, at)
        give_way()


def _bill(like: Bill | Book, kind: str, day: date, at: datetime, why: str, surcharge: int, **more: Any) -> Bill:
    """A bill beside that of a list: at once to be collected, due as notices are, booked like any other."""
    days = term(OF_NOTICES, declared_on=day, released_on=day)
    (number,) = numbers(f"bill/{day:%Y}", 1)
    taxes = {name: more.pop(name, 0) for name in TAXES}
    row = Bill.objects.create(
        tax_no=f"{like.customs_code}{day:%Y%m}{number:010}",
        guid=guid(),
        kind=kind,
        organisation=like.organisation,
        agent_code=like.agent_code,
        customs_code=like.customs_code,
        surcharge_fen=surcharge,
        total_fen=sum(taxes.values()) + surcharge,
        scheme=OF_NOTICES,
        collectable_on=day,
        due_on=days.due_on,
        period=days.period,
        why=why[:1000],
        generated_at=at,
        **taxes,
        **more,
    )
    key = bill_key(row.tax_no, "generated")
    post(entry(key, "generated", row.total_fen, on=day, document=row.tax_no), actor=CLERK, at=at)
    return row


def _checked(lines: Mapping[int, Taxes], there: Mapping[int, BillLine], tax_no: str) -> None:
    for gnum, taxes in lines.items():
        if gnum not in there:
            raise book_refusals.LineUnknown("line", number=tax_no, line=gnum)
        fen = [getattr(taxes, name) for name in TAXES]
        if any(type(one) is not int or not 0 <= one <= BIGGEST_FEN for one in fen) or not any(fen):
            raise book_refusals.TaxUnfit("taxes")
    if not lines:
        raise book_refusals.TaxUnfit("taxes")


def _line(row: Bill, of: BillLine, taxes: Taxes) -> BillLine:
    made = {name: getattr(taxes, name) for name in TAXES}
    return BillLine(bill=row, gnum=of.gnum, gcode=of.gcode, name=of.name, tax_price_fen=of.tax_price_fen, **made)


def _recorded(row: Bill, action: str, actor: str, at: datetime, **more: Any) -> None:
    facts = {"kind": row.kind, "total_fen": row.total_fen, "state": row.state, **more}
    record(actor=actor, action=action, object=f"retail_tax.bill/{row.tax_no}", after=facts, at=at)
