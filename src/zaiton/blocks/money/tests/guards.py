"""Lift the database's guards over the books for a moment: to damage them in a test, or to empty the tables after one."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

_guards = import_module("zaiton.blocks.money.migrations.0002_guards")


class _Editor:
    """As much of a schema editor as the migration needs, usable inside a transaction."""

    connection = connection

    @staticmethod
    def execute(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


@contextmanager
def lifted() -> Iterator[None]:
    """No triggers inside the block."""
    _guards.lift_guards(None, _Editor)
    try:
        yield
    finally:
        _guards.put_guards(None, _Editor)


@contextmanager
def emptied_after_tests() -> Iterator[None]:
    """Tests that commit end by emptying every table, which the guards would refuse: lift them just for that."""
    original = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        with lifted():
            original(case)

    TransactionTestCase._fixture_teardown = teardown
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = original
