"""zaiton money payments, payment, sweep, cancel, refund, parity: payments from the command line."""

import click
from django.utils.translation import gettext

from zaiton.base.money import parse, plain
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_refund
from zaiton.blocks.money.actions.parity import parity as parity_now
from zaiton.blocks.money.actions.sending import instruction_ask
from zaiton.blocks.money.actions.sweeping import sweep as sweep_now
from zaiton.blocks.money.cli.money_group import money
from zaiton.blocks.money.domain.instructions import STATES, InstructionCard
from zaiton.blocks.money.queries.instructions import instruction_card, instructions_page
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now, today

ACTOR = "command"
number = click.argument("number")


@money.command(help=gettext_noop("List payments, the newest first."))
@click.option("--state", type=click.Choice(sorted(STATES)), multiple=True, help=gettext_noop("Of these states only."))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help=gettext_noop("How many at most."))
@json_option
def payments(state: tuple[str, ...], limit: int, as_json: bool) -> None:
    """One line for each."""
    found, _ = instructions_page(states=state, limit=limit)
    lines = [f"{one.number}  {gettext(STATES[one.state])}  {_amount(one)}  {one.document}" for one in found]
    emit({"payments": [told(one) for one in found]}, as_json, "\n".join(lines) or gettext("There is no payment."))


@money.command(help=gettext_noop("Show the payment NUMBER with all its steps."))
@number
@json_option
def payment(number: str, as_json: bool) -> None:
    """By its number or its public id."""
    card = instruction_card(number, steps=True)
    lines = [f"{card.number}  {gettext(STATES[card.state])}  {_amount(card)}  {card.document}"]
    lines += [f"  {step.at:%Y-%m-%d %H:%M:%S}  {step.event}  {step.to_state}  {step.actor}" for step in card.steps]
    emit(told(card), as_json, "\n".join(lines))


@money.command(help=gettext_noop("Ask now what became of the payment NUMBER."))
@number
@json_option
def ask(number: str, as_json: bool) -> None:
    """Only what is sent or unknown can be asked for."""
    card = instruction_card(number)
    learnt = instruction_ask(card.public_id, at=now())
    card = instruction_card(number)
    words = gettext("The counterpart answered.") if learnt else gettext("Nothing was learnt.")
    emit({"learnt": learnt, **told(card)}, as_json, f"{words} {gettext(STATES[card.state])}")


@money.command(help=gettext_noop("Give a job to every payment for which something is due."))
@json_option
def sweep(as_json: bool) -> None:
    """What the worker does every few seconds."""
    count = sweep_now(at=now())
    emit({"due": count}, as_json, gettext("{count} payments were due.").format(count=count))


@money.command(help=gettext_noop("Cancel the payment NUMBER, which has never been sent."))
@number
@json_option
def cancel(number: str, as_json: bool) -> None:
    """Its money is free again."""
    card = instruction_cancel(instruction_card(number).public_id, actor=ACTOR, at=now())
    emit(told(card), as_json, gettext(STATES[card.state]))


@money.command(help=gettext_noop("Refund AMOUNT of the payment NUMBER by a payment of its own."))
@number
@click.argument("amount")
@json_option
def refund(number: str, amount: str, as_json: bool) -> None:
    """At most what has not been refunded yet."""
    card = instruction_card(number)
    wanted = parse(amount, card.currency)
    made = instruction_refund(card.public_id, amount=wanted, business_date=today(), actor=ACTOR, at=now())
    emit(told(made), as_json, f"{made.number}  {gettext(STATES[made.state])}")


@money.command(help=gettext_noop("Compare every payment with its money in the ledger; differences become breaks."))
@json_option
def parity(as_json: bool) -> None:
    """Says how many breaks were opened and how many closed by themselves."""
    opened, closed = parity_now(at=now())
    words = gettext("{opened} breaks opened, {closed} closed.").format(opened=opened, closed=closed)
    emit({"opened": opened, "closed": closed}, as_json, words)


def told(card: InstructionCard) -> dict[str, object]:
    """A payment as JSON; the amount in minor units."""
    return {
        "number": card.number,
        "id": card.public_id,
        "document": card.document,
        "attempt": card.attempt,
        "purpose": card.purpose,
        "channel": card.channel,
        "amount": card.amount,
        "currency": card.currency,
        "state": card.state,
        "since": card.state_since.isoformat(),
        "code": card.reply_code,
        "words": card.reply_words,
        "reference": card.reference,
        "settled_on": card.settled_on.isoformat() if card.settled_on else None,
        "next_at": card.next_at.isoformat() if card.next_at else None,
        "hold": card.hold,
        "entry": card.entry,
        "steps": [
            {"seq": one.seq, "event": one.event, "to": one.to_state, "at": one.at.isoformat(), "data": dict(one.data)}
            for one in card.steps
        ],
    }


def _amount(card: InstructionCard) -> str:
    return f"{plain(card.amount, card.currency)} {card.currency}"
