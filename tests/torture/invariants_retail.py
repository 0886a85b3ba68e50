"""What must hold of payment books when everything has ended: from the tables, the bank's truth and what people were told."""

from collections import Counter

from tests.torture.retail import GUARANTEES
from tests.torture.world import World
from zaiton.blocks.money.models import Account, Entry, Hold, Instruction, StatementLine
from zaiton.blocks.papers.models import Certificate
from zaiton.services.retail_tax.domain.states import BOOK, BOOK_PAID
from zaiton.services.retail_tax.models import Bill, Book, BookStep, Dispute

UNDER_WAY = ("confirmed", "debiting", "unknown")
AFTER_TREASURY = ("in_treasury", "written_off")


def check(world: World) -> None:
    """Every invariant of payment books; what does not hold is written down in ``world.violations``."""
    books = list(Book.objects.order_by("ent_duty_no"))
    for book in books:
        _people(world, book)
        _payment(world, book)
        _lists(world, book)
    _bills(world, books)
    _entries(world, books)
    _guarantee(world, books)


def _people(world: World, book: Book) -> None:
    """Two people, each step allowed, what was acknowledged kept."""
    steps = list(BookStep.objects.filter(book=book).order_by("pk"))
    state, proposed = "consolidated", ""
    for step in steps:
        if step.before != state or BOOK.get((step.before, step.event)) != step.after:
            world.violated("books go the allowed ways", f"{book.ent_duty_no}: {step.before} {step.event} {step.after}")
        if step.event == "confirmed" and step.actor == proposed:
            world.violated("nobody is two people", f"{book.ent_duty_no}: {step.actor}")
        state, proposed = step.after, step.actor if step.event == "proposed" else proposed
    if state != book.state:
        world.violated("books stand where their steps lead", f"{book.ent_duty_no}: {state}, {book.state}")
    confirmed = {step.actor for step in steps if step.event == "confirmed"}
    for number, person in world.retail.confirmed:
        if number == book.ent_duty_no and person not in confirmed:
            world.violated("what was acknowledged is not lost", f"{number} confirmed by {person}")


def _payment(world: World, book: Book) -> None:
    """The book stands where its payment is, and the bank had exactly its bills' sum."""
    document = f"book/{book.ent_duty_no}"
    if book.state in UNDER_WAY:
        world.violated("every book comes to its end", f"{book.ent_duty_no} is {book.state}")
    paid = world.bank.paid(document) if document in {k.order.document for k in world.bank.orders.values()} else 0
    row = Instruction.objects.filter(public_id=book.instruction).first() if book.instruction else None
    untold = row is not None and row.number in world.untold
    if not untold and paid != int(book.state in BOOK_PAID):
        world.violated("a book is paid when the bank paid it", f"{book.ent_duty_no} is {book.state}, paid {paid}")
    for one in Instruction.objects.filter(document=document):
        if one.amount != book.total_fen:
            world.violated("a payment is over its bills", f"{book.ent_duty_no}: {one.amount}, {book.total_fen}")
    if book.attempt != Instruction.objects.filter(document=document).count():
        world.violated("each payment is an attempt of its book", f"{book.ent_duty_no}: {book.attempt}")


def _lists(world: World, book: Book) -> None:
    """In the treasury and written off only by the word of treasury and customs; and by it in the end."""
    row = Instruction.objects.filter(public_id=book.instruction).first() if book.instruction else None
    if row is None or book.state not in BOOK_PAID:
        return
    needed = {"debited": (), "in_treasury": ("treasury",), "written_off": ("treasury", "customs")}[book.state]
    for source in needed:
        stated = StatementLine.objects.filter(reference=row.number, statement__source=source).exists()
        if not stated and row.number not in world.retail.told[source]:
            world.violated("nobody's money is assumed", f"{book.ent_duty_no} is {book.state} without {source}")
    doubtful = set(world.lies.planted) | world.untold | world.contradicted
    if book.state != "written_off" and row.number not in doubtful:
        world.violated("what is paid is written off in the end", f"{book.ent_duty_no} is {book.state}")
    if book.state in AFTER_TREASURY:
        found = Certificate.objects.filter(public_id=book.receipt).values_list("status", flat=True).first()
        if found != "valid":
            world.violated("what the treasury has got its receipt", f"{book.ent_duty_no}: {found}")


