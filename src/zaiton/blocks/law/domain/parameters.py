"""A parameter: one number of a decree over time, each value with the day it holds from and the document it stands in."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.domain.source import STATUSES, bilingual_of


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value of a history. ``value`` keeps the text as printed; None means that the rule ended on that day."""

    in_force_from: date
    value: str | None
    article: str
    document: str
    status: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A history: name, title, unit, and its values in the order of their days."""

    name: str
    title: Bilingual
    unit: str
    values: tuple[ParameterValue, ...]

    def at(self, day: date) -> ParameterValue:
        """The value in force on ``day``; raises ``ParameterNotInForce`` where there is none."""
        index = bisect_right([v.in_force_from for v in self.values], day) - 1
        if index < 0 or self.values[index].value is None:
            raise faults.ParameterNotInForce(name=self.name, day=day, first=self.values[0].in_force_from)
        return self.values[index]


def read_parameter(source: Any, name: str, file: str) -> Parameter:
    """The history of one YAML file; raises ``BadParameter`` saying what is wrong."""

    def refuse(why: str) -> faults.BadParameter:
        return faults.BadParameter(file=file, name=name, why=why)

    if not isinstance(source, Mapping):
        raise refuse("the file is not a mapping")
    title, entries = bilingual_of(source.get("title")), source.get("values")
    if title is None:
        raise refuse("title needs zh and en")
    if not isinstance(source.get("unit"), str):
        raise refuse("unit is missing")
    if not isinstance(entries, list) or not entries:
        raise refuse("values is empty")
    values = tuple(_value(entry, refuse) for entry in entries)
    days = [v.in_force_from for v in values]
    if any(later <= earlier for earlier, later in zip(days, days[1:], strict=False)):
        raise refuse("the days do not rise")
    return Parameter(name, title, source["unit"], values)


def _value(entry: Any, refuse) -> ParameterValue:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("from"), date):
        raise refuse("a value has no day in from")
    if "value" not in entry or isinstance(entry["value"], float | bool):
        raise refuse('a value must be a whole number or a text in quotation marks, like "0.1"')
    if not isinstance(entry.get("document"), str) or entry.get("status") not in STATUSES:
        raise refuse(f"the value of {entry['from']} needs a document and a status")
    value = None if entry["value"] is None else str(entry["value"])
    return ParameterValue(entry["from"], value, str(entry.get("article", "")), entry["document"], entry["status"])
