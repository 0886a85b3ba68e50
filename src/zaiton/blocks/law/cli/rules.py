"""`zaiton law rules`: check a decision table, ask it, replay a receipt, ask why not, carry tables to DMN and back."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.law.actions.tables import rule_table_keep
from zaiton.blocks.law.cli.law_group import law
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.dmn_out import dmn_text
from zaiton.blocks.law.domain.rules.engine import Engine, Rules
from zaiton.blocks.law.domain.rules.receipts import receipt_bytes, receipt_document, replay
from zaiton.blocks.law.domain.rules.soundness import check_table
from zaiton.blocks.law.domain.rules.table import ON
from zaiton.blocks.law.domain.rules.values import feel
from zaiton.blocks.law.domain.rules.whynot import wanted_of, why_not
from zaiton.blocks.law.queries.rules import kept_table, load_checked, load_dmn, load_facts, load_receipt, table_yaml
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_NOT_COVERED, emit, json_option

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])

facts_option = click.option(
    "--facts", "facts", required=True, help=gettext_noop("The facts as JSON, a file of JSON, or - for standard input.")
)
day_option = click.option("--on", "on", type=DAY, help=gettext_noop("The day whose rules apply (YYYY-MM-DD); today."))
output_option = click.option(
    "-o", "--output", type=TARGET, help=gettext_noop("Write into this file instead of the terminal.")
)


@law.group(
    help=gettext_noop("Decision tables: what an article says as rows of conditions, each answer with its receipt.")
)
def rules() -> None:
    """Group of the commands on decision tables."""


@rules.command("check", help=gettext_noop("Check the table in FILE: its form, and whether rows overlap or leave gaps."))
@click.argument("file", type=FILE)
@json_option
def check(file: Path, as_json: bool) -> None:
    """Print the table's digest; a fault ends with code 1 and names file, row and cell."""
    engine, unreached = load_checked(file)
    table = engine.table
    told = {"ok": True, "table": table.name, "sha256": table.sha256, "rows": len(table.rows), "unreached": unreached}
    emit(told, as_json, lambda: _checked(engine, unreached))


@rules.command(help=gettext_noop("Ask the table in FILE; what is not known may be left out or null."))
@click.argument("file", type=FILE)
@facts_option
@day_option
@click.option(
    "--receipt",
    "target",
    type=TARGET,
    help=gettext_noop("Write the receipt into this file, and keep the table for its replay."),
)
@json_option
@click.pass_context
def evaluate(context: click.Context, file: Path, facts: str, on: Any, target: Path | None, as_json: bool) -> None:
    """Exit 0 when decided, 3 when no row holds or facts are wanting."""
    engine, _ = load_checked(file)
    receipt = _on(engine, on).receipt(_facts(engine, facts))
    if target is not None:
        rule_table_keep(engine.table, actor="command", at=clock.now())
        _write(target, receipt_bytes(receipt))
    document = receipt_document(receipt)
    emit(document, as_json, lambda: _receipt(document, _titles(engine)))
    if receipt.decision.status != "decided":
        context.exit(EXIT_NOT_COVERED)


@rules.command(
    "replay", help=gettext_noop("Recompute the receipt in FILE from the table it was made with, byte for byte.")
)
@click.argument("file", type=FILE)
@click.option("--table", "table_file", type=FILE, help=gettext_noop("The table, where it is not kept here."))
@json_option
def replay_receipt(file: Path, table_file: Path | None, as_json: bool) -> None:
    """Exit 0 when the same bytes come out, else 1 with what differs."""
    document, content = load_receipt(file)
    sha256 = document["table"]["sha256"]
    table = load_checked(table_file)[0].table if table_file else kept_table(sha256)
    replay(table, document, content)
    said = gettext("Reproduced byte for byte from the table {table}, {sha256}.").format(table=table.name, sha256=sha256)
    emit({"ok": True, "table": table.name, "sha256": sha256, "bytes": len(content)}, as_json, said)


@rules.command("why-not", help=gettext_noop("Ask which facts would have to be otherwise for the outcome WANTED."))
@click.argument("file", type=FILE)
@facts_option
@click.option("--want", required=True, help=gettext_noop("The outcome wanted, as JSON or a file of JSON."))
@day_option
@json_option
def ask_why_not(file: Path, facts: str, want: str, on: Any, as_json: bool) -> None:
    """Print single changes that give the outcome, and the rows that come nearest."""
    engine, _ = load_checked(file)
    in_force = _on(engine, on)
    told = why_not(in_force, _facts(engine, facts), wanted_of(in_force, _json(want)))
    emit(told, as_json, lambda: _why_not(told, _titles(engine)))


@rules.command("export", help=gettext_noop("Write the table in FILE as DMN 1.3."))
@click.argument("file", type=FILE)
@output_option
def export_dmn(file: Path, output: Path | None) -> None:
    """Print or write the XML."""
    deliver(dmn_text(load_checked(file)[0].table), output)


