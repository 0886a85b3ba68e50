"""The service's door for the worker: products are assessed again when rules on file change."""

from zaiton.kit.work import Delivery
from zaiton.services.tariff.actions.origin_again import products_again


def assess_again(delivery: Delivery) -> None:
    """Look at some products that were last looked at under other rules; the rest with the next tick."""
    products_again(at=delivery.now)
