"""zaiton cases simulate, what-if: what a case type promises, what chance makes of it, and past cases under a change."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.cli.cases_group import cases
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import BadWhatIf, NoSuchDataset
from zaiton.blocks.cases.domain.simulate import Assumptions, Simulation, simulated
from zaiton.blocks.cases.queries.definitions import definition_in_force, read_folder
from zaiton.blocks.cases.queries.schedules import TypeSchedule, definition_schedule
from zaiton.blocks.cases.queries.shelves import folder_named
from zaiton.blocks.cases.queries.whatif import Outcome, WhatIf, past_cases, what_if
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option
from zaiton.kit.cli.store import found_store

DAY = click.DateTime(["%Y-%m-%d"])
on_option = click.option("--on", type=DAY, help=gettext_noop("The day of the application; today without it."))


@cases.command(help=gettext_noop("What TYPE (a name in force, or a folder) promises, and what chance makes of it."))
@click.argument("type")
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True)
@click.option(
    "--shape",
    type=click.FloatRange(0, 1_000, min_open=True),
    nargs=2,
    default=(2.0, 2.0),
    show_default=True,
    help=gettext_noop("The two figures of the Beta distribution that reviews are drawn from."),
)
@click.option("--dataset", default="", help=gettext_noop("Another of the type's datasets of limits."))
@click.option("--without", multiple=True, help=gettext_noop("An item that does not apply; may be given several times."))
@on_option
@json_option
def simulate(
    type: str,
    runs: int,
    seed: int,
    shape: tuple[float, float],
    dataset: str,
    without: tuple[str, ...],
    on: datetime | None,
    as_json: bool,
) -> None:
    """Serial and parallel working days from the graph, percentiles under stated assumptions, the effect of each limit."""
    day = _day(on)
    definition = _under(_named(type, day), dataset)
    unknown = set(without) - {item.id for item in definition.items}
    if unknown:
        raise click.UsageError(gettext("Unknown items: {names}").format(names=", ".join(sorted(unknown))))
    promised = definition_schedule(definition, without, on=day)
    lengths = {length.step: float(length.days) for length in promised.lengths}
    made = simulated(definition.plan, lengths, without, Assumptions(runs, seed, *shape))
    emit(_told(definition, promised, made), as_json, lambda: _said(definition, promised, made))


@cases.command(
    "what-if",
    help=gettext_noop(
        "Do the closed cases of TYPE again under a change: another folder, a limit, the people of a role."
    ),
)
@click.argument("type")
@click.option("--to", "folder", help=gettext_noop("A folder with another version of the type."))
@click.option("--limit", "limits", multiple=True, help=gettext_noop("ITEM=WORKING_DAYS; may be given several times."))
@click.option("--staff", multiple=True, help=gettext_noop("ROLE=PEOPLE; may be given several times."))
@click.option("--since", type=DAY, help=gettext_noop("Cases closed from this day on; a year ago without it."))
@json_option
def try_what_if(
    type: str,
    folder: str | None,
    limits: tuple[str, ...],
    staff: tuple[str, ...],
    since: datetime | None,
    as_json: bool,
) -> None:
    """Before and after, through the same transitions that move live cases."""
    found_store()
    now = clock.now()
    first = since.replace(tzinfo=UTC) if since else now - timedelta(days=365)
    definition = definition_in_force(type, clock.today())
    changed = read_folder(folder_named(folder)).definition if folder else None
    found = what_if(
        definition,
        past_cases(definition.name, since=first, until=now),
        on=clock.today(),
        to=changed,
        limits=_pairs(limits),
        staff=_pairs(staff),
    )
    told = {"type": found.type, "before": _outcome(found.before), "after": _outcome(found.after)}
    emit({**told, "saved_days": found.saved_days}, as_json, lambda: _compared(found))


def _named(name: str, on: date) -> Definition:
    """A folder where there is one of that name, else the version in force."""
    if "/" in name or Path(name).is_dir():
        return read_folder(folder_named(name)).definition
    found_store()
    return definition_in_force(name, on)


def _under(definition: Definition, dataset: str) -> Definition:
    """The type with the limits of that dataset; its own without one."""
    if not dataset:
        return definition
    known = [one.name for one in definition.datasets]
    if dataset not in known:
        raise NoSuchDataset("dataset", name=dataset[:60], known=", ".join(known) or "—")
    return definition.under(dataset)


def _day(given: datetime | None) -> date:
    return given.date() if given else clock.today()


def _pairs(given: tuple[str, ...]) -> dict[str, int]:
    found = {}
    for text in given:
        name, _, number = text.partition("=")
        if not number.isdecimal() or len(number) > 6:
            raise BadWhatIf(why=text[:80])
        found[name.strip()] = int(number)
    return found


def _told(definition: Definition, promised: TypeSchedule, made: Simulation) -> dict[str, Any]:
    return {
        "case": definition.name,
        **_dataset(definition),
        "serial": promised.serial,
        "parallel": promised.parallel,
        "saved": promised.saved,
        "critical_path": list(promised.critical),
        "distribution": {name: dict(spread) for name, spread in made.distribution.items()},
        "sensitivity": [
            {"item": e.item, "days": e.days, "to": e.to, "serial": e.serial, "parallel": e.parallel}
            for e in made.sensitivity
        ],
        "limits": [
            {
                "step": length.step,
                "days": length.days,
                "article": length.limit.article if length.limit else "",
                "status": length.limit.status if length.limit else "",
                "converted": length.converted,
            }
            for length in promised.lengths
        ],
        "assumptions": {
            "unit": "working days",
            "review": f"Beta({made.assumptions.alpha:g}, {made.assumptions.beta:g}) of the limit",
            "issue": "its limit",
            "runs": made.assumptions.runs,
            "seed": made.assumptions.seed,
            "provisional": promised.provisional,
        },
    }


def _dataset(definition: Definition) -> dict[str, Any]:
    """Which limits these figures come from, and what they are."""
    found = next((one for one in definition.datasets if one.name == definition.dataset), None)
    if found is None:
        return {}
    note = {"zh": found.note.zh, "en": found.note.en}
    return {"dataset": {"name": found.name, "status": found.status, "note": note}}


def _said(definition: Definition, promised: TypeSchedule, made: Simulation) -> str:
    lines = [
        gettext("{name}: {parallel} working days, {serial} one after another, {saved} saved.").format(
            name=definition.name, parallel=promised.parallel, serial=promised.serial, saved=promised.saved
        ),
        gettext("Longest way: {items}").format(items=" → ".join(promised.critical)),
    ]
    for name, title in (("serial", gettext("One after another")), ("parallel", gettext("In parallel"))):
        spread = made.distribution[name]
        lines.append(
            gettext("{title}: half of them within {p50} days, 95 % within {p95} (drawn)").format(title=title, **spread)
        )
    for one in definition.datasets:
        if one.name == definition.dataset:
            language = get_language() or "zh-hans"
            lines.insert(0, f"{one.title.in_language(language)}: {one.note.in_language(language)}")
    for effect in made.sensitivity:
        lines.append(
            gettext("{item} in {to} instead of {days} days: {parallel} days in all").format(
                item=effect.item, to=f"{effect.to:g}", days=f"{effect.days:g}", parallel=f"{effect.parallel:g}"
            )
        )
    assumed = made.assumptions
    lines.append(
        gettext(
            "Assumed: each review takes a share of its limit drawn from Beta({alpha}, {beta}); runs: {runs}, seed: {seed}."
        ).format(alpha=f"{assumed.alpha:g}", beta=f"{assumed.beta:g}", runs=assumed.runs, seed=assumed.seed)
    )
    return "\n".join(lines)


def _outcome(found: Outcome) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "median_days": found.median_days,
        "p95_days": found.p95_days,
        "longest_days": found.longest_days,
        "promised_days": found.promised_days,
        "in_time_percent": found.in_time_percent,
        "worked_days": dict(found.worked),
        "waited_days": dict(found.waited),
    }


def _compared(found: WhatIf) -> str:
    lines = [gettext("{name}: {count} closed cases done again.").format(name=found.type, count=found.before.cases)]
    for title, one in ((gettext("As it was"), found.before), (gettext("After the change"), found.after)):
        lines.append(
            gettext(
                "{title}: half of them within {median} working days, 95 % within {p95}; in time {share} % of {promised} days."
            ).format(
                title=title,
                median=f"{one.median_days:g}",
                p95=f"{one.p95_days:g}",
                share=f"{one.in_time_percent:g}",
                promised=one.promised_days,
            )
        )
    for role in found.after.worked:
        lines.append(
            gettext(
                "{role}: {worked} days of work and {waited} of waiting, before {was_worked} and {was_waited}"
            ).format(
                role=role,
                worked=found.after.worked[role],
                waited=found.after.waited[role],
                was_worked=found.before.worked.get(role, 0),
                was_waited=found.before.waited.get(role, 0),
            )
        )
    gains, loses = gettext("The median case gains {days} working days."), gettext("The median case takes {days} more.")
    lines.append((gains if found.saved_days >= 0 else loses).format(days=f"{abs(found.saved_days):g}"))
    return "\n".join(lines)