@rules.command("import", help=gettext_noop("Read a decision table from a DMN 1.3 FILE and write it as YAML."))
@click.argument("file", type=FILE)
@click.option("--article", default="", help=gettext_noop("The article it carries out, where the file does not say."))
@click.option("--in-force-from", type=DAY, help=gettext_noop("Its first day in force, where the file does not say."))
@output_option
def import_dmn(file: Path, article: str, in_force_from: Any, output: Path | None) -> None:
    """Print or write the YAML; overlaps and gaps are refused as in any table."""
    first = in_force_from.date().isoformat() if in_force_from else ""
    table = load_dmn(file, article=article.strip(), in_force_from=first)
    check_table(table, file.name)
    deliver(table_yaml(table), output)


def _on(engine: Engine, on: Any) -> Rules:
    day: date = on.date() if on else clock.today()
    return engine.on(day)


def _facts(engine: Engine, given: str) -> dict[str, Any]:
    return engine.facts_of(_json(given))


def _json(given: str) -> dict[str, Any]:
    if given.lstrip().startswith("{"):
        return load_facts(given, "JSON")
    name = "stdin" if given == "-" else given[:80]
    try:
        content = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
        return load_facts(content.decode("utf-8-sig"), name)
    except (OSError, UnicodeDecodeError, ValueError):
        raise faults.BadFacts(file=name) from None


def deliver(text: str, output: Path | None) -> None:
    """Print a text, or write it into a file; raises ``CannotWrite``."""
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text.encode())


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise faults.CannotWrite(file=str(target), why=error.strerror or "") from None


def _checked(engine: Engine, unreached: tuple[str, ...]) -> str:
    table = engine.table
    title = table.title.in_language(get_language() or "zh-hans")
    said = gettext("{table}: {title}: {count} rows, sound. Digest {sha256}.")
    lines = [said.format(table=table.name, title=title, count=len(table.rows), sha256=table.sha256)]
    if unreached:
        warning = gettext("Never reached, because rows before take all their facts: {rows}.")
        lines.append(warning.format(rows=", ".join(unreached)))
    return "\n".join(lines)


def _titles(engine: Engine) -> dict[str, str]:
    """What people call each input and output; its name where no title is given."""
    language = get_language() or "zh-hans"
    columns = (*engine.table.inputs, *engine.table.outputs)
    return {column.name: column.title.in_language(language) or column.name for column in columns}


def _receipt(document: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    rows = ", ".join(document["rows"])
    if document["status"] == "decided":
        outputs = document["outputs"] if isinstance(document["outputs"], list) else [document["outputs"]]
        lines = ["; ".join(f"{titles[name]}: {_said(value)}" for name, value in one.items()) for one in outputs]
        lines.append(gettext("By the rows: {rows}.").format(rows=rows))
        lines += [f"{source['row']}: {source['article']}" for source in document["sources"]]
    elif document["status"] == "no_match":
        lines = [gettext("No row holds for these facts on {day}.").format(day=document["on"])]
    else:
        said = gettext("Not decided: it turns on {facts}.")
        lines = [said.format(facts=_named(document["matters"], titles))]
    lines += [
        gettext("Row {row} does not hold: {cell}").format(row=r["row"], cell=_cell(r, titles))
        for r in document["rejected"]
    ]
    lines += [
        gettext("Row {row} could hold: {facts} not known.").format(row=r["row"], facts=_named(r["facts"], titles))
        for r in document["undecided"]
    ]
    return "\n".join(lines)


def _why_not(told: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    if told["reached"]:
        return gettext("The facts give the wanted outcome already.")
    lines = []
    for change in told["changes"]:
        said = gettext("{fact} instead of {given}: for example {example} ({conditions}), then by the rows: {rows}.")
        data = {"fact": titles[change["fact"]], "given": _said(change["given"]), "example": _said(change["example"])}
        conditions = "; ".join(change["conditions"])
        lines.append(said.format(**data, conditions=conditions, rows=", ".join(change["rows"])))
    if not lines:
        lines.append(gettext("No single fact would give the wanted outcome."))
    for near in told["nearest"]:
        said = gettext("Row {row} ({article}) does not hold: {cells}")
        cells = "; ".join(_cell(cell, titles) for cell in near["failing"])
        lines.append(said.format(row=near["row"], article=near["article"], cells=cells))
    if not told["nearest"]:
        lines.append(gettext("No row gives this outcome."))
    return "\n".join(lines)


def _cell(told: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    said = gettext("{cell} is {given}, needed: {condition}")
    name = gettext("the day") if told["cell"] == ON else titles[told["cell"]]
    return said.format(cell=name, given=_said(told["given"]), condition=told["condition"])


def _named(names: Iterable[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles[name] for name in names)


def _said(value: Any) -> str:
    return gettext("not known") if value is None else feel(value) if isinstance(value, bool) else str(value)
