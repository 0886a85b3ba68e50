"""A grid from the fields of a form, with what was asked for in them: other places, columns and rows removed, others added.

A row or column is moved by the number of its place: who moves up stands before the one that had the place, who moves down
after it. The cells of a column go where the column goes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.grid import COLUMN, HEAD, ROW, TRIAL, Grid, GridColumn, GridRow, Texts
from zaiton.blocks.law.domain.rules.reading import MOST_COLUMNS, MOST_ROWS
from zaiton.blocks.law.domain.rules.trials import MOST_TRIALS

ADD_FACT, ADD_OUTCOME, ADD_ROW, ADD_TRIAL = "add-fact", "add-outcome", "add-row", "add-test"
ADDITIONS = (ADD_FACT, ADD_OUTCOME, ADD_ROW, ADD_TRIAL)
WITH_TRIALS = "with-tests"

Fields = Mapping[str, str]


def grid_of_fields(fields: Fields) -> Grid:
    """The grid as it was typed, rearranged as asked; raises ``TooManyRows`` past the limits of a table."""
    columns = _listed(fields, "c", "name", 2 * MOST_COLUMNS)
    shown = [GridColumn(fields.get(f"c-{i}-kind") == "fact", _texts(fields, f"c-{i}", COLUMN)) for i in columns]
    rows = [_row(fields, f"r-{j}", ROW, len(shown)) for j in _listed(fields, "r", "id", MOST_ROWS)]
    trials = [_row(fields, f"t-{k}", TRIAL, len(shown)) for k in _listed(fields, "t", "case", MOST_TRIALS)]
    order = _arranged(fields, "c", range(len(shown)))
    order = [i for i in order if shown[i].is_fact] + [i for i in order if not shown[i].is_fact]
    grid = Grid(_texts(fields, "h", HEAD))
    grid.columns = [shown[i] for i in order]
    grid.rows = [_reordered(rows[j], order) for j in _arranged(fields, "r", range(len(rows)))]
    if WITH_TRIALS in fields:
        grid.trials = [_reordered(trials[k], order) for k in _arranged(fields, "t", range(len(trials)))]
    return grid


def add_to(grid: Grid, what: str) -> None:
    """Put an empty fact, outcome, row or test at the end."""
    if what in (ADD_FACT, ADD_OUTCOME):
        _add_column(grid, what == ADD_FACT)
    elif what == ADD_ROW:
        grid.rows.append(GridRow(dict.fromkeys(ROW, ""), [""] * len(grid.columns)))
    elif what == ADD_TRIAL and grid.trials is not None:
        grid.trials.append(GridRow(dict.fromkeys(TRIAL, "") | {"status": "decided"}, [""] * len(grid.columns)))


def _add_column(grid: Grid, is_fact: bool) -> None:
    at = sum(1 for column in grid.columns if column.is_fact) if is_fact else len(grid.columns)
    grid.columns.insert(at, GridColumn(is_fact, dict.fromkeys(COLUMN, "") | {"type": "boolean"}))
    for row in [*grid.rows, *(grid.trials or ())]:
        row.cells.insert(at, "")


def _texts(fields: Fields, prefix: str, names: Iterable[str]) -> Texts:
    return {name: fields.get(f"{prefix}-{name}", "") for name in names}


def _row(fields: Fields, prefix: str, names: Iterable[str], columns: int) -> GridRow:
    return GridRow(_texts(fields, prefix, names), [fields.get(f"{prefix}-c-{i}", "") for i in range(columns)])


def _listed(fields: Fields, prefix: str, name: str, limit: int) -> range:
    count = 0
    while f"{prefix}-{count}-{name}" in fields:
        count += 1
        if count > limit:
            raise faults.TooManyRows(prefix, place="table", given=count, limit=limit)
    return range(count)


def _arranged(fields: Fields, prefix: str, numbers: Sequence[int]) -> list[int]:
    kept = [n for n in numbers if f"{prefix}-{n}-remove" not in fields]
    return sorted(kept, key=_place(fields, prefix))


def _place(fields: Fields, prefix: str) -> Callable[[int], tuple[int, int]]:
    def key(number: int) -> tuple[int, int]:
        text = fields.get(f"{prefix}-{number}-place", "").strip()
        here = number + 1
        place = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else here
        return place, (place < here) * -1 + (place > here)

    return key


def _reordered(row: GridRow, order: Sequence[int]) -> GridRow:
    return GridRow(row.texts, [row.cells[i] for i in order])
