"""The clock's door: what workers do for papers. Files of certificates are made; holders are told what happened to them."""

from datetime import datetime

from zaiton.blocks.papers.actions.making import files_asked, files_made
from zaiton.blocks.papers.actions.sweeping import store_swept
from zaiton.blocks.papers.actions.telling import entry_tell
from zaiton.blocks.papers.domain.making_refusals import MakingUnderWay
from zaiton.kit.clock import now
from zaiton.kit.work import Delivery, Retry, external

SOON_SECONDS = 1.0


@external
def make(delivery: Delivery) -> None:
    """Draw and seal whatever waits, whoever asked; while another is at it, look again in a moment."""
    try:
        files_made(now=now)
    except MakingUnderWay:
        raise Retry("another is making files", after=SOON_SECONDS) from None


def make_due(*, at: datetime) -> None:
    """What waited for a key or for an answer is tried again."""
    files_asked(at=at)


def tell(delivery: Delivery) -> None:
    """A certificate changed: its holder is told."""
    entry_tell(delivery.data["entry"], at=delivery.now)


def sweep(*, at: datetime) -> None:
    """Contents whose time is over or that nobody keeps go, and files that were left over."""
    store_swept(at=at)
