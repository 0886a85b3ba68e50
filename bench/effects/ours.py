"""The outbox's side of ``bench/outbox.py``: one row written for each row of the queue."""

from django.db import connection

from zaiton.kit.manifest import Manifest
from zaiton.kit.work import Delivery

EFFECT = "bench.effects.ours:effect"
MODULE = Manifest(slug="bench", title="", handlers=(EFFECT,))


def write(number: int) -> None:
    """One row."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_effect (number) VALUES (%s)", [number])


def effect(delivery: Delivery) -> None:
    """Write the row the data names."""
    write(delivery.data["number"])
