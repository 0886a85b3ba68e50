"""zaiton cases check, publish, retire, list, show, schema, bpmn: case types from their folders, put in force and looked at."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.definitions import case_type_draft, case_type_publish, case_type_retire
from zaiton.blocks.cases.cli.cases_group import cases
from zaiton.blocks.cases.domain.bpmn import bpmn_text
from zaiton.blocks.cases.domain.document import document_of
from zaiton.blocks.cases.domain.golden import read_golden
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.needs import merged
from zaiton.blocks.cases.domain.publishing_faults import NotAnOperator, PublishingReason
from zaiton.blocks.cases.domain.schema import submission_schema
from zaiton.blocks.cases.queries.definitions import definition_in_force, definition_of, read_folder, versions_of
from zaiton.blocks.cases.queries.folders import CASE
from zaiton.blocks.cases.queries.golden import GoldenResult, golden_run
from zaiton.blocks.cases.queries.shelves import folder_named
from zaiton.blocks.cases.queries.soundness import check_sound
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_REFUSED, emit, json_option
from zaiton.kit.cli.store import found_store

TERMS = {
    "working": gettext_noop("{number} working days"),
    "calendar": gettext_noop("{number} days"),
    "hour": gettext_noop("{number} hours"),
    "month": gettext_noop("{number} months"),
}
DAY = click.DateTime(["%Y-%m-%d"])
as_option = click.option("--as", "email", default="", help=gettext_noop("The address of the officer who acts."))
reason_option = click.option("--reason", default="", help=gettext_noop("Why; kept with the version and in the log."))


@cases.command(
    "check", help=gettext_noop("Check the case type in FOLDER: every name and condition, then its golden cases.")
)
@click.argument("folder")
@json_option
@click.pass_context
def check_type(context: click.Context, folder: str, as_json: bool) -> None:
    """Exit 1 where a fault is found or a golden case comes out otherwise."""
    found = read_folder(folder_named(folder))
    check_sound(found.definition, found.tables)
    results = golden_run(found.definition, found.tables, read_golden(found.golden))
    told = {
        "ok": all(result.passes for result in results),
        "case": found.definition.name,
        "sha256": found.definition.sha256,
        "tables": dict(found.definition.tables),
        "steps": [step.id for step in found.definition.plan.steps],
        "golden": [_golden_told(result) for result in results],
    }
    emit(told, as_json, lambda: _checked(found.definition, results))
    if not told["ok"]:
        context.exit(EXIT_REFUSED)


@cases.command(
    help=gettext_noop("Put the case type in FOLDER in force: one officer takes it in, a second one publishes it.")
)
@click.argument("folder")
@as_option
@click.option("--second", default="", help=gettext_noop("The address of the second officer, who publishes."))
@reason_option
@json_option
def publish(folder: str, email: str, second: str, reason: str, as_json: bool) -> None:
    """Without officers whoever holds the machine publishes, with a reason."""
    found_store()
    at = clock.now()
    if bool(email) != bool(second):
        raise click.UsageError(gettext("Give both --as and --second, or neither with a --reason."))
    if not email and not reason.strip():
        raise PublishingReason("reason")
    drafter, publisher = (_officer(email), _officer(second)) if email else ("command", "command")
    sha256 = case_type_draft(read_folder(folder_named(folder)), actor=drafter, at=at)
    first = case_type_publish(sha256, actor=publisher, at=at, reason=reason)
    name = definition_of(sha256).name
    said = gettext("{name} is in force from {day} on: {sha256}").format(name=name, day=first, sha256=sha256)
    emit({"ok": True, "case": name, "sha256": sha256, "in_force_from": first.isoformat()}, as_json, said)


@cases.command(help=gettext_noop("End the case type NAME: from a day on nobody can apply for it; running cases go on."))
@click.argument("name")
@click.option("--on", "on", type=DAY, help=gettext_noop("The first day on which it no longer holds; today."))
@as_option
@reason_option
@json_option
def retire(name: str, on: Any, email: str, reason: str, as_json: bool) -> None:
    """A reason is required."""
    found_store()
    day: date = on.date() if on else clock.today()
    actor = _officer(email) if email else "command"
    ended = case_type_retire(name, on=day, actor=actor, reason=reason, at=clock.now())
    said = gettext("{name} ends on {day}.").format(name=name, day=day)
    emit({"ok": True, "case": name, "on": day.isoformat(), "ended": list(ended)}, as_json, said)


@cases.command("list", help=gettext_noop("List every version of every case type, with its days and its digest."))
@json_option
def list_types(as_json: bool) -> None:
    """The latest first day of each first."""
    found_store()
    versions = versions_of()
    told = [
        {
            "case": version.name,
            "sha256": version.sha256,
            "state": version.state,
            "in_force_from": version.first.isoformat(),
            "in_force_until": version.until.isoformat() if version.until else None,
            "demo": version.demo,
            "reason": version.reason,
        }
        for version in versions
    ]
    lines = [
        f"{one['case']:<24} {one['state']:<10} {one['in_force_from']} .. {one['in_force_until'] or '':<10} {one['sha256'][:12]}"
        for one in told
    ]
    emit(told, as_json, "\n".join(lines) or gettext("No case type is here."))


@cases.command(
    "show", help=gettext_noop("Show a case type: its items, limits and papers. NAME, or the digest of a version.")
)
@click.argument("name")
@json_option
def show_type(name: str, as_json: bool) -> None:
    """The version in force today, unless a digest is given."""
    found_store()
    definition = _definition(name)
    emit({**document_of(definition), "sha256": definition.sha256}, as_json, lambda: _shown(definition))


@cases.command(help=gettext_noop("Print the form of a case type as JSON Schema. NAME, or the digest of a version."))
@click.argument("name")
def schema(name: str) -> None:
    """What machines send is held against it."""
    found_store()
    emit(submission_schema(_definition(name)), True, "")


@cases.command(
    help=gettext_noop("Print a case type as BPMN 2.0 with a picture. NAME, the digest of a version, or a FOLDER.")
)
@click.argument("name")
def bpmn(name: str) -> None:
    """Other tools draw it."""
    if (Path(name) / CASE).is_file():
        definition = read_folder(Path(name)).definition
    else:
        found_store()
        definition = _definition(name)
    click.echo(bpmn_text(definition, get_language() or "zh-hans"), nl=False)


def _definition(name: str) -> Definition:
    if len(name) == 64:
        return definition_of(name)
    return definition_in_force(name, clock.today())


def _officer(email: str) -> str:
    """The officer with this address as an actor; raises ``NotAnOperator``."""
    try:
        card = identity.person_by_email(email, at=clock.now())
    except identity.Unseen:
        raise NotAnOperator(email=email[:200]) from None
    if not card.roles & {identity.OFFICER, identity.ADMINISTRATOR}:
        raise NotAnOperator(email=email[:200])
    return card.actor


def _golden_told(result: GoldenResult) -> dict[str, Any]:
    wrong = [{"what": one.what, "expected": one.expected, "found": one.found} for one in result.differences]
    refused = result.refusal.code if result.refusal else None
    return {"name": result.name, "ok": result.passes, "checks": result.checks, "differences": wrong, "refused": refused}


def _checked(definition: Definition, results: Sequence[GoldenResult]) -> str:
    lines = [
        gettext("{name}: sound. Items: {items}, steps: {steps}, tables: {tables}.").format(
            name=definition.name,
            items=len(definition.items),
            steps=len(definition.plan.steps),
            tables=len(definition.tables),
        )
    ]
    for result in results:
        lines.append(f"{'✓' if result.passes else '✗'} {result.name} ({result.checks})")
        if result.refusal:
            lines.append(f"    {result.refusal.sentence(gettext)}")
        for one in result.differences:
            said = gettext("{what}: expected {expected}, found {found}")
            lines.append("    " + said.format(what=one.what, expected=one.expected, found=one.found))
    return "\n".join([*lines, definition.sha256])


def _shown(definition: Definition) -> str:
    language = get_language() or "zh-hans"
    lines = [definition.title.in_language(language), f"{definition.article} · {definition.sha256}", ""]
    for item in definition.items:
        limit = gettext(TERMS[item.limit.unit]).format(number=item.limit.number)
        after = f" ← {', '.join(item.after)}" if item.after else ""
        lines.append(f"{item.id:<16} {item.title.in_language(language)} · {limit} · {item.limit.article}{after}")
    lines.append("")
    for paper in merged(definition).papers:
        needed = ", ".join(one.item for one in paper.needed_by)
        held = f" ({paper.material.register})" if paper.held else ""
        lines.append(f"{paper.material.id:<16} {paper.material.title.in_language(language)}{held} · {needed}")
    return "\n".join(lines)
