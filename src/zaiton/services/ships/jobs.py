"""The service's door for the worker: what cases gave out comes into the register."""

from zaiton.kit.work import Delivery
from zaiton.services.ships.actions.following import case_followed

ISSUED = "issued"


def follow(delivery: Delivery) -> None:
    """An event of a case: only what gave something out or closed the case can concern the register."""
    if delivery.data["kind"] == ISSUED or delivery.data["closed"]:
        case_followed(delivery.data["case"], at=delivery.now)
