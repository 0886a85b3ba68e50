"""A case type from the plain mapping of its file, all scalars as texts: every fault named with file and place.

The same reader reads the canonical document that is stored. Whether the parts fit together is ``soundness``' question.
"""

from collections.abc import Mapping
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain import entries as read
from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.graph import (
    FACT_TYPES,
    SATISFIED,
    SKIPS,
    Definition,
    Fact,
    Item,
    Material,
    Need,
    Role,
)
from zaiton.blocks.cases.domain.identifiers import READERS
from zaiton.blocks.cases.domain.reading_certificates import agreement, certificate
from zaiton.blocks.cases.domain.reading_datasets import datasets, with_limit
from zaiton.blocks.cases.domain.reading_limits import STATUSES, condition, limit

TOP = {
    *("case", "title", "article", "status", "in_force_from", "prefix", "who", "appeal"),
    *("correction", "joint", "facts", "materials", "roles", "items", "consistent", "datasets", "dataset"),
}
TOP_OPTIONAL = {"correction", "joint", "facts", "materials", "consistent", "datasets", "dataset"}
FACT = {"name", "title", "type", "values", "places", "range", "required", "register", "hint", "identifier"}
MATERIAL = {"id", "title", "register", "when", "confidential"}
ITEM = {
    *("id", "title", "article", "roles", "limit", "after", "prereview", "when", "skipped"),
    *("needs", "reads", "output", "issue", "check", "fee", "certificate", "automatic"),
}
MOST_FEN = 10_000_000_000


def read_definition(source: Any, file: str, tables: Mapping[str, str]) -> Definition:
    """The case type of one parsed file; ``tables`` are the digests of its decision tables by name.

    Raises the ``CaseTypeFault`` of the first thing that is wrong. ``sha256`` is left empty: ``document`` reckons it.
    """
    top = read.mapping(source, file, TOP, sorted(TOP - TOP_OPTIONAL))
    at = f"{file}: "
    roles = read.named(read.entries(top["roles"], f"{at}roles", some=True), f"{at}roles", _role, "id")
    given = read.entries(top["items"], f"{at}items", some=True)
    sets = datasets(top.get("datasets", {}), given, f"{at}datasets")
    dataset = read.word(top.get("dataset"), f"{at}dataset", [one.name for one in sets]) if sets else ""
    if "dataset" in top and not sets:
        raise faults.TypeEntryMissing("datasets", place=file, name="datasets")
    ready = [with_limit(one, top.get("datasets")) for one in given]
    items = read.named(ready, f"{at}items", _item, "id")
    found = Definition(
        name=read.name(top["case"], f"{at}case"),
        title=read.bilingual(top["title"], f"{at}title"),
        article=read.article(top["article"], f"{at}article"),
        status=read.word(top["status"], f"{at}status", STATUSES),
        in_force_from=read.day(top["in_force_from"], f"{at}in_force_from"),
        prefix=read.prefix(top["prefix"], f"{at}prefix"),
        who=read.bilingual(top["who"], f"{at}who"),
        appeal=read.bilingual(top["appeal"], f"{at}appeal"),
        facts=read.named(top.get("facts", []), f"{at}facts", _fact, "name"),
        materials=read.named(top.get("materials", []), f"{at}materials", _material, "id"),
        roles=roles,
        items=items,
        tables=dict(tables),
        correction=limit(top["correction"], f"{at}correction") if "correction" in top else None,
        joint=limit(top["joint"], f"{at}joint") if "joint" in top else None,
        consistent=read.named(top.get("consistent", []), f"{at}consistent", agreement, "id"),
        datasets=sets,
    )
    return found.under(dataset) if sets else found


def _fact(entry: Any, place: str) -> Fact:
    given = read.mapping(entry, place, FACT, ("name", "title", "type"))
    kind = read.word(given["type"], f"{place}.type", FACT_TYPES)
    allowed = FACT - {"values", "places", "range", "identifier"}
    own = {"choice": {"values"}, "decimal": {"places", "range"}, "day": {"range"}, "text": {"identifier"}}
    allowed |= own.get(kind, set())
    read.mapping(given, place, allowed, ("values",) if kind == "choice" else ())
    values, titles = _values(given["values"], f"{place}.values") if kind == "choice" else ((), ())
    return Fact(
        name=read.name(given["name"], f"{place}.name", read.FACT_NAME),
        title=read.bilingual(given["title"], f"{place}.title"),
        type=kind,
        values=values,
        value_titles=titles,
        places=read.number(given["places"], f"{place}.places", 0, 12) if "places" in given else None,
        range=read.text(given["range"], f"{place}.range") if "range" in given else "",
        required=read.yes(given.get("required", "true"), f"{place}.required"),
        register=read.text(given["register"], f"{place}.register") if "register" in given else "",
        hint=read.bilingual(given["hint"], f"{place}.hint") if "hint" in given else None,
        identifier=read.word(given["identifier"], f"{place}.identifier", sorted(READERS))
        if "identifier" in given
        else "",
    )


