"""A table as DMN 1.3 XML: one decision with one decision table, readable by other engines, and losslessly by this one.

What DMN has no word for (article, days in force, status, titles, places, gaps) stands in extension elements of a namespace
of our own. A table whose rows have days of their own gets an input ``on`` for the day, so that another engine, told the
day, comes to the same result.
"""

from typing import Any

from zaiton.blocks.law.domain.rules.table import ON, Row, Table
from zaiton.blocks.law.domain.rules.values import Column, feel, range_text

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OWN = "urn:zaiton:rules:1"
TYPE_REFS = {"boolean": "boolean", "choice": "string", "decimal": "number", "day": "date", "text": "string"}


def dmn_text(table: Table) -> str:
    """The DMN document, always the same text for the same table."""
    dated = any(row.in_force != table.in_force for row in table.rows)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<definitions xmlns="{DMN}" xmlns:z="{OWN}" id="definitions-{table.name}" name={_q(table.name)} '
        f'namespace="urn:zaiton:rules:table:{table.name}">',
        f'  <decision id="decision-{table.name}" name={_q(table.name)}>',
        f"    <description>{_escape(table.title.en)}</description>",
        "    <extensionElements>",
        f"      <z:table{_table_attributes(table)}/>",
        "    </extensionElements>",
        f'    <decisionTable id="table-{table.name}" hitPolicy="{table.hit.upper()}">',
        *([_on_input()] if dated else []),
        *[line for column in table.inputs for line in _input(column)],
        *[line for column in table.outputs for line in _output(column)],
        *[line for row in table.rows for line in _rule(table, row, dated)],
        "    </decisionTable>",
        "  </decision>",
        "</definitions>",
    ]
    return "\n".join(lines) + "\n"


def _table_attributes(table: Table) -> str:
    return _attributes(
        name=table.name,
        title_zh=table.title.zh,
        title_en=table.title.en,
        article=table.article,
        document=table.document or None,
        status=table.status,
        in_force_from=table.in_force.first,
        in_force_until=table.in_force.until,
        gaps=table.gaps,
    )


def _on_input() -> str:
    return (
        f'      <input id="input-{ON}" label="{ON}"><extensionElements><z:in-force/></extensionElements>'
        f'<inputExpression id="expression-{ON}" typeRef="date"><text>{ON}</text></inputExpression></input>'
    )


def _input(column: Column) -> list[str]:
    values = ""
    if column.type == "choice":
        values = f"<inputValues><text>{_escape(_listed(column))}</text></inputValues>"
    elif column.range is not None:
        values = f"<inputValues><text>{_escape(range_text(column.range))}</text></inputValues>"
    return [
        f'      <input id="input-{column.name}" label={_q(column.title.en or column.name)}>{_own(column)}'
        f'<inputExpression id="expression-{column.name}" typeRef="{TYPE_REFS[column.type]}">'
        f"<text>{column.name}</text></inputExpression>{values}</input>"
    ]


def _output(column: Column) -> list[str]:
    values = f"<outputValues><text>{_escape(_listed(column))}</text></outputValues>" if column.type == "choice" else ""
    return [
        f'      <output id="output-{column.name}" name="{column.name}" typeRef="{TYPE_REFS[column.type]}">'
        f"{_own(column)}{values}</output>"
    ]


def _own(column: Column) -> str:
    told = _attributes(
        type=column.type, title_zh=column.title.zh or None, title_en=column.title.en or None, places=column.places
    )
    return f"<extensionElements><z:column{told}/></extensionElements>"


def _rule(table: Table, row: Row, dated: bool) -> list[str]:
    article = row.article if row.article != table.article else None
    first = row.in_force.first if row.in_force.first != table.in_force.first else None
    until = row.in_force.until if row.in_force.until != table.in_force.until else None
    told = _attributes(id=row.id, article=article, in_force_from=first, in_force_until=until)
    entries = [cell.text for cell in row.cells]
    if dated:
        entries.insert(0, days_condition(row))
    return [
        f'      <rule id="row-{row.id}">',
        f"        <description>{_escape(row.article)}</description>",
        f"        <extensionElements><z:row{told}/></extensionElements>",
        *[f'        <inputEntry id="row-{row.id}-in-{i}">{_t(text)}</inputEntry>' for i, text in enumerate(entries, 1)],
        *[
            f'        <outputEntry id="row-{row.id}-out-{i}">{_t(feel(value))}</outputEntry>'
            for i, value in enumerate(row.outputs, 1)
        ],
        "      </rule>",
    ]


def days_condition(row: Row) -> str:
    """The days of a row as a condition on the day."""
    first, until = row.in_force.first, row.in_force.until
    return f">= {feel(first)}" if until is None else f"[{feel(first)}..{feel(until)})"


def _listed(column: Column) -> str:
    return ", ".join(feel(value) for value in column.values)


def _t(text: str) -> str:
    return f"<text>{_escape(text)}</text>"


def _attributes(**given: Any) -> str:
    return "".join(f" {name}={_q(str(value))}" for name, value in given.items() if value is not None)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _q(text: str) -> str:
    return '"' + _escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'
