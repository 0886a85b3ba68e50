"""After the storm: everybody is well again, and the house has simulated days to bring everything to its end."""

from datetime import timedelta

from tests.torture import intake, moves_retail
from tests.torture.moves_ledger import asked_again
from tests.torture.moves_payments import CLIENT
from tests.torture.world import World
from zaiton.blocks.money.actions.fetching import days_due, reconcile_day
from zaiton.blocks.money.actions.holds import hold_card, hold_void, holds_expire
from zaiton.blocks.money.actions.parity import parity
from zaiton.blocks.money.actions.sweeping import sweep
from zaiton.blocks.money.models import Instruction
from zaiton.kit.work import store
from zaiton.kit.work.models import Job

LIVE = ("queued", "sending", "sent", "unknown")
ROUNDS = 150
LONGEST = timedelta(days=3)
LATER_DAYS = 4
DAYS_OF_LISTS = 6


def settle(world: World, *, compares: bool) -> None:
    """Let everything end: messages, payments, holds, entries that a client is unsure of, and the comparison of the days."""
    world.calm = True
    until = world.now + LONGEST
    world.bank_repeats()
    if world.retail is not None:
        moves_retail.agreement_holds(world)
        intake.settle_intake(world)
    for _ in range(ROUNDS):
        world.deliver()
        world.bank_decides()
        _workers(world)
        following = _next(world)
        if following is None or following > until:
            break
        world.now = max(following, world.now + timedelta(seconds=1))
    if world.retail is not None:
        _books(world)
    _unheard(world)
    _clients(world)
    world.act("parity", lambda: parity(at=world.now))
    if compares:
        world.now += timedelta(days=LATER_DAYS)
        _compare(world)
        if world.retail is not None:
            _books(world)


def _books(world: World) -> None:
    """Payment books come to their end: the lists of some days are asked for, receipts issued."""
    for _ in range(DAYS_OF_LISTS):
        moves_retail.look_after(world)
        _workers(world)
        moves_retail.ask_lists(world)
        _workers(world)
        world.now += timedelta(hours=12)


def _unheard(world: World) -> None:
    """Returns that the house never heard of can only be found by comparing statements."""
    rows = Instruction.objects.filter(number__in=world.untold, state="settled").values_list("number", flat=True)
    world.untold = set(rows)
    for number in world.untold:
        world.lies.planted[number] = ("bank", "a return nobody was told")


def _workers(world: World) -> None:
    world.act("take back", lambda: store.take_back(store.lapsed(world.now), world.now))
    if world.retail is not None:
        moves_retail.look_after(world)
    if Instruction.objects.filter(state__in=LIVE, next_at__lte=world.now).exists():
        world.act("sweep", lambda: sweep(at=world.now))
    world.work(50)


def _next(world: World):
    """When something happens next; None where nothing ever will."""
    moments = [world.next_arrival()]
    rows = Instruction.objects.filter(state__in=LIVE, next_at__isnull=False).order_by("next_at")
    moments.append(rows.values_list("next_at", flat=True).first())
    waiting = Job.objects.filter(state="waiting").order_by("due").values_list("due", flat=True).first()
    running = Job.objects.filter(state="running").order_by("lease_until").values_list("lease_until", flat=True).first()
    moments += [waiting, running and running + timedelta(seconds=1)]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def _clients(world: World) -> None:
    """Half of those who were left without an answer ask again; holds of clients are given back or run out."""
    for group in list(world.books.groups.values()):
        if group.state == "unsure" and world.chance.random() < 0.5:
            answer = world.act("ask again", lambda g=group: asked_again(world, g.drafts))
            if isinstance(answer, tuple):
                world.books.note(group.drafts, "done")
    world.act("expire", lambda: holds_expire(at=world.now))
    for key, reserve in world.books.holds.items():
        card = world.act("look", lambda k=key: hold_card(k))
        if getattr(card, "state", "") != "pending":
            continue
        if reserve.expires_at is not None and reserve.expires_at <= world.now:
            world.violated("a hold ends when its time is over", key)
        world.act("void", lambda k=key: hold_void(k, actor=CLIENT, at=world.now))


def _compare(world: World) -> None:
    """Twice: a statement that lied about its totals is asked for again, and told rightly then."""
    last = world.today - timedelta(days=1)
    first = min((one.day for one in world.bank.executions), default=last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for day in [*days, *(day for day in days_due(at=world.now) if day in days), *days]:
        world.act(f"reconcile {day}", lambda d=day: reconcile_day(d, at=world.now, channels=world.channels))
