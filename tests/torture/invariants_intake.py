"""What must hold of sales of retail imports when everything has ended: each once, within the limits, released as a whole or not at all."""

from collections import Counter, defaultdict

from tests.torture.intake import ANNUAL_FEN, SALE_FEN, Senders, account_of
from tests.torture.world import World
from zaiton.blocks.money.models import Account, Entry, Hold
from zaiton.services.retail_tax.domain.states import INVENTORY
from zaiton.services.retail_tax.models import Bill, Document, Intake, Inventory, InventoryStep, Sale

HELD, USED = ("accepted", "inspection"), ("released", "returning", "closed")
ENDED = ("cancelled", "returned")


def check(world: World) -> None:
    """Every invariant of the intake and the release; what does not hold is written down in ``world.violations``."""
    desk: Senders = world.senders
    _files(world, desk)
    _sales(world, desk)
    lists = list(Inventory.objects.select_related("sale", "buyer").order_by("pk"))
    for row in lists:
        _steps(world, row)
        _bill(world, row)
    _years(world, desk, lists)
    there = {row.invt_no for row in lists if InventoryStep.objects.filter(inventory=row, event="released").exists()}
    for number in desk.released - there:
        world.violated("what was acknowledged is not lost", f"{number} was released")


def _files(world: World, desk: Senders) -> None:
    """Every file once, its records once, its receipt as it was told."""
    kept = dict(Intake.objects.values_list("name", "receipt"))
    if Intake.objects.count() != len(desk.files) or set(kept) != set(desk.files):
        world.violated("every file is there once", f"{sorted(set(kept) ^ set(desk.files))}")
    for name, receipt in desk.told.items():
        if name in kept and bytes(kept[name]) != receipt:
            world.violated("a receipt stays as it was told", name)
    documents = Counter(Document.objects.values_list("kind", "code", "number"))
    if len(documents) != 4 * len(desk.people) or set(documents.values()) - {1}:
        world.violated("every document is there once", f"{len(documents)} of {4 * len(desk.people)}")


def _sales(world: World, desk: Senders) -> None:
    """Each order is one sale: declared once, or left out for a reason that it has."""
    if Sale.objects.count() != len(desk.people):
        world.violated("every order is there once", f"{Sale.objects.count()} of {len(desk.people)}")
    lists: dict[int, list[str]] = defaultdict(list)
    for sale, state in Inventory.objects.values_list("sale_id", "state"):
        lists[sale].append(state)
    named = {_number(number): number for number in Sale.objects.values_list("order_no", flat=True)}
    for number, person in desk.people.items():
        sale = Sale.objects.filter(order_no=named.get(number, "")).first()
        if sale is None:
            continue  # told above
        states, reasons = lists[sale.pk], {one["reason"] for one in sale.findings}
        if number in desk.wrong:
            right = sale.state == "discrepant" and not states and bool(reasons - {"annual_limit"})
        elif sale.state == "accepted":
            right = len(states) == 1 and states[0] not in ENDED
        elif sale.state == "withdrawn":
            right = len(states) == 1 and states[0] in ENDED
        else:
            full = account_of(person, desk.year) in desk.used
            right = sale.state == "discrepant" and not states and reasons == {"annual_limit"} and full
        if not right:
            told = f"{sale.order_no} is {sale.state}, its lists {states}, {sorted(reasons)}"
            world.violated("what agrees is declared once, what does not is left out", told)


def _number(order: str) -> int:
    """The number of a sale stands at the end of its order's."""
    return int("".join(letter for letter in order if letter.isdigit())[-6:])


def _steps(world: World, row: Inventory) -> None:
    """Each step allowed, the state where they lead."""
    state = "accepted"
    for step in InventoryStep.objects.filter(inventory=row).order_by("pk"):
        if step.before != state or INVENTORY.get((step.before, step.event)) != step.after:
            world.violated("lists go the allowed ways", f"{row.invt_no}: {step.before} {step.event} {step.after}")
        state = step.after
    if state != row.state:
        world.violated("lists stand where their steps lead", f"{row.invt_no}: {state}, {row.state}")


def _bill(world: World, row: Inventory) -> None:
    """Released with exactly one bill and the limit used, or neither; void where the goods came back."""
    bills = [bill.state for bill in Bill.objects.filter(inventory=row)]
    used = Entry.objects.filter(key=f"retail_tax/limit/{row.invt_no}/used").exists()
    back = Entry.objects.filter(key=f"retail_tax/limit/{row.invt_no}/used/back").exists()
    hold = Hold.objects.filter(key=row.hold).values_list("state", flat=True).first()
    said = (len(bills), bills == ["void"], used, back, hold)
    wanted = {
        **dict.fromkeys(HELD, (0, False, False, False, "pending")),
        **dict.fromkeys(USED, (1, False, True, False, "posted")),
        "cancelled": (0, False, False, False, "void"),
        "returned": (1, True, True, True, "posted"),
    }[row.state]
    if said != wanted:
        world.violated("a list is released as a whole or not at all", f"{row.invt_no} is {row.state}: {said}")


def _years(world: World, desk: Senders, lists: list[Inventory]) -> None:
    """The account of each buyer's year is what that buyer's lists say, and within the limit."""
    held: Counter[str] = Counter(desk.used)
    posted: Counter[str] = Counter()
    for row in lists:
        code = f"rt-buyer-{row.buyer.key[:24]}-{row.year}"
        held[code] += row.dutiable_fen if row.state in HELD else 0
        posted[code] += row.dutiable_fen if row.state in USED else 0
        if row.dutiable_fen != SALE_FEN:
            world.violated("a list is worth what its order is", f"{row.invt_no}: {row.dutiable_fen}")
    for account in Account.objects.filter(code__startswith="rt-buyer-"):
        said = (account.posted, account.pending_debit)
        if said != (posted[account.code], held[account.code]) or sum(said) > ANNUAL_FEN:
            told = f"{account.code}: {said}, lists {posted[account.code]} and {held[account.code]}"
            world.violated("a year is what its lists say", told)
