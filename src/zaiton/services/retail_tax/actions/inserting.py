"""Many rows written by one prepared statement, for the intake: what a row costs is then its own work, not that of making statements.

Django's ``bulk_create`` builds a statement for every few hundred rows, which for narrow rows by the thousand takes longer than the
writing. Values are prepared by the fields themselves where a value is not stored as it stands; keys are given by the database and
not read back.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, DateField, IntegerField, Model, TextField

PLAIN = (CharField, TextField, IntegerField, BooleanField)
"""Fields whose values both databases take as they stand."""


def rows_insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model inside the caller's transaction."""
    if not rows:
        return
    model = type(rows[0])
    statement, readers = _plan(model, connection.vendor)
    columns = []
    for name, prepare, repeats in readers:
        column = [row.__dict__[name] for row in rows]
        if repeats and prepare is not None:  # moments: most rows have the same
            known = {value: prepare(value) for value in set(column)}
            column = [known[value] for value in column]
        elif prepare is not None:
            column = [prepare(value) for value in column]
        columns.append(column)
    values = list(zip(*columns, strict=True))
    with connection.cursor() as cursor:
        cursor.executemany(statement + (" ON CONFLICT DO NOTHING" if ignore_conflicts else ""), values)


@cache
def _plan(model: type[Model], vendor: str) -> tuple[str, tuple[tuple[str, Callable[[Any], Any] | None, bool], ...]]:
    """The statement for a model, and how each column's value is read from a row."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))

    def prepare(field: Any) -> Callable[[Any], Any] | None:
        target = getattr(field, "target_field", field)
        if isinstance(target, PLAIN):
            return None
        return lambda value: field.get_db_prep_save(value, connection)

    readers = tuple((field.attname, prepare(field), isinstance(field, DateField)) for field in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", readers
