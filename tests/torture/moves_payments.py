"""What may happen to payments in one step, each move by the production code."""

from datetime import timedelta

from django.db import transaction

from tests.torture.world import World
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.fetching import reconcile_day
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_make, instruction_refund
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.domain.channels import Party, Reply
from zaiton.blocks.money.domain.instructions import InstructionCard, Wish
from zaiton.blocks.money.models import Instruction
from zaiton.kit.work import store
from zaiton.kit.work.models import Job
from zaiton.kit.work.turns import turn

ENTERPRISE = Party("企业", "ENTERPRISE-1")
TREASURY = Party("国库", "TREASURY")
CLIENT = "client"


def make(world: World) -> None:
    """A new document is to be paid."""
    number = len(world.wishes) + 1
    pays = world.chance.random() < 0.75
    wish = Wish(
        document=f"doc/{world.seed}/{number}",
        purpose="debit" if pays else "credit",
        channel="bank",
        debtor=ENTERPRISE if pays else TREASURY,
        creditor=TREASURY if pays else ENTERPRISE,
        amount=world.chance.choice((1, 99, 100_00, 123_45, 700_01, 9_999_99)),
        currency="CNY",
        debit="cash" if pays else "due",
        credit="due" if pays else "cash",
    )
    world.wishes[wish.document] = wish
    ask(world, wish)


def again(world: World) -> None:
    """The same wish once more: an impatient client, or one that was left without an answer."""
    if world.wishes:
        ask(world, world.chance.choice(list(world.wishes.values())))


def ask(world: World, wish: Wish) -> None:
    """Have it made, and remember what was promised."""
    made = world.act(
        f"make {wish.document} {wish.amount}",
        lambda: instruction_make(wish, business_date=world.today, actor=CLIENT, at=world.now),
    )
    if isinstance(made, InstructionCard):
        world.promised[made.public_id] = made.number
        if (made.document, made.amount) != (wish.document, wish.amount):
            world.violated("an answer is of what was asked", f"{wish.document}: {made}")


def other_content(world: World) -> None:
    """The same document with another amount: refused while a payment is under way or made."""
    live = list(Instruction.objects.filter(state__in=("queued", "sending", "sent", "unknown", "settled")))
    live = [row for row in live if row.document in world.wishes]
    if not live:
        return
    row = world.chance.choice(live)
    there = world.wishes[row.document]
    wish = Wish(**{**{n: getattr(there, n) for n in there.__dataclass_fields__}, "amount": there.amount + 1})
    made = world.act(
        f"make other {row.document}",
        lambda: instruction_make(wish, business_date=world.today, actor=CLIENT, at=world.now),
    )
    if isinstance(made, InstructionCard):
        world.violated("a document has one payment", f"{row.document} was made with another amount")


def cancel(world: World) -> None:
    """Somebody takes a payment back, if it is not too late."""
    if (row := _some(world)) is not None:
        world.act(f"cancel {row.number[-6:]}", lambda: instruction_cancel(row.public_id, actor=CLIENT, at=world.now))


def refund(world: World) -> None:
    """A part or all of a payment is given back."""
    if (row := _some(world, "settled")) is None:
        return
    amount = world.chance.choice((row.amount, max(1, row.amount // 2), row.amount + 1))
    made = world.act(
        f"refund {row.number[-6:]} {amount}",
        lambda: instruction_refund(row.public_id, amount=amount, business_date=world.today, actor=CLIENT, at=world.now),
    )
    if isinstance(made, InstructionCard):
        world.promised[made.public_id] = made.number
        if amount > row.amount:
            world.violated("no more is refunded than was paid", f"{row.number}: {amount} of {row.amount}")


def work(world: World) -> None:
    """A worker takes up to three rows."""
    world.work(world.chance.randint(1, 3))


def look_for_lapsed(world: World) -> None:
    """The heart of a worker takes back what a dead one left."""
    world.act("take back", lambda: store.take_back(store.lapsed(world.now), world.now))


def sweeping(world: World) -> None:
    """The sweeper looks around."""
    world.act("sweep", lambda: sweep(at=world.now))


def deliver(world: World) -> None:
    """What has arrived is taken."""
    world.deliver()


def jump(world: World) -> None:
    """Time passes: a moment, a lease, an hour."""
    few = world.depth > 0 and not world.bank.remembers
    world.now += timedelta(seconds=world.chance.choice((1, 20, 61, 120) if few else (1, 20, 61, 400, 1200, 4000)))


def midnight(world: World) -> None:
    """Time passes to just before or after midnight in Beijing; never while somebody waits for a bank without memory."""
    if world.depth and not world.bank.remembers:
        return
    seconds = (world.now + timedelta(hours=8)).hour * 3600 + world.now.minute * 60 + world.now.second
    world.now += timedelta(seconds=86400 - seconds + world.chance.choice((-1, 0, 1)))


def job_lost(world: World) -> None:
    """A row of the outbox vanishes: somebody deleted it by hand."""
    rows = list(Job.objects.filter(state__in=("waiting", "running")).order_by("key").values_list("pk", flat=True))
    if rows:
        world.trace.append("a job is lost")
        with turn(), transaction.atomic():
            Job.objects.filter(pk=world.chance.choice(rows)).delete()


def decide(world: World) -> None:
    """The bank settles or rejects what it had put off, and says so."""
    if number := world.bank.decide(world.now):
        world.told_later(number, world.bank.query(number))


def give_back(world: World) -> None:
    """The bank returns a payment, and says so."""
    if number := world.bank.give_back(world.now, may=lambda order: order.purpose != "refund"):
        world.trace.append(f"bank returns {number[-6:]}")
        world.told_later(number, world.bank.query(number))


def contradict(world: World) -> None:
    """The bank says the opposite of what it said before, of a payment that has ended."""
    row = _some(world, "settled", "rejected")
    known = world.bank.orders.get(row.number) if row is not None else None
    if row is None or known is None or known.status != row.state:
        return
    reply = Reply("rejected", "AM04") if row.state == "settled" else Reply("settled", settled_on=world.today)
    world.contradicted.add(row.number)
    taken = world.take(row.number, reply, world.now)
    if isinstance(taken, InstructionCard):
        world.lies.planted[row.number] = ("bank", "contradiction")


def compare(world: World) -> None:
    """The day before is reconciled."""
    day = world.today - timedelta(days=1)
    if day >= world.start:
        world.act("reconcile", lambda: reconcile_day(day, at=world.now, channels=world.channels))


def is_refusal(answer: object, code: str) -> bool:
    """Whether an answer is this refusal."""
    return isinstance(answer, Refusal) and answer.code == code


def _some(world: World, *states: str) -> Instruction | None:
    rows = Instruction.objects.filter(state__in=states) if states else Instruction.objects.all()
    found = list(rows.order_by("number"))
    return world.chance.choice(found) if found else None


MOVES = (
    (make, 12),
    (again, 4),
    (other_content, 2),
    (cancel, 2),
    (refund, 3),
    (work, 22),
    (look_for_lapsed, 4),
    (sweeping, 10),
    (deliver, 10),
    (jump, 14),
    (midnight, 2),
    (job_lost, 3),
    (decide, 5),
    (give_back, 3),
    (contradict, 2),
    (compare, 2),
)
