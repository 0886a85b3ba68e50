"""What may happen to the ledger in one step: entries, holds, reversals, repetitions, misuses, closed days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.torture.books import ACCOUNTS, DONE, OPENING, REFUSED, transfer, turned_round
from tests.torture.moves_payments import is_refusal
from tests.torture.world import World
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.actions.accounts import account_open
from zaiton.blocks.money.actions.closing import day_close
from zaiton.blocks.money.actions.holds import hold, hold_post, hold_void, holds_expire
from zaiton.blocks.money.actions.posting import post, post_all, post_batch, reverse
from zaiton.blocks.money.domain.entries import Draft, Line, Posted, Reserve
from zaiton.blocks.money.models import Entry

CLIENT = "client"
CUSTOMERS = ("c1", "c2")


def open_books(world: World) -> None:
    """The accounts and their opening balances; nobody dies yet."""
    for code, (kind, currency, least, most) in ACCOUNTS.items():
        account_open(
            code,
            name_zh="推演账户",
            name_en="Account of the simulation",
            kind=kind,
            currency=currency,
            least=least,
            most=most,
            opened_on=world.today,
            actor=CLIENT,
            at=world.now,
        )
    drafts = tuple(
        transfer(f"opening/{debit}/{credit}", debit, credit, amount, world.today) for debit, credit, amount in OPENING
    )
    post_all(drafts, actor=CLIENT, at=world.now)
    world.books.note(drafts, DONE)


def booked(world: World, drafts: tuple[Draft, ...], call: Callable[[], Any]) -> Any:
    """Book a group and note what its client learnt."""
    answer = world.act(f"book {drafts[0].key}", call)
    if answer is None:
        world.books.note(drafts, "unsure")
    else:
        world.books.note(drafts, REFUSED if isinstance(answer, Refusal) else DONE)
    return answer


def single(world: World) -> None:
    """One entry; a customer's account may refuse it."""
    customer = world.chance.choice(CUSTOMERS)
    debit, credit = (customer, "cash") if world.chance.random() < 0.6 else ("cash", customer)
    draft = transfer(world.books.key("single"), debit, credit, world.chance.randint(1, 300_00), world.today)
    booked(world, (draft,), lambda: post(draft, actor=CLIENT, at=world.now))


def linked(world: World) -> None:
    """Two or three entries, all or none; the last may be one too many."""
    key = world.books.key("linked")
    pairs = [("cash", "c1"), ("c1", "c2"), ("c2", "cash"), ("usd", "usd-opening")]
    drafts = tuple(
        transfer(f"{key}/{n}", *world.chance.choice(pairs), world.chance.randint(1, 400_00), world.today)
        for n in range(world.chance.randint(2, 3))
    )
    booked(world, drafts, lambda: post_all(drafts, actor=CLIENT, at=world.now))


def batch(world: World) -> None:
    """Groups in one transaction; each stands or falls alone."""
    key = world.books.key("batch")
    groups = [
        tuple(
            transfer(f"{key}/{g}/{n}", "c1", "c2", world.chance.randint(1, 350_00), world.today) for n in range(g + 1)
        )
        for g in range(2)
    ]
    answer = world.act(f"batch {key}", lambda: post_batch(groups, actor=CLIENT, at=world.now))
    for place, group in enumerate(groups):
        if answer is None:
            world.books.note(group, "unsure")
        elif isinstance(answer, tuple):
            world.books.note(group, REFUSED if answer[place].refusal else DONE)


def repeated(world: World) -> None:
    """A client asks once more, with the same content: one effect, the same answer."""
    groups = list(world.books.groups.values())
    if not groups:
        return
    group = world.chance.choice(groups)
    before = group.state
    answer = booked(world, group.drafts, lambda: asked_again(world, group.drafts))
    same = isinstance(answer, tuple) and all(one.repeated for one in answer)
    if before == DONE and answer is not None and not same:
        world.violated("the same key and content: the same answer", f"{group.drafts[0].key}: {answer}")


def asked_again(world: World, drafts: tuple[Draft, ...]) -> tuple[Posted, ...]:
    """The same wish, by the same action."""
    first = drafts[0]
    if not first.reverses:
        return post_all(drafts, actor=CLIENT, at=world.now)
    day, reason = first.business_date, first.words
    return (reverse(first.reverses, key=first.key, reason=reason, business_date=day, actor=CLIENT, at=world.now),)


def misused(world: World) -> None:
    """A key with another content is refused."""
    done = world.books.done()
    if not done:
        return
    draft = world.chance.choice(done)
    other = replace(draft, words="something else", reverses="")
    answer = world.act(f"misuse {draft.key}", lambda: post(other, actor=CLIENT, at=world.now))
    if answer is not None and not is_refusal(answer, "money_key_reused"):
        world.violated("a key with another content is refused", f"{draft.key}: {answer}")