def _bills(world: World, books: list[Book]) -> None:
    """A book is its bills; a disputed bill is in none; a bill is its lines."""
    for book in books:
        totals = list(Bill.objects.filter(book=book).values_list("total_fen", flat=True))
        if (len(totals), sum(totals)) != (book.bills_count, book.total_fen):
            world.violated("a book is its bills", f"{book.ent_duty_no}: {book.total_fen}, {totals}")
    for bill in Bill.objects.order_by("tax_no"):
        lines = sum(map(sum, bill.lines.values_list("tariff_fen", "consumption_fen", "vat_fen")))
        if bill.total_fen != lines:
            world.violated("a bill is its lines", f"{bill.tax_no}: {bill.total_fen}, {lines}")
        is_open = Dispute.objects.filter(line__bill=bill, state="open").exists()
        if is_open != (bill.state == "disputed"):
            world.violated("a disputed bill is disputed", bill.tax_no)


def _entries(world: World, books: list[Book]) -> None:
    """Each step is booked once, and the accounts say what bills and books say."""
    wanted: Counter[str] = Counter()
    bills = {bill.pk: bill for bill in Bill.objects.all()}
    paid = {book.pk: book for book in books if book.written_off_at is not None}
    keys = set(Entry.objects.filter(key__startswith="retail_tax/bill/").values_list("key", flat=True))
    for bill in bills.values():
        if bill.state == "void":
            continue  # what it was booked at is booked back
        confirmed = f"retail_tax/bill/{bill.tax_no}/confirmed" in keys
        if bill.book_id not in paid:
            wanted["rt-receivable-cny"] += bill.total_fen
            wanted["tax-payable-cny"] -= bill.total_fen if confirmed else 0
        wanted["rt-payable-cny"] -= 0 if confirmed else bill.total_fen
        tried = bill.book_id is not None and next(b for b in books if b.pk == bill.book_id).attempt > 0
        if tried and not confirmed:
            world.violated("what is paid is booked", bill.tax_no)
    for book in books:
        if book.state == "debited":
            wanted["bank-clearing-cny"] += book.total_fen
            wanted["treasury-clearing-cny"] -= book.total_fen
    given_back = Instruction.objects.filter(refunds__document__startswith="book/", state="settled")
    for fen in given_back.values_list("amount", flat=True):  # what officers refund goes out of clearing
        wanted["bank-clearing-cny"] -= fen
        wanted["treasury-clearing-cny"] += fen
    codes = ("rt-receivable-cny", "rt-payable-cny", "tax-payable-cny", "bank-clearing-cny", "treasury-clearing-cny")
    for code, posted in Account.objects.filter(code__in=codes).values_list("code", "posted"):
        if posted != wanted[code]:
            world.violated("the accounts say what the books say", f"{code}: {posted}, {wanted[code]}")


def _guarantee(world: World, books: list[Book]) -> None:
    """Exactly the bills that are not written off are held on the guarantee, each once and at its amount."""
    written_off = {book.pk for book in books if book.state == "written_off"}
    wanted = {
        bill.frozen: bill.total_fen
        for bill in Bill.objects.exclude(frozen="").exclude(state="void")
        if bill.book_id not in written_off and bill.total_fen
    }
    rows = Hold.objects.filter(state="pending", credit__code__startswith=GUARANTEES)
    if dict(rows.values_list("key", "amount")) != wanted:
        found = set(rows.values_list("key", "amount")) ^ set(wanted.items())
        world.violated("the guarantee holds what is owed", f"{sorted(found)}")
