"""The figures of the service as its report counts them, each from its own records; where there are none, a simulation that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.public import (
    Assumptions,
    Definition,
    Simulation,
    definition_known,
    definition_schedule,
    merged,
    simulated,
)
from zaiton.blocks.law.public import ParameterValue, parameter
from zaiton.blocks.papers.public import trips_of
from zaiton.services.ships.domain.figures import Times, times, worth
from zaiton.services.ships.domain.words import FIRST, REGISTERED
from zaiton.services.ships.models import Errand, Ship
from zaiton.services.ships.queries.papers import case_object

SERVICE = "ships"
BASELINE = "reconstruction"
"""The dataset whose serial days stand for the time by law before parallel handling, as the report gives it."""
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What one dataset of limits makes of the whole: working days one after another and in parallel."""

    name: str
    title: Bilingual
    note: Bilingual
    status: str
    serial: int
    parallel: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Trips:
    """Visits to a counter: of how many errands it is known, how many they were, the most of one errand."""

    errands: int
    total: int
    most: int


@dataclass(frozen=True, slots=True)
class Figures:
    """``saved_days`` is for the median errand against the baseline; amounts in fen, by the assumed cost of a day.

    ``drawn`` is the simulation, with ``drawn_saved_fen`` for its median errand; it stands beside the records, not in place.
    """

    on: date
    ships: int
    demo: bool
    opened: int
    times: Times
    baseline: Plan
    plans: tuple[Plan, ...]
    saved_days: int | None
    per_day: ParameterValue
    target: ParameterValue
    per_day_fen: int
    saved_fen: int | None
    trips: Trips
    asked: int
    separately: int
    drawn: Simulation
    drawn_saved_days: int
    drawn_saved_fen: int

    @property
    def document(self) -> Mapping[str, Any]:
        """The figures as a plain document for machines."""
        return document_of(self)


def figures(*, on: date) -> Figures:
    """Everything the service counts, as of a day."""
    definition = definition_known(FIRST, on)[0]
    per_day = parameter(SERVICE, "running_cost_per_day", at=on)
    target = parameter(SERVICE, "target_days", at=on)
    fen = int(Decimal(per_day.value) * 100)
    rows = Errand.objects.filter(type=FIRST)
    done = list(rows.filter(outcome="granted").order_by("-pk").values_list("case", "days")[:MOST])
    found = times([days for _, days in done if days is not None], int(target.value))
    plans = tuple(_plan(definition, one.name, on) for one in definition.datasets)
    baseline = next(one for one in plans if one.name == BASELINE)
    saved = None if found.median is None else baseline.serial - found.median
    drawn = _drawn(definition, on)
    drawn_saved = max(0, round(baseline.serial - drawn.distribution["parallel"]["p50"]))
    papers = merged(definition)
    return Figures(
        on=on,
        ships=Ship.objects.filter(state=REGISTERED).count(),
        demo=Ship.objects.filter(demo=True).exists(),
        opened=rows.filter(closed_on=None).count(),
        times=found,
        baseline=baseline,
        plans=plans,
        saved_days=saved,
        per_day=per_day,
        target=target,
        per_day_fen=fen,
        saved_fen=None if saved is None else sum(worth(baseline.serial - days, fen) for _, days in done),
        trips=_trips([case for case, _ in done]),
        asked=papers.asked,
        separately=papers.separately,
        drawn=drawn,
        drawn_saved_days=drawn_saved,
        drawn_saved_fen=worth(drawn_saved, fen),
    )


def _plan(definition: Definition, name: str, on: date) -> Plan:
    one = next(dataset for dataset in definition.datasets if dataset.name == name)
    planned = definition_schedule(definition.under(name), on=on)
    return Plan(name, one.title, one.note, one.status, planned.serial, planned.parallel, name == definition.dataset)


def _drawn(definition: Definition, on: date) -> Simulation:
    """Drawn errands under the limits that cases count by."""
    planned = definition_schedule(definition, on=on)
    lengths = {length.step: float(length.days) for length in planned.lengths}
    return simulated(definition.plan, lengths, (), Assumptions())


def _trips(cases: list[str]) -> Trips:
    known = list(trips_of([case_object(case) for case in cases]).values())
    return Trips(len(known), sum(known), max(known, default=0))


def document_of(found: Figures) -> dict[str, Any]:
    """The figures with their assumptions, as the API and ``zaiton ships kpi --json`` give them."""
    return {
        "on": found.on.isoformat(),
        "ships": found.ships,
        "demonstration_among_them": found.demo,
        "first_registrations": {
            "closed": found.times.cases,
            "open": found.opened,
            "median_working_days": found.times.median,
            "p90_working_days": found.times.p90,
            "target_working_days": found.times.target,
            "within_target_percent": found.times.share,
        },
        "datasets": [
            {
                "name": one.name,
                "status": one.status,
                "serial": one.serial,
                "parallel": one.parallel,
                "counts": one.counts,
            }
            for one in found.plans
        ],
        "saved": {
            "against": found.baseline.name,
            "serial_days": found.baseline.serial,
            "median_days": found.saved_days,
            "assumed_cost_per_day_fen": found.per_day_fen,
            "assumed_status": found.per_day.status,
            "all_errands_fen": found.saved_fen,
        },
        "trips": {"errands": found.trips.errands, "total": found.trips.total, "most_of_one": found.trips.most},
        "papers": {"asked_once": found.asked, "needed_by_all": found.separately},
        "simulated": {
            "parallel": dict(found.drawn.distribution["parallel"]),
            "serial": dict(found.drawn.distribution["serial"]),
            "runs": found.drawn.assumptions.runs,
            "seed": found.drawn.assumptions.seed,
            "review": f"Beta({found.drawn.assumptions.alpha:g}, {found.drawn.assumptions.beta:g}) of the limit",
            "saved_days_of_the_median": found.drawn_saved_days,
            "saved_fen_of_the_median": found.drawn_saved_fen,
        },
    }
