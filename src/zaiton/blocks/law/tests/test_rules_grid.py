"""Tables as forms hold them: nothing is lost on the way, faults find their field, rows and columns go where they are sent."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.cells import Cell, read_cell
from zaiton.blocks.law.domain.rules.continuing import continued
from zaiton.blocks.law.domain.rules.difference import difference
from zaiton.blocks.law.domain.rules.grid import field_of_fault, grid_of, source_of, trial_sources
from zaiton.blocks.law.domain.rules.grid_fields import add_to, grid_of_fields
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.trials import read_trials, trial_source
from zaiton.blocks.law.domain.rules.values import Column
from zaiton.blocks.law.domain.rules.writing import cell_text, list_text, listed, written
from zaiton.blocks.law.queries.drafts import trials_of_text
from zaiton.blocks.law.queries.rules import table_of_texts, table_yaml
from zaiton.blocks.law.tests.rule_texts import SHIPPED, TABLE, TESTS
from zaiton.blocks.law.tests.test_rules_properties import tables

FEES = table_of_texts(TABLE.encode(), "table")
TRIALS = trials_of_text(TESTS)
NASTY = [
    "-",
    "a, b",
    '"',
    "\\",
    " x ",
    "[1..2]",
    "<b>&amp;</b>",
    "not(x)",
    "> 5",
    "true",
    "…",
    "甲，乙",
    "'",
    "(",
    "a..b",
    "x\ny",
]


def fields_of(grid) -> dict[str, str]:
    """The fields a browser would send."""
    told = {f"h-{name}": text for name, text in grid.head.items()}
    for i, column in enumerate(grid.columns):
        told[f"c-{i}-kind"] = "fact" if column.is_fact else "outcome"
        told |= {f"c-{i}-{name}": text for name, text in column.texts.items()}
    for prefix, rows in (("r", grid.rows), ("t", grid.trials or [])):
        for j, row in enumerate(rows):
            told |= {f"{prefix}-{j}-{name}": text for name, text in row.texts.items()}
            told |= {f"{prefix}-{j}-c-{i}": text for i, text in enumerate(row.cells)}
    return told | ({"with-tests": "1"} if grid.trials is not None else {})


@settings(max_examples=200, deadline=None)
@given(tables())
def test_a_table_comes_back_from_writing_yaml_and_grid(drawn):
    table = drawn[2]
    assert read_table(written(table), "t") == table
    assert table_of_texts(table_yaml(table).encode(), "t") == table
    assert read_table(source_of(grid_of_fields(fields_of(grid_of(table, ())))), "t") == table
    assert difference(table, table).none


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("negated", [False, True])
def test_a_cell_of_any_text_comes_back(value, negated):
    column = Column("word", None, "text")
    cell = Cell((value, "plain"), negated)
    assert read_cell(cell_text(cell, column), column, "") == cell
    assert listed(list_text((value, "plain")), "") == [value, "plain"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3, unique=True))
def test_any_texts_come_back(texts):
    column = Column("word", None, "text")
    assert read_cell(cell_text(Cell(tuple(texts)), column), column, "") == Cell(tuple(texts))


@pytest.mark.parametrize("name", ["simple-procedure", "first-violation"])
def test_shipped_tables_and_tests_fit_into_a_grid(name):
    table = table_of_texts((SHIPPED / f"{name}.yaml").read_bytes(), "t")
    trials = trials_of_text((SHIPPED / f"{name}.tests.yaml").read_text(encoding="utf-8"))
    grid = grid_of_fields(fields_of(grid_of(table, trials)))
    assert read_table(source_of(grid), "t") == table
    assert read_trials(trial_sources(grid), "t") == trials
    assert read_trials([trial_source(trial) for trial in trials], "t") == trials


def test_tests_that_do_not_fit_are_no_part_of_the_grid():
    for text in (TESTS.replace("cargo", "goods"), TESTS.replace("outputs: {fee: 300}", "outputs: [{fee: 300}]")):
        assert grid_of(FEES, trials_of_text(text)).trials is None
    assert grid_of(FEES, None).trials is None and len(grid_of(FEES, TRIALS).trials) == 2


def spoilt(**changes):
    """The fields with some of them changed."""
    return fields_of(grid_of(FEES, TRIALS)) | {name.replace("_", "-", 3): text for name, text in changes.items()}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r-2-c-0", "about 1000"),
        ("r-0-c-2", "free"),
        ("r-1-id", "small"),
        ("r-1-id", ""),
        ("r-1-id", "small oil"),
        ("r-2-in_force_from", "soon"),
        ("r-2-in_force_until", "2020-01-01"),
        ("c-0-type", "number"),
        ("c-0-name", "on"),
        ("c-1-name", "tonnage"),
        ("c-1-values", '"oil'),
        ("c-1-values", ""),
        ("c-0-range", "1 to 5"),
        ("c-2-places", "two"),
        ("c-0-title_zh", "总吨"),
        ("h-hit", "best"),
        ("h-title_en", ""),
        ("h-article", ""),
        ("h-in_force_from", "2024"),
        ("h-table", "Berth Fee"),
    ],
)
def test_a_fault_finds_its_field(name, text):
    grid = grid_of_fields(fields_of(grid_of(FEES, TRIALS)) | {name: text})
    with pytest.raises(faults.RuleFault) as found:
        read_table(source_of(grid), "table")
    expected = {("r-2-in_force_until", "2020-01-01"): "r-2-id", ("c-0-title_zh", "总吨"): "c-0-title_en"}
    assert field_of_fault(found.value, grid) == expected.get((name, text), name)


def test_rows_and_columns_are_moved_removed_and_added():
    fields = fields_of(grid_of(FEES, TRIALS))
    ids = lambda grid: [row.texts["id"] for row in grid.rows]  # noqa: E731
    assert ids(grid_of_fields(fields | {"r-2-place": "1"})) == ["large", "small", "small-oil"]
    assert ids(grid_of_fields(fields | {"r-0-place": "2"})) == ["small-oil", "small", "large"]
    assert ids(grid_of_fields(fields | {"r-0-place": "99", "r-1-remove": "on"})) == ["large", "small"]
    assert ids(grid_of_fields(fields | {"r-0-place": "²", "r-1-place": "-4", "r-2-place": "9" * 9})) == ids(
        grid_of_fields(fields)
    )
    moved = grid_of_fields(fields | {"c-1-place": "1"})
    assert [c.texts["name"] for c in moved.columns] == ["cargo", "tonnage", "fee"]
    assert moved.rows[1].cells == ["oil", "< 1000", "150.5"] and moved.trials[0].cells == ["oil", "900", "150.5"]
    gone = grid_of_fields(fields | {"c-1-remove": "on"})
    assert gone.rows[0].cells == ["< 1000", "0"]
    grid = grid_of_fields(fields)
    for what in ("add-fact", "add-outcome", "add-row", "add-test", "add-nonsense"):
        add_to(grid, what)
    assert [c.is_fact for c in grid.columns] == [True, True, True, False, False]
    assert len(grid.rows) == 4 and len(grid.trials) == 3 and {len(r.cells) for r in [*grid.rows, *grid.trials]} == {5}


def test_a_renamed_column_takes_its_cells_and_tests_along():
    grid = grid_of_fields(fields_of(grid_of(FEES, TRIALS)) | {"c-0-name": "gross_tonnage"})
    table = read_table(source_of(grid), "table")
    assert table.inputs[0].name == "gross_tonnage" and table.rows[0].cells == FEES.rows[0].cells
    assert read_trials(trial_sources(grid), "tests")[0].facts["gross_tonnage"] == "900"


def test_too_many_rows_are_refused():
    fields = {f"r-{j}-id": f"r{j}" for j in range(1_001)}
    with pytest.raises(faults.TooManyRows):
        grid_of_fields(fields)


def test_the_difference_names_rows_and_cells():
    new = table_of_texts(
        TABLE.replace("150.50", "9").replace("id: large,", "id: big,").replace("hit: unique", "hit: first").encode(),
        "t",
    )
    found = difference(FEES, new)
    assert found.head == (("hit", "unique", "first"),)
    assert [(p.kind, p.name) for p in found.rows] == [("changed", "small-oil"), ("added", "big"), ("removed", "large")]
    assert found.rows[0].changes == (("outcome.fee", "150.5", "9"),) and found.unchanged == 1
    assert difference(None, new).count("added") == 3 and not found.none
    swapped = table_of_texts(("\n".join(TABLE.splitlines()[:-3] + TABLE.splitlines()[:-4:-1]) + "\n").encode(), "t")
    assert difference(FEES, swapped).reordered and not difference(FEES, swapped).rows


def test_carrying_a_table_on_changes_no_row_that_stays():
    old = table_of_texts((SHIPPED / "simple-procedure.yaml").read_bytes(), "t")
    new = read_table(continued(old, date(2027, 1, 1)), "t")
    found = difference(old, new)
    assert found.head == (("in_force_from", "1996-10-01", "2027-01-01"),)
    assert [part.kind for part in found.rows] == ["removed"] * 4 and found.unchanged == 7


def test_a_table_whose_rows_have_all_ended_is_carried_on_without_their_end():
    text = TABLE.replace("{id: small,", "{id: small, in_force_until: 2025-01-01,")
    table = table_of_texts(text.encode(), "t")
    assert [row["id"] for row in continued(table, date(2025, 1, 1))["rows"]] == ["small-oil", "large"]
    assert len(continued(table, date(2024, 12, 31))["rows"]) == 3
    ended = table_of_texts(TABLE.replace("hit:", "in_force_until: 2025-01-01\nhit:").encode(), "t")
    again = read_table(continued(ended, date(2025, 1, 1)), "t")
    assert (again.in_force.first, again.in_force.until, len(again.rows)) == (date(2025, 1, 1), None, 3)
