"""What workers do with money: send, ask, sweep."""

from datetime import datetime

from zaiton.blocks.money.actions.anchoring import anchor as anchor_now
from zaiton.blocks.money.actions.fetching import reconcile_due
from zaiton.blocks.money.actions.holds import holds_expire
from zaiton.blocks.money.actions.minding import mind as mind_now
from zaiton.blocks.money.actions.once import requests_forget
from zaiton.blocks.money.actions.parity import parity as parity_now
from zaiton.blocks.money.actions.sending import instruction_ask, instruction_send
from zaiton.blocks.money.actions.sweeping import sweep as sweep_now
from zaiton.blocks.money.actions.telling import event_tell
from zaiton.kit.work import Delivery, external


@external
def send(delivery: Delivery) -> None:
    """Send one payment, if it still waits to be sent."""
    instruction_send(delivery.data["instruction"], at=delivery.now)


@external
def ask(delivery: Delivery) -> None:
    """Ask what became of one payment."""
    instruction_ask(delivery.data["instruction"], at=delivery.now)


def tell(delivery: Delivery) -> None:
    """Something became of a payment, an agreement, a break or a day: tell whom it concerns."""
    event_tell(delivery.event, delivery.data, at=delivery.now)


def mind(*, at: datetime) -> None:
    """Announce what has lain too long."""
    mind_now(at=at)
    requests_forget(at=at)


def sweep(*, at: datetime) -> None:
    """Give jobs to what is due."""
    sweep_now(at=at)


def anchor(*, at: datetime) -> None:
    """Anchor what was booked since the last time."""
    anchor_now(at=at)


def expire(*, at: datetime) -> None:
    """Give back holds whose time is over."""
    holds_expire(at=at)


def reconcile(*, at: datetime) -> None:
    """Fetch the statements of days that are due, and compare them."""
    reconcile_due(at=at)


def parity(*, at: datetime) -> None:
    """Compare every payment with its money in the ledger."""
    parity_now(at=at)
