"""Handlers for the tests of background work; what they do is told by the data they are given.

What they commit shows in two small tables of the tests: ``work_mark``, where a name stands once, and ``work_dangling``, whose
rows must have one above them, which the database finds out at the commit only.
"""

import os
import signal
import time
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, connection, transaction

from zaiton.kit.manifest import Manifest, Tick
from zaiton.kit.work import Delivery, Retry, Uncertain, external, later

HERE = "zaiton.kit.tests.work_handlers"
QUIET, WRITES, SENDS, TRIES = (f"{HERE}:{name}" for name in ("quiet", "writes", "sends", "tries"))

MODULE = Manifest(
    slug="tested",
    title="",
    subscriptions={"tested": (QUIET, SENDS)},
    handlers=(QUIET, WRITES, SENDS, TRIES, f"{HERE}:gone"),
    ticks={"tested.tick": Tick(f"{HERE}:tick", every=60)},
)
sent: list[Delivery] = []
TABLES = (
    "CREATE TABLE work_mark (name varchar(200) PRIMARY KEY)",
    "CREATE TABLE work_dangling (id integer PRIMARY KEY, "
    "above integer REFERENCES work_dangling (id) DEFERRABLE INITIALLY DEFERRED)",
)


def quiet(delivery: Delivery) -> None:
    """Does nothing."""


def make_tables() -> None:
    """Make the tables of the tests."""
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)


def drop_tables() -> None:
    """Remove them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE work_mark")
        cursor.execute("DROP TABLE work_dangling")


def mark(name: str) -> None:
    """Write a row that tells of it; a second one of the same name is refused by the table."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO work_mark (name) VALUES (%s)", [name])


def marks() -> list[str]:
    """What was committed, sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM work_mark ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


def writes(delivery: Delivery) -> None:
    """Writes a mark, and then does what the data says: ``fail``, ``spoil``, ``dangle``, ``die``, ``linger``, ``follow``."""
    what = delivery.data.get("then", "")
    mark(delivery.data["mark"])
    if what == "fail":
        raise ZeroDivisionError("told to")
    if what == "spoil":
        try:
            mark(delivery.data["mark"])
        except IntegrityError:
            transaction.set_rollback(True)  # as Django does where a model's own save fails
    if what == "dangle":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO work_dangling (id, above) VALUES (1, 2)")
    if what == "die" and delivery.attempt <= delivery.data.get("times", 1):
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "linger":
        Path(delivery.data["begun"]).write_text("begun")
        time.sleep(delivery.data["seconds"])
    if what == "follow":
        later(WRITES, {"mark": f"{delivery.data['mark']} followed"}, key="follow", at=delivery.now)


def tries(delivery: Delivery) -> None:
    """Asks for another time, or says that it does not know, as the data tells."""
    if delivery.data["say"] == "retry":
        raise Retry("not yet", after=delivery.data.get("after"))
    raise Uncertain("who knows")


@external
def sends(delivery: Delivery) -> None:
    """Appends key and attempt to a file named in the data, then does what the data says: ``die``, ``linger``, ``doubt``."""
    sent.append(delivery)
    what = delivery.data.get("then", "")
    if "file" in delivery.data:
        with open(delivery.data["file"], "a") as file:
            file.write(f"{delivery.key} {delivery.attempt} {connection.in_atomic_block}\n")
    if what == "die" and delivery.attempt <= delivery.data.get("times", 1):
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "linger":
        time.sleep(delivery.data["seconds"])
    if what == "fail":
        raise ConnectionError("nobody there")
    if what == "retry":
        raise Retry("busy", after=30)
    if what == "doubt":
        raise Uncertain("no answer after it was sent")


def tick(*, at: datetime) -> None:
    """Leaves a mark for the moment; fails where a mark says so."""
    if "the tick must fail" in marks():
        raise ZeroDivisionError("told to")
    mark(f"ticked {at.isoformat()}")


def hidden(delivery: Delivery) -> None:
    """No manifest names it."""
