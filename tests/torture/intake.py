"""What may happen to sales of retail imports in one step: message files come in, lists are released, cancelled, sent back.

Senders' and customs' side of the story. A file that got no answer is sent again; one that got its receipt may come again all the same.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.torture.world import World
from zaiton.base.refusals import Refusal
from zaiton.blocks.money.public import NewAccount, Reserve, accounts_open, hold_batch
from zaiton.kit.clock import BEIJING
from zaiton.services.retail_tax.actions import releasing, returning
from zaiton.services.retail_tax.actions.guarantees import Filing, guarantee_accept, guarantee_file
from zaiton.services.retail_tax.actions.taking import Taken, documents_take
from zaiton.services.retail_tax.domain.persons import buyer_key
from zaiton.services.retail_tax.models import Inventory
from zaiton.services.retail_tax.queries.sealing import hashing_secret
from zaiton.services.retail_tax.tests import ceb_writer, sales

COMPANY, OFFICER, CUSTOMS = "company00001", "person/officer", "3501"
ANNUAL_FEN, SALE_FEN, COVERED_FEN = 2_600_000, 24_600, 5_000
PEOPLE, ROOM = 4, {0: 2, 1: 1}
"""Buyers; for how many sales there is room in the year of those who have bought much already."""
OTHER_ERRORS = 0.15


@dataclass
class Senders:
    """``files``: all that were written, by name; ``open``: not acknowledged yet; ``told``: receipts that were given."""

    year: int
    files: dict[str, bytes] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    told: dict[str, bytes] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)
    used: dict[str, int] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)


def account_of(person: int, year: int) -> str:
    """The account of a buyer's year."""
    return f"rt-buyer-{buyer_key(hashing_secret(), '1', sales.identity_of(person))[:24]}-{year}"


def open_intake(world: World) -> None:
    """Enterprises, a guarantee for a few bills, buyers whose year is nearly used up; nobody dies yet."""
    at, today, year = world.now, world.today, world.today.year
    sales.registered()
    filing = Filing(
        number="G-1",
        assure_code=sales.ROLES["guarantor"],
        kind="letter",
        customs_code=CUSTOMS,
        beneficiary="福州海关",
        guarantor="示例银行",
        obligation="跨境电商零售进口税款",
        limit_fen=COVERED_FEN,
        valid_from=today,
        valid_until=date(today.year + 1, 12, 31),
    )
    made = guarantee_file(filing, organisation=COMPANY, actor="person/agent", at=at)
    guarantee_accept(made, settlement="CBEC_31_45", actor=OFFICER, at=at)
    everybody = NewAccount(f"rt-buyers-{year}", "个人年度限额合计", "Limits of buyers", "liability", "CNY")
    accounts = [
        NewAccount(account_of(person, year), "个人年度限额", "Limit of a buyer", "asset", "CNY", most=ANNUAL_FEN)
        for person in range(PEOPLE)
    ]
    accounts_open([everybody, *accounts], opened_on=date(year, 1, 1), actor="client", at=at)
    world.senders = Senders(year)
    for person, room in ROOM.items():
        account, fen = account_of(person, year), ANNUAL_FEN - room * SALE_FEN
        hold_batch([Reserve(f"used/{person}", account, everybody.code, fen, today)], actor="client", at=at)
        world.senders.used[account] = fen


def write(world: World) -> None:
    """Some sales are made; each of their four documents comes in a file of its own sender."""
    desk, chance = world.senders, world.chance
    numbers = [len(desk.people) + 1 + n for n in range(chance.randint(1, 3))]
    desk.people |= {number: chance.randrange(PEOPLE) for number in numbers}
    desk.wrong |= {number for number in numbers if chance.random() < OTHER_ERRORS}
    when = {"appTime": f"{world.now.astimezone(BEIJING):%Y%m%d%H%M%S}"}
    listed = {"declTime": f"{world.today:%Y%m%d}", "customsCode": CUSTOMS, "portCode": CUSTOMS}
    for place, kind in enumerate(sales.FOUR):
        more = when | (listed if kind == "CEB621" else {})
        records = []
        for number in numbers:
            paid = {"amountPaid": "1.00"} if kind == "CEB411" and number in desk.wrong else {}
            records.append(sales.record_of(kind, number, desk.people[number], **more, **paid))
        name = f"{numbers[0]:04}-{kind}.xml"
        desk.files[name] = ceb_writer.message(kind, records, guid=ceb_writer.guid(numbers[0] * 4 + place))
        desk.open.append(name)
    world.trace.append(f"{'  ' * world.depth}sales {numbers} of {[desk.people[n] for n in numbers]}")


