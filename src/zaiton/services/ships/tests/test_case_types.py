"""The case types: golden cases through the code that live cases use, and the figures of each dataset from the graph."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zaiton.blocks.cases.domain.golden import read_golden
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.public import definition_schedule
from zaiton.blocks.cases.queries.folders import read_folder
from zaiton.blocks.cases.queries.golden import golden_run
from zaiton.blocks.cases.queries.soundness import check_sound
from zaiton.services.ships.domain.words import FIRST, FOLLOW_UPS

FOLDERS = Path(__file__).parents[1] / "data" / "cases"
ON = date(2026, 11, 20)


def first() -> Definition:
    return read_folder(FOLDERS / FIRST).definition


@pytest.mark.parametrize("name", [FIRST, *FOLLOW_UPS])
def test_every_case_type_is_sound_and_its_golden_cases_pass(name: str) -> None:
    found = read_folder(FOLDERS / name)
    check_sound(found.definition, found.tables)
    results = golden_run(found.definition, found.tables, read_golden(found.golden))
    assert results and [(one.name, one.differences, one.refusal) for one in results if not one.passes] == []


def test_no_folder_is_left_out() -> None:
    assert {path.name for path in FOLDERS.iterdir() if path.is_dir()} == {FIRST, *FOLLOW_UPS}


@pytest.mark.parametrize(
    ("dataset", "serial", "parallel"),
    [("reconstruction", 41, 20), ("national", 67, 30), ("promise", 30, 16)],
)
def test_the_days_of_each_dataset_come_from_the_graph(dataset: str, serial: int, parallel: int) -> None:
    planned = definition_schedule(first().under(dataset), on=ON)
    assert (planned.serial, planned.parallel) == (serial, parallel)


@pytest.mark.parametrize("dataset", ["reconstruction", "national", "promise"])
def test_the_days_are_those_of_the_formulas(dataset: str) -> None:
    """F(i) = max F(prerequisites) + L(i) + p one after another, max(L(i), max F(prerequisites)) + p in parallel."""
    definition = first().under(dataset)
    limits = {
        item.id: (item.limit.number, item.issue_limit.number if item.issue_limit else 0) for item in definition.items
    }
    serial: dict[str, int] = {}
    parallel: dict[str, int] = {}
    for item in definition.items:
        review, issue = limits[item.id]
        serial[item.id] = max((serial[name] for name in item.after), default=0) + review + issue
        parallel[item.id] = max(review, max((parallel[name] for name in item.after), default=0)) + issue
    planned = definition_schedule(definition, on=ON)
    assert (planned.serial, planned.parallel) == (max(serial.values()), max(parallel.values()))


def test_the_reconstruction_says_that_it_is_no_source_and_counts_no_printing() -> None:
    definition = first()
    one = next(dataset for dataset in definition.datasets if dataset.name == "reconstruction")
    assert one.status == "synthetic" and "no source" in one.note.en and "不是来源" in one.note.zh
    assert all(terms.issue_limit is None for terms in one.items)
    assert [terms.after for terms in one.items if terms.item == "ism"] == [("nat", "msm")]
    assert [terms.after for terms in definition.datasets[0].items if terms.item == "ism"] == [("nat",)]


def test_without_the_disputed_edge_the_reconstruction_is_shorter_one_after_another() -> None:
    """The edge is one of the assumptions that give 41: the app shows which assumption gives which number."""
    definition = first().under("reconstruction")
    items = tuple(replace(item, after=("nat",)) if item.id == "ism" else item for item in definition.items)
    planned = definition_schedule(replace(definition, items=items), on=ON)
    assert (planned.serial, planned.parallel) == (34, 20)


def test_every_need_and_limit_names_an_article_and_registers_are_not_asked() -> None:
    for name in (FIRST, *FOLLOW_UPS):
        definition = read_folder(FOLDERS / name).definition
        assert all(need.article for item in definition.items for need in item.needs)
        assert all(item.limit.article for item in definition.items)
        assert definition.material("owner-code").register == "organisation.credit_code"
