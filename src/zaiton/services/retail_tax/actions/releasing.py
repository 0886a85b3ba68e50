"""Customs releases inventory lists, hundreds at once, or stops them for inspection.

Guarantee: a list is released with its bill, its lines, the buyer's limit used, the bill in the ledger and the guarantee frozen, or
left as it is and told why. Input: numbers of lists. Steps, in one transaction for each piece: the rows are locked in their order, the
guarantees frozen, the entries booked, the rows written; what is refused at one step gives back what it had of the others.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.public import record
from zaiton.blocks.money.public import (
    Draft,
    Line,
    Reserve,
    account_card,
    hold_batch,
    hold_card,
    holds_void,
    post_batch,
)
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import give_way, turn
from zaiton.services.retail_tax.actions.confirming import Outcome
from zaiton.services.retail_tax.actions.entries import bill_key, entry
from zaiton.services.retail_tax.actions.numbering import numbers
from zaiton.services.retail_tax.actions.telling import (
    INSPECTION,
    RELEASED,
    SOME,
    STATE_OF_LIST,
    TAX_BILL,
    guid,
    of_bill,
    of_list,
    told,
)
from zaiton.services.retail_tax.domain import release_refusals as refusals
from zaiton.services.retail_tax.domain.messages_customs import GENERATED
from zaiton.services.retail_tax.domain.states import after
from zaiton.services.retail_tax.models import Bill, BillLine, Guarantee, Inventory, InventoryStep
from zaiton.services.retail_tax.queries.settlement import USUAL, term

MOST = 10_000
PIECE = 200
"""Lists released in one transaction: others write between two of them."""
USED = "rt-guarantee-used-cny"
TAXES = ("tariff_fen", "consumption_fen", "vat_fen")


@dataclass(slots=True)
class _Release:
    """One list on its way: the rows to be written if nothing refuses it."""

    row: Inventory
    bill: Bill
    lines: list[BillLine]
    guarantee: Guarantee
    step: InventoryStep
    refusal: Refusal | None = None


@dataclass(slots=True)
class _Piece:
    """What one transaction has read, and what came of each list."""

    day: date
    actor: str
    at: datetime
    reason: str = ""
    guarantees: dict[tuple[str, str], Guarantee | None] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def inventories_release(wanted: Iterable[str], *, actor: str, at: datetime, reason: str = "") -> tuple[Outcome, ...]:
    """Release lists by their numbers; one that is released already is told so, one that is refused leaves the others alone.

    Raises ``TooManyInventories``; refusals of single lists are ``InventoryUnknown``, ``InventoryStands``, ``GuaranteeMissing``,
    ``GuaranteeTooSmall``, ``AssessmentUneven`` and what the ledger refuses.
    """
    named = _named(wanted)
    outcomes: dict[str, Outcome] = {}
    for begin in range(0, len(named), PIECE):
        piece = _Piece(at.astimezone(BEIJING).date(), actor, at, reason)
        with turn(), transaction.atomic():
            _released(named[begin : begin + PIECE], piece)
        outcomes |= piece.outcomes
        give_way()
    return tuple(outcomes[number] for number in named)


def inventories_inspect(wanted: Iterable[str], *, reason: str, actor: str, at: datetime) -> tuple[Outcome, ...]:
    """Stop lists for inspection, with the reason that the agent is told."""
    named = _named(wanted)
    outcomes: dict[str, Outcome] = {}
    for begin in range(0, len(named), PIECE):
        with turn(), transaction.atomic():
            some = named[begin : begin + PIECE]
            rows, steps = locked(some), []
            for number in some:
                try:
                    steps.append(stepped(_there(rows, number), "inspected", actor=actor, at=at, reason=reason))
                except Refusal as refusal:
                    outcomes[number] = Outcome(number, rows[number].state if number in rows else "", refusal)
                else:
                    outcomes[number] = Outcome(number, rows[number].state)
            done = [step.inventory for step in steps]
            kept(done, steps, [])
            told([of_list(row, STATE_OF_LIST, INSPECTION, at, reason) for row in done])
            recorded(done, "retail_tax.inventories_inspected", actor=actor, at=at, reason=reason)
    return tuple(outcomes[number] for number in named)


def locked(wanted: Sequence[str]) -> dict[str, Inventory]:
    """The rows of these lists by number, locked in the order in which they came; inside a transaction."""
    rows = Inventory.objects.select_for_update().filter(invt_no__in=wanted).order_by("pk")
    return {row.invt_no: row for row in rows}


def stepped(row: Inventory, event: str, *, actor: str, at: datetime, reason: str = "") -> InventoryStep:
    """Let a list in memory take a step; the caller keeps both (``kept``). Raises ``InventoryStands``."""
    state = after("inventory", row.state, event)
    if state is None:
        raise refusals.InventoryStands("number", number=row.invt_no, state=row.state)
    reason = reason[:1000]
    step = InventoryStep(inventory=row, event=event, before=row.state, after=state, actor=actor, reason=reason, at=at)
    row.state = state
    return step


def kept(rows: Sequence[Inventory], steps: Sequence[InventoryStep], fields: Sequence[str]) -> None:
    """Write lists that took steps, with ``fields`` beside their state, and the steps."""
    if rows:
        Inventory.objects.bulk_update(rows, ["state", *fields], batch_size=SOME)
        InventoryStep.objects.bulk_create(steps, batch_size=SOME)


def recorded(
    rows: Sequence[Inventory], action: str, *, actor: str, at: datetime, reason: str = "", **more: Any
) -> None:
    """The evidence of a step of one list or of many; the last thing in its transaction."""
    if not rows:
        return
    states = {row.invt_no: row.state for row in rows}
    thing = f"retail_tax.inventory/{rows[0].invt_no}"
    if len(rows) > 1:
        thing = f"retail_tax.inventories/{hashlib.sha256(' '.join(sorted(states)).encode()).hexdigest()[:16]}"
    record(actor=actor, action=action, object=thing, after={"lists": states, "reason": reason, **more}, at=at)


def _named(wanted: Iterable[str]) -> list[str]:
    named = list(dict.fromkeys(wanted))
    if len(named) > MOST:
        raise refusals.TooManyInventories("inventories", most=MOST, count=len(named))
    return named


def _there(rows: dict[str, Inventory], number: str) -> Inventory:
    if number not in rows:
        raise refusals.InventoryUnknown("number", number=number[:24])
    return rows[number]


def _released(some: Sequence[str], piece: _Piece) -> None:
    rows = locked(some)
    made: list[_Release] = []
    for number in some:
        row = rows.get(number)
        if row is not None and row.state == "released":
            piece.outcomes[number] = Outcome(number, row.state, repeated=True)
            continue
        before = row.state if row is not None else ""
        try:
            made.append(_prepared(_there(rows, number), piece))
        except Refusal as refusal:
            piece.outcomes[number] = Outcome(number, before, refusal)
    _numbered(made, piece)
    _frozen(made, piece)
    _booked([one for one in made if one.refusal is None], piece)
    for one in made:
        state = one.step.before if one.refusal else one.row.state
        piece.outcomes[one.row.invt_no] = Outcome(one.row.invt_no, state, one.refusal)
    _written([one for one in made if one.refusal is None], piece)


def _prepared(row: Inventory, piece: _Piece) -> _Release:
    """The step, the bill and its lines of one list, in memory."""
    guarantee = _guarantee(row, piece)
    step = stepped(row, "released", actor=piece.actor, at=piece.at, reason=piece.reason)
    row.released_at = piece.at
    said = json.loads(row.assessment)["lines"]
    sums = [sum(line[name] for line in said) for name in TAXES]
    if sums != [getattr(row, name) for name in TAXES]:
        raise refusals.AssessmentUneven("number", number=row.invt_no)
    scheme = guarantee.scheme or USUAL
    days = term(scheme, declared_on=row.declared_at.astimezone(BEIJING).date(), released_on=piece.day)
    bill = Bill(
        guid=guid(),
        inventory=row,
        organisation=row.organisation,
        agent_code=row.agent_code,
        customs_code=row.customs_code,
        total_fen=sum(sums),
        scheme=scheme,
        collectable_on=days.collectable_on,
        due_on=days.due_on,
        period=days.period,
        guarantee=guarantee,
        generated_at=piece.at,
        **dict(zip(TAXES, sums, strict=True)),
    )
    lines = [
        BillLine(
            bill=bill,
            gnum=int(line["id"]),
            gcode=line.get("gcode", ""),
            name=line.get("name", "")[:250],
            tax_price_fen=line["dutiable_fen"],
            **{name: line[name] for name in TAXES},
        )
        for line in said
    ]
    return _Release(row, bill, lines, guarantee, step)


def _guarantee(row: Inventory, piece: _Piece) -> Guarantee:
    key = (row.assure_code, row.customs_code)
    if key not in piece.guarantees:
        held = Guarantee.objects.filter(state="accepted", valid_from__lte=piece.day, valid_until__gte=piece.day)
        piece.guarantees[key] = held.filter(assure_code=key[0], customs_code=key[1]).first()
    found = piece.guarantees[key]
    if found is None:
        facts = {"assure": key[0], "customs": key[1], "day": piece.day.isoformat(), "number": row.invt_no}
        raise refusals.GuaranteeMissing("guarantee", **facts)
    return found


def _numbered(made: Sequence[_Release], piece: _Piece) -> None:
    if not made:
        return
    given = numbers(f"bill/{piece.day:%Y}", len(made))
    for one in made:
        one.bill.tax_no = f"{one.bill.customs_code}{piece.day:%Y%m}{next(given):010}"


def _frozen(made: Sequence[_Release], piece: _Piece) -> None:
    """The guarantee of each bill, as far as it goes; in the order in which the lists were named."""
    wanted = {}
    for one in made:
        if one.bill.total_fen:
            one.bill.frozen = f"retail_tax/frozen/{one.bill.tax_no}"
            wanted[one.bill.frozen] = Reserve(
                one.bill.frozen,
                USED,
                one.guarantee.account,
                one.bill.total_fen,
                piece.day,
                document=one.bill.tax_no,
            )
    held = {each.key: each for each in hold_batch(list(wanted.values()), actor=piece.actor, at=piece.at)}
    for one in made:
        if one.bill.frozen and held[one.bill.frozen].refusal is not None:
            left = account_card(one.guarantee.account).available or 0
            facts = {"assure": one.row.assure_code, "left": left, "needed": one.bill.total_fen}
            one.refusal = refusals.GuaranteeTooSmall("guarantee", number=one.row.invt_no, **facts)


def _booked(made: Sequence[_Release], piece: _Piece) -> None:
    """The buyer's limit is used, the bill stands in the ledger; where that is refused, the guarantee is free again."""
    groups = [tuple(_drafts(one, piece)) for one in made]
    with_entries = [(one, group) for one, group in zip(made, groups, strict=True) if group]
    results = post_batch([group for _, group in with_entries], actor=piece.actor, at=piece.at)
    free = []
    for (one, _), result in zip(with_entries, results, strict=True):
        if result.refusal is not None:
            one.refusal = result.refusal
            free.append(one.bill.frozen)
    holds_void([key for key in free if key], at=piece.at)


