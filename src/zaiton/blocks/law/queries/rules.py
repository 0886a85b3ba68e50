"""Decision tables, facts and receipts from files, and tables out of the store by their digest.

YAML is read with every scalar as a text, so that no number passes through a float and ``no`` stays a word; the table's own
types say what each text means.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import yaml
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.dmn_in import table_of_dmn
from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.receipts import read_receipt
from zaiton.blocks.law.domain.rules.soundness import check_table
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.domain.rules.writing import written
from zaiton.kit.home import home

LARGEST_BYTES = 4_000_000
DEEPEST = 12


class _Texts(yaml.BaseLoader):
    """YAML with scalars as texts; no anchors, no name twice in one mapping, no deep nesting."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if self.check_event(yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="an anchor or alias", problem_mark=event.start_mark)
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen or not isinstance(key.value, str):
                raise yaml.MarkedYAMLError(problem=f"{key.value} given twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=True)


_Texts.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))


def load_table(path: Path) -> Table:
    """The table of a YAML file, checked for form; raises a ``RuleFault`` that names file, row and cell."""
    return table_of_texts(_read(path), path.name)


def load_checked(path: Path) -> tuple[Engine, tuple[str, ...]]:
    """The engine of a table that is sound, and the names of its rows that are never reached; raises a ``RuleFault``."""
    engine = Engine(load_table(path))
    return engine, check_table(engine.table, path.name, engine.cuts)


def load_yaml_texts(content: bytes, name: str) -> Any:
    """YAML with every scalar as a text, so that no number passes through a float and ``no`` stays a word.

    Raises ``UnreadableTable`` with the line: for anchors, a name given twice, deep nesting, more than four million bytes.
    """
    if len(content) > LARGEST_BYTES:
        raise faults.UnreadableTable(file=name, why=f"more than {LARGEST_BYTES} bytes")
    try:
        return yaml.load(content.decode("utf-8-sig"), Loader=_Texts)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise faults.UnreadableTable(file=name, why=f"line {line}: {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise faults.UnreadableTable(file=name, why=str(error).splitlines()[0][:120]) from None


def table_of_texts(content: bytes, name: str) -> Table:
    """The table of YAML or JSON bytes, checked for form; raises a ``RuleFault`` that names ``name``, row and cell."""
    return read_table(load_yaml_texts(content, name), name)


def load_dmn(path: Path, *, article: str = "", in_force_from: str = "") -> Table:
    """The table of a DMN 1.3 file; raises ``UnknownDmn`` or another ``RuleFault`` with the place."""
    return table_of_dmn_bytes(_read(path), path.name, article=article, in_force_from=in_force_from)


def table_of_dmn_bytes(content: bytes, name: str, *, article: str = "", in_force_from: str = "") -> Table:
    """The table of a DMN 1.3 document; raises ``UnknownDmn`` or another ``RuleFault`` with the place."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        raise faults.UnreadableTable(file=name, why=str(error)) from None
    except (DefusedXmlException, RecursionError, ValueError, LookupError):
        raise faults.UnreadableTable(file=name, why="a document type or entity") from None
    return table_of_dmn(root, name, article=article, in_force_from=in_force_from)


def load_facts(text: str, name: str) -> dict[str, Any]:
    """Facts, or a wanted outcome, from JSON; numbers come as exact decimals. Raises ``BadFacts``."""
    try:
        facts = json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError, ArithmeticError):
        raise faults.BadFacts(file=name) from None
    if not isinstance(facts, dict):
        raise faults.BadFacts(file=name)
    return facts


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def load_receipt(path: Path) -> tuple[dict[str, Any], bytes]:
    """A receipt's document and its bytes; raises ``BadReceipt``."""
    content = _read(path)
    return read_receipt(content, path.name), content


def store_file(sha256: str) -> Path:
    """Where the table with this digest is kept, as its canonical bytes."""
    return home() / "store" / "rules" / sha256[:2] / f"{sha256}.json"


def kept_table(sha256: str) -> Table:
    """The table out of the store; raises ``TableNotKept``, and ``TableAltered`` where the file is no longer what it was."""
    path = store_file(sha256)
    if not path.is_file():
        raise faults.TableNotKept(sha256=sha256)
    table = table_of_texts(_read(path), path.name)
    if table.sha256 != sha256:
        raise faults.TableAltered(found=table.sha256, sha256=sha256)
    return table


def table_yaml(table: Table) -> str:
    """The table as the YAML that people edit."""
    return yaml.safe_dump(written(table), allow_unicode=True, sort_keys=False, width=120)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise faults.UnreadableTable(file=path.name, why=f"more than {LARGEST_BYTES} bytes")
        return path.read_bytes()
    except OSError as error:
        raise faults.UnreadableTable(file=path.name, why=error.strerror or "no file") from None
