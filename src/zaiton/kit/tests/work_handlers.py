"""Handlers for the tests of background work; what they do is told by the data they are given."""

from zaiton.kit.work import Delivery, external


def quiet(delivery: Delivery) -> None:
    """Does nothing."""


@external
def sends(delivery: Delivery) -> None:
    """Sends nothing, outside a transaction."""


def hidden(delivery: Delivery) -> None:
    """No manifest names it."""
