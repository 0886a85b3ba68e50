"""`zaiton cases grant-role`, `absent`, and the demonstration's authorities at setup."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.cli import cases
from zaiton.blocks.cases.domain.refusals import NotAnOfficer, UnknownRole
from zaiton.blocks.cases.models import Absence, Authority
from zaiton.blocks.cases.public import set_up
from zaiton.blocks.cases.tests.office import an_office, made_officer
from zaiton.blocks.cases.tests.world import World
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.public import create_demo_cast
from zaiton.blocks.identity.tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path) -> World:
    return an_office(tmp_path)


def run(*arguments: str) -> dict:
    result = CliRunner().invoke(cases, [*arguments, "--json"])
    if isinstance(result.exception, Refusal):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def email_of(person: str) -> str:
    return Person.objects.get(public_id=person).email


def test_a_role_is_given_with_its_days(world: World):
    with pytest.raises(NotAnOfficer):
        run("grant-role", email_of(world.stranger), "quay", "nature")
    made_officer(world.stranger)
    told = run(
        "grant-role", email_of(world.stranger), "quay", "nature", "--first", "2026-12-01", "--last", "2026-12-31"
    )
    row = Authority.objects.get(pk=told["authority"])
    assert (row.person, row.valid_from, row.valid_until) == (world.stranger, date(2026, 12, 1), date(2027, 1, 1))
    assert row.granted_by == "command"
    with pytest.raises(UnknownRole):
        run("grant-role", email_of(world.stranger), "quay", "nobody", "--first", "2026-12-01")
    assert verify().ok


def test_an_absence_is_entered_with_its_deputy(world: World):
    away, deputy = world.officers["nature"], world.officers["fire"]
    known = ["--first", "2026-12-01", "--last", "2026-12-05"]
    told = run("absent", email_of(away), *known, "--deputy", email_of(deputy))
    row = Absence.objects.get(pk=told["absence"])
    assert (row.person, row.deputy, row.until) == (away, deputy, date(2026, 12, 6))
    with pytest.raises(NotAnOfficer):
        run("absent", email_of(away), *known, "--deputy", email_of(world.stranger))


def test_setup_gives_the_demo_officers_their_roles_once(tmp_path: Path):
    create_demo_cast(NOON, tmp_path)
    set_up(now=NOON, demo=True)
    first = Person.objects.get(email="officer@demo.invalid").public_id
    second = Person.objects.get(email="second-officer@demo.invalid").public_id
    held = set(Authority.objects.filter(type="quay-works").values_list("person", "role"))
    assert held == {
        (first, "safety"),
        (first, "waterway"),
        (first, "environment"),
        (second, "permit"),
        (second, "supervisor"),
    }
    Authority.objects.filter(person=first, role="safety").update(revoked_at=NOON)
    set_up(now=NOON, demo=True)
    assert Authority.objects.filter(type="quay-works").count() == 5  # what was ended stays ended


def test_setup_without_the_demonstration_gives_nobody_anything(tmp_path: Path):
    create_demo_cast(NOON, tmp_path)
    set_up(now=NOON, demo=False)
    assert not Authority.objects.exists()


def test_why_not_tells_facts_as_people_read_them(world: World):
    case = world.opened()
    said = CliRunner().invoke(cases, ["why-not", case, "fire"]).output
    assert "是否动火" in said and "False" not in said and "True" not in said and "为 -" not in said
    assert "例如 是" in said


def test_show_tells_limits_in_words(world: World):
    said = CliRunner().invoke(cases, ["show", world.definition]).output
    assert "个工作日" in said and " working " not in said
