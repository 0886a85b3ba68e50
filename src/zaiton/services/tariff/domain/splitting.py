"""A schedule whose columns are partners (an annex with one column for each country) as one schedule for each of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zaiton.services.tariff.domain.tables import ScheduleTable

ORIGIN_COLUMN = re.compile(r"[A-Z]{2}", re.ASCII)


def origin_columns(columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Names of the columns that hold one partner's duties."""
    return tuple(name for name in columns if ORIGIN_COLUMN.fullmatch(name))


def split_by_origin(table: ScheduleTable) -> list[ScheduleTable]:
    """The table itself where it has no partner columns; else one table for each group of partners with equal columns."""
    partners = origin_columns(table.columns)
    if not partners:
        return [table]
    shared = {name: cells for name, cells in table.columns.items() if name not in partners}
    groups: dict[tuple[str, ...], list[str]] = {}
    for partner in partners:
        groups.setdefault(tuple(table.columns[partner]), []).append(partner)
    return [replace(table, columns={**shared, "duty": cells}, origins=tuple(names)) for cells, names in groups.items()]
