"""The datasets of a case type side by side: what each set of limits makes of the whole, and which of them cases count by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zaiton.blocks.cases.domain.graph import Definition, Terms
from zaiton.blocks.cases.pages.words import term, told
from zaiton.blocks.cases.queries.schedules import definition_schedule


def datasets_table(definition: Definition, on: date) -> Mapping[str, Any] | None:
    """The figures of each dataset and, for each item, its limits in all of them; None where there are none."""
    if not definition.datasets:
        return None
    return {
        "columns": [_column(definition, one.name, on) for one in definition.datasets],
        "rows": [_row(definition, item.id) for item in definition.items],
    }


def _column(definition: Definition, name: str, on: date) -> dict[str, Any]:
    one = next(dataset for dataset in definition.datasets if dataset.name == name)
    planned = definition_schedule(definition.under(name), on=on)
    return {
        "title": told(one.title),
        "note": told(one.note),
        "status": one.status,
        "counts": name == definition.dataset,
        "serial": planned.serial,
        "parallel": planned.parallel,
        "saved": planned.saved,
        "longest": [told(definition.item(item).title) for item in planned.critical],
    }


def _row(definition: Definition, item: str) -> dict[str, Any]:
    terms = [next(one for one in dataset.items if one.item == item) for dataset in definition.datasets]
    return {
        "title": told(definition.item(item).title),
        "cells": [
            _cell(definition, dataset.name, one) for dataset, one in zip(definition.datasets, terms, strict=True)
        ],
    }


def _cell(definition: Definition, dataset: str, terms: Terms) -> dict[str, Any]:
    title = next(told(one.title) for one in definition.datasets if one.name == dataset)
    return {
        "dataset": title,
        "review": term(terms.limit),
        "issue": term(terms.issue_limit) if terms.issue_limit else "",
        "after": [told(definition.item(name).title) for name in terms.after],
        "article": terms.limit.article,
        "status": terms.limit.status,
    }