def _values(given: Any, place: str) -> tuple[tuple[str, ...], tuple[Bilingual, ...]]:
    """The values of a choice with what people read for them: a mapping, or a list of words or of ``{id, title}``."""
    if isinstance(given, Mapping):
        given = [{"id": value, "title": title} for value, title in given.items()]
    found: dict[str, Bilingual] = {}
    for number, entry in enumerate(read.entries(given, place), start=1):
        where = f"{place}[{number}]"
        if isinstance(entry, str):
            entry = {"id": entry, "title": {"zh": entry, "en": entry}}
        one = read.mapping(entry, where, ("id", "title"), ("id", "title"))
        value = read.text(one["id"], where)
        if value in found:
            raise faults.TypeRepeated(value, place=where, given=value)
        found[value] = read.bilingual(one["title"], f"{place}.{value}")
    if len(found) < 2:
        raise faults.OneChoice(place, place=place)
    return tuple(found), tuple(found.values())


def _material(entry: Any, place: str) -> Material:
    given = read.mapping(entry, place, MATERIAL, ("id", "title"))
    return Material(
        id=read.name(given["id"], f"{place}.id"),
        title=read.bilingual(given["title"], f"{place}.title"),
        register=read.text(given["register"], f"{place}.register") if "register" in given else "",
        when=condition(given["when"], f"{place}.when") if "when" in given else None,
        confidential=read.yes(given.get("confidential", "false"), f"{place}.confidential"),
    )


def _role(entry: Any, place: str) -> Role:
    given = read.mapping(entry, place, ("id", "title", "organ"), ("id", "title", "organ"))
    return Role(
        read.name(given["id"], f"{place}.id"),
        read.bilingual(given["title"], f"{place}.title"),
        read.bilingual(given["organ"], f"{place}.organ"),
    )


def _item(entry: Any, place: str) -> Item:
    given = read.mapping(entry, place, ITEM, ("id", "title", "article", "roles", "limit"))
    article = read.article(given["article"], f"{place}.article")
    fen, fee_article = _fee(given["fee"], f"{place}.fee") if "fee" in given else (0, "")
    return Item(
        id=read.name(given["id"], f"{place}.id"),
        title=read.bilingual(given["title"], f"{place}.title"),
        article=article,
        roles=read.names(read.entries(given["roles"], f"{place}.roles", some=True), f"{place}.roles"),
        limit=limit(given["limit"], f"{place}.limit"),
        after=read.names(given.get("after", []), f"{place}.after"),
        prereview=read.yes(given.get("prereview", "false"), f"{place}.prereview"),
        when=condition(given["when"], f"{place}.when") if "when" in given else None,
        skipped=read.word(given["skipped"], f"{place}.skipped", (SATISFIED, SKIPS)) if "skipped" in given else "",
        needs=_needs(given.get("needs", []), f"{place}.needs", article),
        reads=read.names(given.get("reads", []), f"{place}.reads", read.FACT_NAME),
        output=read.bilingual(given["output"], f"{place}.output") if "output" in given else None,
        issue_limit=limit(given["issue"], f"{place}.issue") if "issue" in given else None,
        check=condition(given["check"], f"{place}.check") if "check" in given else None,
        fee_fen=fen,
        fee_article=fee_article,
        certificate=certificate(given["certificate"], f"{place}.certificate") if "certificate" in given else None,
        automatic=read.yes(given.get("automatic", "false"), f"{place}.automatic"),
    )


def _needs(given: Any, place: str, article: str) -> tuple[Need, ...]:
    found: dict[str, Need] = {}
    for number, entry in enumerate(read.entries(given, place), start=1):
        where = f"{place}[{number}]"
        if isinstance(entry, str):
            entry = {"material": entry, "article": article}
        one = read.mapping(entry, where, ("material", "article"), ("material", "article"))
        material = read.name(one["material"], f"{where}.material")
        if material in found:
            raise faults.TypeRepeated(material, place=where, given=material)
        found[material] = Need(material, read.article(one["article"], f"{where}.article"))
    return tuple(found.values())


def _fee(entry: Any, place: str) -> tuple[int, str]:
    given = read.mapping(entry, place, ("fen", "article"), ("fen", "article"))
    return read.number(given["fen"], f"{place}.fen", 1, MOST_FEN), read.article(given["article"], f"{place}.article")
