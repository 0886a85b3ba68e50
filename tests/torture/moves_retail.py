"""What may happen to payment books in one step, each move by the production code."""

from typing import Any

from tests.torture.retail import AMOUNTS, COMPANY, PEOPLE, book_made
from tests.torture.world import World
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.agreeing import agreement_step
from zaiton.blocks.money.public import agreements_of
from zaiton.services.retail_tax.actions.confirming import books_confirm, books_propose, books_retry, books_take_back
from zaiton.services.retail_tax.actions.crediting import books_credit
from zaiton.services.retail_tax.actions.disputing import Taxes, dispute_answer, dispute_withdraw, line_dispute
from zaiton.services.retail_tax.actions.following import books_swept
from zaiton.services.retail_tax.models import Bill, Book, Dispute

MINE = (COMPANY,)


def new_book(world: World) -> None:
    """Some bills are to be paid together."""
    amounts = [world.chance.choice(AMOUNTS) for _ in range(world.chance.randint(1, 4))]
    world.act(f"book {amounts}", lambda: book_made(world, amounts))


def propose(world: World) -> None:
    """Somebody proposes some books, perhaps over an amount that they never were over."""
    _agree(world, "propose", books_propose)


def confirm(world: World) -> None:
    """Somebody confirms some books: perhaps the one who proposed them, perhaps once more."""
    _agree(world, "confirm", books_confirm, "proposed")


def confirm_again(world: World) -> None:
    """An impatient person, or one that was left without an answer."""
    _agree(world, "confirm again", books_confirm, "confirmed", "debiting", "unknown", "debited", "rejected")


def take_back(world: World) -> None:
    """A proposal is taken back."""
    if rows := _some(world, "proposed"):
        numbers = [row.ent_duty_no for row in rows]
        world.act("take back", lambda: books_take_back(numbers, organisations=MINE, actor=PEOPLE[0], at=world.now))


def retry(world: World) -> None:
    """What was not paid is tried again; what nobody knows of must be refused."""
    if not (rows := _some(world, "rejected", "unknown", "debiting")):
        return
    numbers, before = [row.ent_duty_no for row in rows], {row.ent_duty_no: row.state for row in rows}
    told = world.act(
        f"retry {numbers}", lambda: books_retry(numbers, organisations=MINE, actor=PEOPLE[0], at=world.now)
    )
    for one in told if isinstance(told, tuple) else ():
        if one.refusal is None and before[one.number] != "rejected":
            world.violated("unknown is never tried again", f"{one.number} was {before[one.number]}")


def dispute(world: World) -> None:
    """A line is disputed, perhaps too late."""
    rows = list(Bill.objects.filter(state__in=("consolidated", "generated")).order_by("tax_no"))
    if rows:
        bill = world.chance.choice(rows)
        given: dict[str, Any] = {"organisations": MINE, "actor": PEOPLE[0], "at": world.now}
        world.act(f"dispute {bill.tax_no}", lambda: line_dispute(bill.public_id, 1, reason="税额不符", **given))


def answer(world: World) -> None:
    """Customs answers a dispute: dismissed, cheaper, dearer; or the company withdraws it."""
    row = Dispute.objects.filter(state="open").select_related("line").order_by("line__bill__tax_no").first()
    if row is None:
        return
    fate = world.chance.random()
    given: dict[str, Any] = {"actor": "person/officer", "at": world.now}
    if fate < 0.2:
        world.act(
            "withdraw", lambda: dispute_withdraw(row.public_id, organisations=MINE, actor=PEOPLE[1], at=world.now)
        )
        return
    fen = row.line.vat_fen
    taxes = None if fate < 0.5 else Taxes(0, 0, max(0, fen - 7) if fate < 0.8 else fen + 1_000_00)
    world.act(f"answer {taxes}", lambda: dispute_answer(row.public_id, taxes=taxes, answer="复核", **given))


def look_after(world: World) -> None:
    """What the clock of the service does: books that are behind are brought up."""
    world.act("look after books", lambda: books_swept(at=world.now))


def ask_lists(world: World) -> None:
    """Treasury and customs are asked what they have."""
    world.act("ask lists", lambda: books_credit(at=world.now, channels=world.running))


def bank_gives_back(world: World) -> None:
    """The bank takes the money of a book back, wherever the book has got to, and says so."""
    if number := world.bank.give_back(world.now, may=lambda order: order.document.startswith("book/")):
        world.trace.append(f"bank returns {number[-6:]} of a book")
        world.told_later(number, world.bank.query(number))


def agreement_wavers(world: World) -> None:
    """The bank suspends the agreement, or lets it hold again."""
    card = agreements_of(COMPANY)[0]
    event = "suspended" if card.state == "active" else "resumed"
    world.act(f"agreement {event}", lambda: agreement_step(card.public_id, event, actor="person/bank", at=world.now))


def agreement_holds(world: World) -> None:
    """In the end it holds."""
    if agreements_of(COMPANY)[0].state == "suspended":
        agreement_wavers(world)


def _agree(world: World, what: str, call: Any, *states: str) -> None:
    rows = _some(world, *states)
    if not rows:
        return
    person = world.chance.choice(PEOPLE)
    seen = {row.ent_duty_no: row.total_fen + (world.chance.random() < 0.05) for row in rows}
    before = {row.ent_duty_no: row for row in rows}
    told = world.act(
        f"{what} {sorted(seen)} {person}", lambda: call(seen, organisations=MINE, actor=person, at=world.now)
    )
    if isinstance(told, Refusal) or told is None or call is not books_confirm:
        return
    for one in told:
        if one.refusal is None:
            world.retail.confirmed.add((one.number, person))
            if before[one.number].proposed_by == person:
                world.violated("nobody is two people", f"{one.number}: {person}")


def _some(world: World, *states: str) -> list[Book]:
    rows = Book.objects.filter(state__in=states) if states else Book.objects.filter(state__in=OFTEN)
    found = list(rows.order_by("ent_duty_no"))
    return world.chance.sample(found, min(len(found), world.chance.randint(1, 3))) if found else []


OFTEN = ("consolidated", "rejected", "proposed")
MOVES = (
    (new_book, 10),
    (propose, 22),
    (confirm, 26),
    (confirm_again, 3),
    (take_back, 1),
    (retry, 10),
    (dispute, 2),
    (answer, 4),
    (look_after, 6),
    (ask_lists, 16),
    (bank_gives_back, 4),
    (agreement_wavers, 2),
)