def _drafts(one: _Release, piece: _Piece) -> Iterable[Draft]:
    row, bill = one.row, one.bill
    if row.dutiable_fen:
        card = hold_card(row.hold)
        lines = (Line(card.debit, card.amount), Line(card.credit, -card.amount))
        yield Draft(used_key(row), "retail_tax_limit_used", piece.day, lines, document=row.invt_no, hold=row.hold)
    if bill.total_fen:
        key = bill_key(bill.tax_no, "generated")
        yield entry(key, "generated", bill.total_fen, on=piece.day, document=bill.tax_no)


def used_key(row: Inventory) -> str:
    """The key of the entry by which a list has used its buyer's limit."""
    return f"retail_tax/limit/{row.invt_no}/used"


def _written(made: Sequence[_Release], piece: _Piece) -> None:
    rows = [one.row for one in made]
    kept(rows, [one.step for one in made], ["released_at"])
    Bill.objects.bulk_create([one.bill for one in made], batch_size=SOME)
    for line in (lines := [line for one in made for line in one.lines]):
        line.bill_id = line.bill.pk
    BillLine.objects.bulk_create(lines, batch_size=SOME)
    told([of_list(row, STATE_OF_LIST, RELEASED, piece.at) for row in rows])
    told([of_bill(one.bill, TAX_BILL, GENERATED, piece.at) for one in made])
    bills = {one.row.invt_no: {"tax_no": one.bill.tax_no, "total_fen": one.bill.total_fen} for one in made}
    recorded(rows, "retail_tax.inventories_released", actor=piece.actor, at=piece.at, reason=piece.reason, bills=bills)
