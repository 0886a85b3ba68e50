"""A case type from its folder: case.yaml, its decision tables, golden.yaml, each file refused with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zaiton.blocks.cases.domain import faults
from zaiton.blocks.cases.domain.document import sealed
from zaiton.blocks.cases.domain.graph import Definition, Item
from zaiton.blocks.cases.domain.reading import read_definition
from zaiton.blocks.law.public import Engine, load_checked, load_yaml_texts

CASE, GOLDEN = "case.yaml", "golden.yaml"
MOST_TABLES = 40


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A folder read: the definition with its digest, the engines of its tables by name, and the golden file as texts."""

    definition: Definition
    tables: Mapping[str, Engine]
    golden: Any


def read_folder(folder: Path) -> CaseFolder:
    """The case type of a folder, every part well formed; raises a ``CaseTypeFault`` or the law block's ``RuleFault``.

    Facts on which an item's check rests, and those its certificate states, are added to what its review reads.
    """
    engines = {path.stem: load_checked(path)[0] for path in _table_files(folder)}
    digests = {name: engine.table.sha256 for name, engine in engines.items()}
    definition = read_definition(_yaml(folder / CASE), CASE, digests)
    inputs = {name: tuple(column.name for column in engine.table.inputs) for name, engine in engines.items()}
    facts = {fact.name for fact in definition.facts}
    items = tuple(_with_reads(item, inputs, facts) for item in definition.items)
    return CaseFolder(sealed(replace(definition, items=items)), engines, _yaml(folder / GOLDEN))


def _with_reads(item: Item, inputs: Mapping[str, tuple[str, ...]], facts: set[str]) -> Item:
    """The item whose review also reads the facts that its check table asks for and its certificate states."""
    asked = [name for name in inputs.get(item.check.table, ()) if name in facts] if item.check else ()
    wanted = item.certificate
    stated = [name for name in (*wanted.shows, wanted.holder, wanted.until) if name in facts] if wanted else ()
    return replace(item, reads=tuple(dict.fromkeys((*item.reads, *asked, *stated))))


def _table_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise faults.TypeUnreadable(file=str(folder.name), why="no folder")
    found = sorted(path for path in folder.glob("*.yaml") if path.name not in (CASE, GOLDEN))
    if len(found) > MOST_TABLES:
        raise faults.TypeTooLarge(place=folder.name, given=len(found), most=MOST_TABLES)
    return found


def _yaml(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise faults.TypeUnreadable(file=path.name, why=error.strerror or "no file") from None
    return load_yaml_texts(content, path.name)