def unfit(world: World) -> None:
    """What does not add up, mixes currencies, names no account or is too large is refused as a whole."""
    key = world.books.key("unfit")
    lines, code = world.chance.choice(
        (
            ((Line("cash", 100), Line("c1", -99)), "money_unbalanced"),
            ((Line("cash", 100), Line("usd", -100)), "money_unbalanced"),
            ((Line("cash", 100), Line("nowhere", -100)), "money_account_unknown"),
            ((Line("cash", 10**15), Line("c1", -(10**15))), "money_amount"),
        )
    )
    draft = Draft(key, "transfer", world.today, lines)
    answer = world.act(f"unfit {key}", lambda: post(draft, actor=CLIENT, at=world.now))
    if answer is not None and not is_refusal(answer, code):
        world.violated("what is unfit is refused with its reason", f"{lines}: {answer}")
    world.books.note((draft,), REFUSED)


def reversal(world: World) -> None:
    """An entry is undone; a second time, under another key, is refused."""
    done = [draft for draft in world.books.done() if not draft.reverses and draft.key.startswith(("single", "linked"))]
    if not done:
        return
    draft = world.chance.choice(done)
    key, day = world.books.key("reversal"), world.today
    made = turned_round(draft, key, day, "a mistake")
    answer = booked(
        world,
        (made,),
        lambda: reverse(draft.key, key=key, reason="a mistake", business_date=day, actor=CLIENT, at=world.now),
    )
    if isinstance(answer, Posted):
        world.books.reversed.setdefault(draft.key, set()).add(key)


def held(world: World) -> None:
    """A client sets money apart, perhaps for a while only."""
    key = world.books.key("hold")
    until = world.now + timedelta(seconds=world.chance.choice((60, 3600))) if world.chance.random() < 0.5 else None
    reserve = Reserve(key, world.chance.choice(CUSTOMERS), "cash", world.chance.randint(1, 250_00), world.today, until)
    world.books.holds[key] = reserve
    world.act(f"hold {key}", lambda: hold(reserve, actor=CLIENT, at=world.now))


def hold_ends(world: World) -> None:
    """A hold is posted in part or in whole, or given back; what was ended otherwise refuses."""
    if not world.books.holds:
        return
    reserve = world.chance.choice(list(world.books.holds.values()))
    if world.chance.random() < 0.4:
        world.act(f"void {reserve.key}", lambda: hold_void(reserve.key, actor=CLIENT, at=world.now))
        return
    amount = world.chance.choice((reserve.amount, max(1, reserve.amount // 3)))
    key, day = world.books.key("held"), world.today
    lines = (Line(reserve.debit, amount), Line(reserve.credit, -amount))
    draft = Draft(key, "hold", day, lines, hold=reserve.key)
    booked(
        world,
        (draft,),
        lambda: hold_post(reserve.key, amount=amount, entry_key=key, business_date=day, actor=CLIENT, at=world.now),
    )


def expire(world: World) -> None:
    """Holds whose time is over are given back."""
    world.act("expire", lambda: holds_expire(at=world.now))


def close_yesterday(world: World) -> None:
    """The day before is closed: from then on nothing about it changes."""
    day = world.today - timedelta(days=1)
    if day < world.start or any(day <= closed for closed in world.books.closed):
        return
    answer = world.act(f"close {day}", lambda: day_close(day, actor="closer", at=world.now))
    if answer is not None and not isinstance(answer, Refusal):
        world.books.closed[day] = stood_on(day)


def backdated(world: World) -> None:
    """Nothing is booked on a closed day."""
    if not world.books.closed:
        return
    day = max(world.books.closed)
    draft = transfer(world.books.key("backdated"), "cash", "opening", 1, day)
    answer = booked(world, (draft,), lambda: post(draft, actor=CLIENT, at=world.now))
    if answer is not None and not is_refusal(answer, "money_day_closed"):
        world.violated("nothing is booked on a closed day", f"{day}: {answer}")


def stood_on(day) -> tuple:
    """Everything booked up to a day."""
    return tuple(Entry.objects.filter(business_date__lte=day).order_by("key").values_list("key", "digest"))


MOVES = (
    (single, 8),
    (linked, 4),
    (batch, 3),
    (repeated, 4),
    (misused, 3),
    (unfit, 1),
    (reversal, 4),
    (held, 4),
    (hold_ends, 4),
    (expire, 2),
    (close_yesterday, 3),
    (backdated, 1),
)