def send(world: World) -> None:
    """A file comes in that was not answered yet; in any order."""
    if world.senders.open:
        take(world, world.chance.choice(world.senders.open))


def send_again(world: World) -> None:
    """A file that has its receipt comes once more: it gets the same receipt and changes nothing."""
    if world.senders.told:
        take(world, world.chance.choice(sorted(world.senders.told)))


def take(world: World, name: str) -> None:
    """The house takes one file."""
    desk = world.senders
    given: dict[str, Any] = {"organisation": COMPANY, "actor": "client", "at": world.now}
    taken = world.act(f"take {name}", lambda: documents_take(desk.files[name], name=name, **given))
    if not isinstance(taken, Taken):
        return
    if name in desk.told and (not taken.repeated or taken.receipt != desk.told[name]):
        world.violated("the same file gets the same receipt", name)
    if taken.refused:
        world.violated("good records are taken", f"{name}: {taken.receipt.decode()[:900]}")
    desk.told.setdefault(name, taken.receipt)
    if name in desk.open:
        desk.open.remove(name)


def release(world: World) -> None:
    """An officer releases some lists."""
    if not (numbers := _some(world, "accepted", "inspection")):
        return
    told = world.act(f"release {numbers}", lambda: releasing.inventories_release(numbers, actor=OFFICER, at=world.now))
    for one in told if isinstance(told, tuple) else ():
        if one.refusal is None:
            world.senders.released.add(one.number)
        elif one.refusal.code != "retail_tax_guarantee_small":
            world.violated("a list is released unless the guarantee is used up", f"{one.number}: {one.refusal.code}")


def release_again(world: World) -> None:
    """An officer who was left without an answer tries again."""
    if numbers := _some(world, "released"):
        given: dict[str, Any] = {"actor": OFFICER, "at": world.now}
        world.act(f"release again {numbers}", lambda: releasing.inventories_release(numbers, **given))


def inspect(world: World) -> None:
    """A list is stopped."""
    if numbers := _some(world, "accepted"):
        given: dict[str, Any] = {"reason": "开箱查验", "actor": OFFICER, "at": world.now}
        world.act(f"inspect {numbers}", lambda: releasing.inventories_inspect(numbers, **given))


def cancel(world: World) -> None:
    """A list is cancelled before release; the room in the buyer's year is free again."""
    _one(world, "cancel", returning.inventory_cancel, ("accepted", "inspection"), reason="买家取消")


def send_back(world: World) -> None:
    """Goods are to go back."""
    _one(world, "return asked", returning.return_ask, ("released",), reason="退货")


def came_back(world: World) -> None:
    """The goods are back, or customs refuses."""
    if world.chance.random() < 0.25:
        _one(world, "return refused", returning.return_refuse, ("returning",), reason="单货不符")
    else:
        _one(world, "returned", returning.return_done, ("returning",))


def settle_intake(world: World) -> None:
    """Everything that was written has come in, some of it twice."""
    for name in [*world.senders.open, *sorted(world.senders.told)[::3]]:
        take(world, name)


def _one(world: World, what: str, call: Any, states: tuple[str, ...], **more: Any) -> None:
    if numbers := _some(world, *states):
        told = world.act(f"{what} {numbers[0]}", lambda: call(numbers[0], actor=OFFICER, at=world.now, **more))
        if isinstance(told, Refusal):
            world.violated("what may be done is done", f"{what} {numbers[0]}: {told.code}")


def _some(world: World, *states: str) -> list[str]:
    found = list(Inventory.objects.filter(state__in=states).order_by("pk").values_list("invt_no", flat=True))
    return world.chance.sample(found, min(len(found), world.chance.randint(1, 3))) if found else []


MOVES = (
    (write, 8),
    (send, 34),
    (send_again, 3),
    (release, 14),
    (release_again, 2),
    (inspect, 2),
    (cancel, 3),
    (send_back, 4),
    (came_back, 4),
)
