"""The clock's door: what workers do for papers. Holders are told what happened to their certificates."""

from zaiton.blocks.papers.actions.telling import entry_tell
from zaiton.kit.work import Delivery


def tell(delivery: Delivery) -> None:
    """A certificate changed: its holder is told."""
    entry_tell(delivery.data["entry"], at=delivery.now)
