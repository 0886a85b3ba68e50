"""The datasets of a case type's file: for every item its time for review and for giving out, and what it waits for.

An item that a dataset does not name keeps what it says itself; one that it names has a time for giving out only if the
dataset gives one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from zaiton.blocks.cases.domain import entries as read
from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import Dataset, Terms
from zaiton.blocks.cases.domain.reading_limits import STATUSES, limit

DATASET = ("title", "note", "status", "items")
TERMS = ("limit", "issue", "after")


def datasets(given: Any, items: Sequence[Any], place: str) -> tuple[Dataset, ...]:
    """The datasets of a file whose items are ``items``, as parsed; raises the ``CaseTypeFault`` of the first thing wrong."""
    if not isinstance(given, Mapping):
        raise faults.TypeShape(place, place=place, given=repr(given)[:80])
    own = {one["id"]: one for one in items if isinstance(one, Mapping) and isinstance(one.get("id"), str)}
    return tuple(_dataset(name, entry, own, f"{place}.{str(name)[:60]}") for name, entry in given.items())


def with_limit(item: Any, given: Any) -> Any:
    """An item of the file that leaves its limit to the datasets, with the one that the first of them gives it."""
    if not isinstance(item, Mapping) or "limit" in item or not isinstance(given, Mapping) or not given:
        return item
    terms = next(iter(given.values()))["items"].get(item.get("id"))
    return {**item, "limit": terms["limit"]} if isinstance(terms, Mapping) and "limit" in terms else item


def _dataset(name: Any, entry: Any, own: Mapping[str, Mapping[str, Any]], place: str) -> Dataset:
    given = read.mapping(entry, place, DATASET, DATASET)
    terms = read.mapping(given["items"], f"{place}.items", own)
    return Dataset(
        read.name(name, place),
        read.bilingual(given["title"], f"{place}.title"),
        read.bilingual(given["note"], f"{place}.note"),
        read.word(given["status"], f"{place}.status", STATUSES),
        tuple(_terms(item, terms.get(item), own[item], f"{place}.items.{item}") for item in own),
    )


def _terms(item: str, entry: Any, own: Mapping[str, Any], place: str) -> Terms:
    """What holds for one item: the dataset's word, else the item's own."""
    given = own if entry is None else read.mapping(entry, place, TERMS)
    said = given.get("limit", own.get("limit"))
    if said is None:
        raise faults.TypeEntryMissing("limit", place=place, name="limit")
    issue = limit(given["issue"], f"{place}.issue") if "issue" in given else None
    after = read.names(given.get("after", own.get("after", [])), f"{place}.after")
    return Terms(item, limit(said, f"{place}.limit"), issue, after)
