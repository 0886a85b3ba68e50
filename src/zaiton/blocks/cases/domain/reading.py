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
    Condition,
    Definition,
    Fact,
    Item,
    Limit,
    Material,
    Need,
    Role,
)

STATUSES = ("official", "derived", "sample", "unverified", "synthetic")
"""How far a source can be trusted, in the words of the law block."""
TOP = {
    *("case", "title", "article", "status", "in_force_from", "prefix", "who", "appeal"),
    *("correction", "joint", "facts", "materials", "roles", "items"),
}
TOP_OPTIONAL = {"correction", "joint", "facts", "materials"}
FACT = {"name", "title", "type", "values", "places", "range", "required", "register", "hint"}
MATERIAL = {"id", "title", "register", "when", "confidential"}
ITEM = {
    *("id", "title", "article", "roles", "limit", "after", "prereview", "when", "skipped"),
    *("needs", "reads", "output", "issue", "check", "fee"),
}
COUNTED = {"days": ("working", "calendar"), "hours": ("hour",), "months": ("month",)}
LIMIT = {*COUNTED, "unit", "article", "status", "start_excluded", "roll_last_day", "extension", "approver", "grounds"}
MOST_COUNTED = 20_000
MOST_FEN = 10_000_000_000


def read_definition(source: Any, file: str, tables: Mapping[str, str]) -> Definition:
    """The case type of one parsed file; ``tables`` are the digests of its decision tables by name.

    Raises the ``CaseTypeFault`` of the first thing that is wrong. ``sha256`` is left empty: ``document`` reckons it.
    """
    top = read.mapping(source, file, TOP, sorted(TOP - TOP_OPTIONAL))
    at = f"{file}: "
    roles = read.named(read.entries(top["roles"], f"{at}roles", some=True), f"{at}roles", _role, "id")
    items = read.named(read.entries(top["items"], f"{at}items", some=True), f"{at}items", _item, "id")
    return Definition(
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
        correction=_limit(top["correction"], f"{at}correction") if "correction" in top else None,
        joint=_limit(top["joint"], f"{at}joint") if "joint" in top else None,
    )


def _fact(entry: Any, place: str) -> Fact:
    given = read.mapping(entry, place, FACT, ("name", "title", "type"))
    kind = read.word(given["type"], f"{place}.type", FACT_TYPES)
    allowed = FACT - {"values", "places", "range"}
    allowed |= {"choice": {"values"}, "decimal": {"places", "range"}, "day": {"range"}}.get(kind, set())
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
        when=_condition(given["when"], f"{place}.when") if "when" in given else None,
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
        limit=_limit(given["limit"], f"{place}.limit"),
        after=read.names(given.get("after", []), f"{place}.after"),
        prereview=read.yes(given.get("prereview", "false"), f"{place}.prereview"),
        when=_condition(given["when"], f"{place}.when") if "when" in given else None,
        skipped=read.word(given["skipped"], f"{place}.skipped", (SATISFIED, SKIPS)) if "skipped" in given else "",
        needs=_needs(given.get("needs", []), f"{place}.needs", article),
        reads=read.names(given.get("reads", []), f"{place}.reads", read.FACT_NAME),
        output=read.bilingual(given["output"], f"{place}.output") if "output" in given else None,
        issue_limit=_limit(given["issue"], f"{place}.issue") if "issue" in given else None,
        check=_condition(given["check"], f"{place}.check") if "check" in given else None,
        fee_fen=fen,
        fee_article=fee_article,
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


def _condition(entry: Any, place: str) -> Condition:
    given = read.mapping(entry, place, ("table", "output", "is"), ("table", "output", "is"))
    values: list[str] = []
    for number, value in enumerate(read.entries(given["is"], f"{place}.is", some=True), start=1):
        one = read.text(value, f"{place}.is[{number}]")
        if one in values:
            raise faults.TypeRepeated(one, place=f"{place}.is[{number}]", given=one)
        values.append(one)
    table = read.name(given["table"], f"{place}.table")
    return Condition(table, read.name(given["output"], f"{place}.output", read.FACT_NAME), tuple(values))


def _limit(entry: Any, place: str) -> Limit:
    given = read.mapping(entry, place, LIMIT)
    counted = [name for name in COUNTED if name in given]
    if len(counted) != 1:
        raise faults.TermUnclear(place, place=place)
    units = COUNTED[counted[0]]
    if "unit" not in given and len(units) > 1:
        raise faults.TermUnclear(place, place=place)
    unit = read.word(given["unit"], f"{place}.unit", units) if "unit" in given else units[0]
    if ("extension" in given) != ("approver" in given):
        raise faults.ExtensionUnclear(place, place=place)
    hours = unit == "hour"
    return Limit(
        number=read.number(given[counted[0]], f"{place}.{counted[0]}", 1, MOST_COUNTED),
        unit=unit,
        article=read.article(given.get("article"), place),
        status=read.word(given.get("status", "unverified"), f"{place}.status", STATUSES),
        start_excluded=read.yes(given.get("start_excluded", "false" if hours else "true"), f"{place}.start_excluded"),
        roll_last_day=_rolls(given, hours, f"{place}.roll_last_day"),
        grounds=_grounds(given["grounds"], f"{place}.grounds") if "grounds" in given else None,
        extension=read.number(given["extension"], f"{place}.extension", 1, MOST_COUNTED) if "extension" in given else 0,
        approver=read.text(given["approver"], f"{place}.approver") if "approver" in given else "",
    )


def _rolls(given: Mapping[str, Any], hours: bool, place: str) -> bool:
    """Whether a last day off rolls on; hours end at their hour."""
    known = ("false",) if hours else ("true", "false")
    return read.word(given.get("roll_last_day", known[0]), place, known) == "true"


def _grounds(given: Any, place: str) -> tuple[str, ...]:
    return read.names(given, place)
