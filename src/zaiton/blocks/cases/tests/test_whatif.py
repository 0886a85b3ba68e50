"""Schedules of types and cases by the calendar, and past cases done again: figures, refusals, commands."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaiton.blocks.cases.cli import cases as command
from zaiton.blocks.cases.domain.refusals import BadWhatIf
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.cases.queries.schedules import StepRecord, case_schedule, definition_schedule
from zaiton.blocks.cases.queries.whatif import past_cases, what_if, with_limits
from zaiton.blocks.cases.tests.world import World, a_world, later
from zaiton.blocks.identity.tests.factories import NOON, TODAY
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
YEAR = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2027, 6, 1, tzinfo=UTC)}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def closed(world: World, days: int) -> str:
    """A case whose longest review took so many calendar days."""
    case = world.opened()
    for step in ("waterway.review", "nature.review", "permit.review"):
        world.decide(case, step, at=later(1))
    world.decide(case, "safety.review", at=later(days))
    world.decide(case, "permit.issue", at=later(days))
    return case


def test_the_promise_of_a_type_with_limits_in_several_units(world: World):
    made = definition_schedule(definition_of(world.definition), ("fire",), on=TODAY)
    assert (made.parallel, made.serial) == (22, 27)  # nature: 30 calendar days are 21 working days; then permit 5 + 1
    assert made.critical == ("nature", "permit") and made.converted
    lengths = {length.step: (length.days, length.converted) for length in made.lengths}
    assert lengths["nature.review"] == (21, True) and lengths["safety.review"] == (20, False)


def test_the_schedule_of_a_case_follows_what_happened(world: World):
    case = world.opened()
    definition = definition_of(world.definition)

    def made(today: date):
        rows = StepRow.objects.filter(case__public_id=case)
        records = [
            StepRecord(
                row.step,
                row.state,
                day_of(row.ready_at) if row.ready_at else None,
                row.due_on,
                day_of(row.decided_at) if row.decided_at else None,
            )
            for row in rows
        ]
        return case_schedule(definition, records, opened_on=TODAY, today=today)

    first = made(TODAY)
    assert first.forecast == date(2026, 12, 22) == world.case(case).promised_on and not first.late
    world.decide(case, "nature.review", at=later(3))
    assert made(date(2026, 11, 23)).forecast == date(2026, 12, 21)
    late = made(date(2026, 12, 7))
    assert set(late.late) == {"waterway.review", "permit.review"}


def test_past_cases_done_again_as_they_were_and_changed(world: World):
    for days in (4, 11, 18):
        closed(world, days)
    definition = definition_of(world.definition)
    past = past_cases("quay", **YEAR)
    assert [one.taken["safety.review"] for one in past] == [2, 7, 12]
    found = what_if(definition, past, on=TODAY, limits={"safety": 5})
    assert (found.before.cases, found.before.median_days, found.before.longest_days) == (3, 7, 12)
    assert found.before.median_days < found.before.p95_days <= found.before.longest_days
    assert (found.after.median_days, found.after.longest_days, found.saved_days) == (5, 5, 2)
    longer = what_if(
        definition, [replace(past[2], taken={**past[2].taken, "safety.review": 30})], on=TODAY, limits={"safety": 25}
    )
    assert longer.after.longest_days == longer.before.longest_days == 30  # a longer limit makes no one faster
    same = what_if(definition, past, on=TODAY, to=with_limits(definition, {"safety": 5}))
    assert same.after == found.after
    slow = [replace(past[2], taken={**past[2].taken, "safety.review": 23}), past[0]]
    held = what_if(with_limits(definition, {"fire": 30}), slow, on=TODAY).before
    assert held.promised_days > 24 and held.in_time_percent == 50  # each to its own promise: without fire, 22 days
    crowded = what_if(definition, past, on=TODAY, staff={"safety": 1})
    assert crowded.saved_days < 0 and crowded.after.waited["safety"] > 0 and crowded.after.longest_days > 12
    for wrong in ({"limits": {"moon": 5}}, {"limits": {"safety": 0}}, {"staff": {"moon": 1}}, {"staff": {"safety": 0}}):
        with pytest.raises(BadWhatIf):
            what_if(definition, past, on=TODAY, **wrong)
    with pytest.raises(BadWhatIf):
        what_if(definition, [], on=TODAY)


def test_the_commands_tell_the_same(world: World, monkeypatch: pytest.MonkeyPatch):
    for days in (4, 11):
        closed(world, days)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=30))
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    run = CliRunner().invoke
    told = json.loads(run(command, ["what-if", "quay", "--limit", "safety=3", "--json"]).output)
    assert (told["before"]["longest_days"], told["after"]["longest_days"]) == (7, 3)
    text = run(command, ["what-if", "quay", "--staff", "safety=1"]).output
    assert any("safety" in line and "9" in line and "2" in line for line in text.splitlines()), text
    told = json.loads(run(command, ["simulate", "quay", "--without", "fire", "--runs", "200", "--json"]).output)
    assert (told["serial"], told["parallel"], told["saved"]) == (27, 22, 5)
    assert told["assumptions"]["runs"] == 200 and told["critical_path"] == ["nature", "permit"]
    shaped = run(command, ["simulate", "quay", "--without", "fire", "--runs", "200", "--shape", "2", "5", "--json"])
    assert json.loads(shaped.output)["assumptions"]["review"] == "Beta(2, 5) of the limit"
    assert run(command, ["simulate", "quay", "--shape", "0", "5"]).exit_code == 2
    by_folder = json.loads(run(command, ["simulate", str(world.folder), "--without", "fire", "--json"]).output)
    assert by_folder["parallel"] == 22
    assert run(command, ["simulate", "quay", "--without", "moon"]).exit_code == 2
    assert "22" in run(command, ["simulate", "quay", "--without", "fire"]).output
    assert Case.objects.count() == 2
