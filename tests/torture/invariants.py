"""What must hold when everything has ended: worked out from the tables, from the bank's truth and from the clients' story.

Nothing here trusts the code that is tested, but for ``verify``, whose own verdict must be clean too.
"""

from collections import Counter, defaultdict
from datetime import date

from django.db import connection

from tests.torture import invariants_intake, invariants_retail
from tests.torture.books import DONE
from tests.torture.moves_ledger import stood_on
from tests.torture.world import World
from zaiton.blocks.evidence.queries.log import verify as evidence_verify
from zaiton.blocks.money.models import Account, Break, Entry, Hold, Instruction, Posting
from zaiton.blocks.money.queries.statements import trial_balance
from zaiton.blocks.money.queries.verifying import verify
from zaiton.kit.work.models import Job

LIVE = ("queued", "sending", "sent", "unknown")
AGREED = {"settled": "settled", "rejected": "rejected", "returned": "returned"}
SETTLED = "instruction/"
OTHERS = (SETTLED, "retail_tax/")
HELD_ELSEWHERE = ("freeze/", "retail_tax/frozen/", "rt-list-", "used/")
"""Holds of retail imports: their own invariants look at them."""
BANK = ("cash", "bank-clearing-cny")


def check(world: World, *, compared: bool) -> None:
    """Every invariant; what does not hold is written down in ``world.violations``."""
    lines = _lines()
    _payments(world)
    _promises(world)
    _ledger(world, lines)
    _effects(world, lines)
    _holds(world)
    _days(world, lines)
    _verdicts(world)
    if compared:
        _breaks(world)
    if world.retail is not None:
        invariants_retail.check(world)
        invariants_intake.check(world)


def _lines() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    rows = Posting.objects.order_by("pk").values_list("entry__key", "account__code", "amount")
    for key, code, amount in rows:
        found[key].append((code, amount))
    return found


def _payments(world: World) -> None:
    """The bank's truth against the ledger, document by document."""
    booked = dict.fromkeys((known.order.document for known in world.bank.orders.values()), 0)
    rows = Posting.objects.filter(account__code__in=BANK, entry__key__startswith=SETTLED).exclude(entry__document="")
    for document, amount in rows.values_list("entry__document", "amount"):
        booked[document] = booked.get(document, 0) + amount
    quiet = {world.bank.orders[number].order.document for number in world.untold}
    for document, amount in booked.items():
        if world.bank.paid(document) not in (0, 1):
            world.violated("no document is paid twice", f"{document}: {world.bank.paid(document)} times")
        if document not in quiet and world.bank.net(document) != amount:
            world.violated("the ledger says what the bank did", f"{document}: {amount}, {world.bank.net(document)}")
    for number, known in world.bank.orders.items():
        there = Instruction.objects.filter(number=number).first()
        if there is None:
            world.violated("nothing is sent that was not made", number)
        elif (there.amount, there.document) != (known.order.amount, known.order.document):
            world.violated("what is sent is what was made", number)


def _promises(world: World) -> None:
    """Whatever was acknowledged is there, and has ended as the bank says."""
    there = set(Instruction.objects.values_list("public_id", flat=True))
    for public_id, number in world.promised.items():
        if public_id not in there:
            world.violated("what was acknowledged is not lost", number)
    for row in Instruction.objects.order_by("number"):
        known = world.bank.orders.get(row.number)
        truth = known.status if known else "nothing"
        if row.state in LIVE:
            world.violated("every payment comes to its end", f"{row.number} is {row.state}, the bank says {truth}")
        elif row.state in AGREED and AGREED[row.state] != truth and row.number not in world.untold:
            world.violated("payment and bank agree", f"{row.number} is {row.state}, the bank says {truth}")
        elif row.state == "cancelled" and known is not None:
            world.violated("what is cancelled was never sent", f"{row.number}: the bank says {truth}")
    for document, count in Counter(
        Instruction.objects.filter(state__in=(*LIVE, "settled")).values_list("document", flat=True)
    ).items():
        if count > 1:
            world.violated("a document has one payment", f"{document}: {count}")
    stuck = Job.objects.filter(state__in=("dead", "unknown")).values_list("key", "error")
    for key, error in stuck:
        world.violated("no job is given up", f"{key}: {error[-300:]}")


