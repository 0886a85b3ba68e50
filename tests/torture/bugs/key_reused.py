"""A known key is answered with "done before", whatever the content: the other booking is lost without a word.

The unique key keeps its place; it does not look at contents. On PostgreSQL the content is compared by functions in the
database itself, so the plant replaces them by ones without the comparison.
"""

import re
from importlib import import_module
from typing import Any

from django.db import connection


def plant() -> dict[str, Any]:
    """Digests are not compared."""
    from zaiton.blocks.money.actions import booking

    if connection.vendor == "postgresql":
        migration = import_module("zaiton.blocks.money.migrations.0003_booking")
        careless = [
            re.subn(r"IF fault IS NOT NULL THEN\s+RAISE EXCEPTION 'money: key used'", _never, migration.BOOK),
            re.subn(r"IF fault <> p_digest THEN", "IF FALSE THEN", migration.BOOK_ONE),
        ]
        with connection.cursor() as cursor:
            for body, count in careless:
                assert count == 1
                cursor.execute(body)
        return {}
    honest = booking._known

    def known(cursor: Any, keys: Any) -> tuple[dict[str, tuple[int, str]], int]:
        there, last = honest(cursor, keys)
        return {key: (id, _Same(digest)) for key, (id, digest) in there.items()}, last

    return {"zaiton.blocks.money.actions.booking._known": known}


class _Same(str):
    """A digest like any other."""

    def __ne__(self, other: object) -> bool:
        return False


def _never(found: re.Match) -> str:
    return found[0].replace("fault IS NOT NULL", "FALSE")
