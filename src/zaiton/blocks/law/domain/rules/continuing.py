"""A table carried on from a later day: the draft of the version that follows it, with the rows that have ended left out."""

from datetime import date
from typing import Any

from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.domain.rules.writing import written


def continued(table: Table, first: date) -> dict[str, Any]:
    """The table as people edit it, in force from ``first``; rows that ended before are left out, the others begin then.

    Where all of them have ended they are kept without an end, for the person to correct.
    """
    told = written(table)
    told["in_force_from"] = first.isoformat()
    if table.in_force.until is not None and table.in_force.until <= first:
        told.pop("in_force_until", None)
    ended = [r.in_force.until not in (None, table.in_force.until) and r.in_force.until <= first for r in table.rows]
    if all(ended):
        ended = [False] * len(ended)
        for entry in told["rows"]:
            entry.pop("in_force_until", None)
    for entry, row in zip(told["rows"], table.rows, strict=True):
        if row.in_force.first <= first:
            entry.pop("in_force_from", None)
    told["rows"] = [entry for entry, gone in zip(told["rows"], ended, strict=True) if not gone]
    return told