def _ledger(world: World, lines: dict[str, list[tuple[str, int]]]) -> None:
    """Sums, kept balances, limits."""
    currency = dict(Account.objects.values_list("code", "currency"))
    kept: Counter[str] = Counter()
    for key, here in lines.items():
        sums: Counter[str] = Counter()
        for code, amount in here:
            sums[currency[code]] += amount
            kept[code] += amount
        if any(sums.values()):
            world.violated("every entry adds up to nothing", f"{key}: {dict(sums)}")
    debit, credit = Counter(), Counter()
    for row in Hold.objects.filter(state="pending").select_related("debit", "credit"):
        debit[row.debit.code] += row.amount
        credit[row.credit.code] += row.amount
    for row in Account.objects.all():
        if (row.posted, row.pending_debit, row.pending_credit) != (kept[row.code], debit[row.code], credit[row.code]):
            world.violated("balances are those of the lines", row.code)
        _, _, least, most = world.books.accounts[row.code]
        if (least is not None and row.posted - row.pending_credit < least) or (
            most is not None and row.posted + row.pending_debit > most
        ):
            world.violated("limits hold", f"{row.code} stands at {row.posted}")


def _effects(world: World, lines: dict[str, list[tuple[str, int]]]) -> None:
    """Each effect once: entries are those of the clients and of the payments, with their content, linked ones together."""
    expected: set[str] = set()
    for group in world.books.groups.values():
        there = [draft.key in lines for draft in group.drafts]
        if any(there) != all(there):
            world.violated("linked entries stand or fall together", str([draft.key for draft in group.drafts]))
        if group.state == DONE and not all(there):
            world.violated("what was acknowledged is not lost", str([draft.key for draft in group.drafts]))
        for draft in group.drafts:
            expected.add(draft.key)
            wanted = [(line.account, line.amount) for line in draft.lines]
            if draft.key in lines and sorted(lines[draft.key]) != sorted(wanted):
                world.violated("what is booked is what was asked", f"{draft.key}: {lines[draft.key]}")
    for key in lines:
        if key not in expected and not key.startswith(OTHERS):
            world.violated("nothing is booked that nobody asked for", key)
    ended = Counter(key.rpartition("/")[0] for key in lines if key.startswith(SETTLED) and key.endswith("/settled"))
    for row in Instruction.objects.filter(state__in=("settled", "returned")):
        if ended[f"instruction/{row.number}"] != 1:
            world.violated("each payment is booked once", row.number)
    undone = Counter(
        draft.reverses
        for group in world.books.groups.values()
        for draft in group.drafts
        if draft.reverses and draft.key in lines
    )
    for key, count in undone.items():
        if count > 1:
            world.violated("an entry is reversed once", f"{key}: {count} times")


def _holds(world: World) -> None:
    """Nothing stays set apart for nobody."""
    live = set(Instruction.objects.filter(state__in=LIVE).values_list("number", flat=True))
    for key in Hold.objects.filter(state="pending").values_list("key", flat=True):
        if not key.startswith(HELD_ELSEWHERE) and key.removeprefix("instruction/") not in live:
            world.violated("no hold is left behind", key)


def _days(world: World, lines: dict[str, list[tuple[str, int]]]) -> None:
    """Closed days are as they were, and the balance of each day is the sum of its lines."""
    for day, before in world.books.closed.items():
        if stood_on(day) != before:
            world.violated("a closed day stays as it is", day.isoformat())
    on: dict[str, date] = dict(Entry.objects.values_list("key", "business_date"))
    for day in sorted(set(on.values()))[-3:]:
        sums = Counter(dict.fromkeys(world.books.accounts, 0))
        for key, here in lines.items():
            if on[key] <= day:
                for code, amount in here:
                    sums[code] += amount
        said = {row.code: row.balance for row in trial_balance(day)}
        if said != dict(sums):
            world.violated("a day counts once in the balances", f"{day}: {said}")


def _verdicts(world: World) -> None:
    """The product's own checks are clean."""
    for fault in verify().faults:
        world.violated("verify is clean", f"{fault.what}: {fault.where}")
    verdict = evidence_verify()
    if not verdict.ok:
        world.violated("the evidence log is whole", str(verdict))


def _breaks(world: World) -> None:
    """Every planted difference stands as a break, and no break stands without one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference FROM money_break WHERE state IN ('open', 'proposed')")
        standing = {reference for (reference,) in cursor.fetchall()}
    for reference, (source, kind) in world.lies.planted.items():
        if reference not in standing:
            world.violated("every difference is a break", f"{source} {kind}: {reference}")
    known = set(world.lies.planted) | world.contradicted
    for row in Break.objects.filter(state__in=("open", "proposed")).exclude(reference__in=known):
        world.violated("no break without a difference", f"{row.kind} {row.reference} {row.day} {row.lines}")
