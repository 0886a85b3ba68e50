"""The officer's list: whose steps are in it, in which order, page by page, found by number and name, and by an index alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from zaiton.blocks.cases.actions.officers import absence_enter, authority_grant
from zaiton.blocks.cases.actions.steps import recuse, step_claim
from zaiton.blocks.cases.domain.refusals import SearchTooWide
from zaiton.blocks.cases.models import Authority, Case, StepRow
from zaiton.blocks.cases.queries import worklist
from zaiton.blocks.cases.queries.worklist import (
    ABSENT,
    MINE,
    READY,
    Place,
    counts_of,
    roles_listed,
    types_of,
    work_list,
)
from zaiton.blocks.cases.tests.world import World, a_world, later
from zaiton.blocks.identity.tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def rows_made(world: World, count: int, *, names: Iterator[str] | None = None) -> None:
    """So many ready steps of safety, several on one last day, in one statement."""
    like = world.case(world.opened())
    cases = Case.objects.bulk_create(
        Case(
            number=f"T-{number:06d}",
            type=like.type,
            definition=like.definition,
            person=like.person,
            applicant_name=next(names) if names else f"演示{number:05d}号",
            opened_at=NOON,
        )
        for number in range(count)
    )
    StepRow.objects.filter(case=like).delete()
    StepRow.objects.bulk_create(
        StepRow(
            case=case,
            type="quay",
            step="safety.review",
            item="safety",
            kind="review",
            role="safety",
            state="ready",
            due_on=date(2026, 12, 1) + timedelta(days=number // 7),
        )
        for number, case in enumerate(cases)
    )


def test_boxes_hold_the_steps_of_ones_roles(world: World):
    first, second = world.opened(at=NOON), world.opened(at=later(1))
    officer = world.officers["safety"]
    assert [(line.case, line.step.step) for line in work_list(officer, at=NOON)] == [
        (first, "permit.review"),
        (second, "permit.review"),
        (first, "safety.review"),
        (second, "safety.review"),
    ]
    assert [line.step.step for line in work_list(world.officers["nature"], at=NOON)] == ["nature.review"] * 2
    assert work_list(world.stranger, at=NOON) == work_list(world.supervisor, at=NOON) == ()
    step_claim(person=officer, case=first, step="safety.review", at=NOON)
    assert [line.step.step for line in work_list(officer, at=NOON, box=MINE)] == ["safety.review"]
    assert counts_of(officer, at=NOON) == {READY: 3, MINE: 1, ABSENT: 0}
    assert [definition.name for definition in types_of(roles_listed(officer, at=NOON))] == ["quay"]


def test_a_deputy_sees_the_steps_within_own_authority_while_the_officer_is_away(world: World):
    case = world.opened()
    away, deputy = world.officers["waterway"], world.officers["safety"]
    step_claim(person=away, case=case, step="waterway.review", at=NOON)
    absence_enter(
        actor="system", person=away, deputy=deputy, first=date(2026, 11, 20), until=date(2026, 11, 25), at=NOON
    )
    assert work_list(deputy, at=NOON, box=ABSENT) == ()
    authority_grant(
        actor="system", person=deputy, type="*", role="waterway", first=date(2026, 1, 1), until=None, at=NOON
    )
    assert [line.case for line in work_list(deputy, at=NOON, box=ABSENT)] == [case]
    assert work_list(deputy, at=later(5), box=ABSENT) == ()


def test_a_role_held_twice_lists_a_step_once(world: World):
    world.opened()
    officer = world.officers["safety"]
    authority_grant(
        actor="system", person=officer, type="*", role="safety", first=date(2026, 1, 1), until=None, at=NOON
    )
    assert [line.step.step for line in work_list(officer, at=NOON)] == ["permit.review", "safety.review"]
    assert counts_of(officer, at=NOON)[READY] == 2


def test_authority_that_has_ended_empties_the_list(world: World):
    world.opened()
    officer = world.officers["nature"]
    assert work_list(officer, at=NOON)

    Authority.objects.filter(person=officer).update(valid_until=date(2026, 11, 21))
    assert work_list(officer, at=later(1)) == ()


def test_cases_one_keeps_away_from_are_not_listed(world: World):
    case, other = world.opened(), world.opened()
    officer = world.officers["nature"]
    recuse(person=officer, case=case, reason="亲属在申请单位任职", at=NOON)
    assert [line.case for line in work_list(officer, at=NOON)] == [other]


def test_every_row_comes_once_page_by_page_while_rows_are_added(world: World):
    rows_made(world, 230)
    officer, seen, after = world.officers["safety"], [], None
    while page := work_list(officer, at=NOON, after=after, limit=40):
        seen += [line.place for line in page]
        after = Place.of(str(page[-1].place))
        if len(seen) == 80:
            world.opened()
    assert len(seen) == len(set(seen)) >= 230
    assert [(p.due, p.id) for p in seen] == sorted((p.due, p.id) for p in seen)
    assert counts_of(officer, at=NOON)[READY] >= 230


def test_counts_stop_at_the_most(world: World, monkeypatch: pytest.MonkeyPatch):
    rows_made(world, 30)
    monkeypatch.setattr(worklist, "COUNT_MOST", 20)
    assert counts_of(world.officers["safety"], at=NOON)[READY] == 21


def test_found_by_number_or_the_beginning_of_the_name(world: World, monkeypatch: pytest.MonkeyPatch):
    rows_made(world, 12, names=iter(["厦门远海船务"] * 5 + ["福州远海船务"] * 6 + ["%_"]))
    officer = world.officers["safety"]

    def found(text: str) -> list[str]:
        return [line.number for line in work_list(officer, at=NOON, search=text)]

    assert found(" t-000007 ") == ["T-000007"]
    assert len(found("厦门")) == 5 and len(found("福州远海")) == 6
    assert found("远海") == found("厦门远海船务有") == []
    assert found("%") == ["T-000011"]  # no wildcard of the database's
    monkeypatch.setattr(worklist, "SEARCH_MOST", 4)
    with pytest.raises(SearchTooWide):
        found("厦门")


@pytest.mark.parametrize(
    "text", ["", "2026-12-01", "2026-12-01.", "2026-13-01.7", "2026-12-01.-7", "x.7", "2026-12-01.²"]
)
def test_an_address_that_names_no_place_is_the_first_page(text: str):
    assert Place.of(text) is None


@pytest.mark.parametrize("after", [None, Place(date(2026, 12, 20), 100)])
def test_the_page_is_read_from_the_index_alone(world: World, after: Place | None):
    """Neither a sort nor a filter after the index: what makes page 1,000 cost what page 1 does."""
    rows_made(world, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    streams = worklist._streams(world.officers["safety"], at=NOON, box=READY, type="")
    for rows in worklist._ranges(streams[0], after):
        plan = rows[:50].explain()
        assert "cases_step_desk" in plan and len(streams) == 1, plan
        assert "Sort" not in plan and "TEMP B-TREE" not in plan and "Filter:" not in plan, plan
        assert after is None or "due_on" in plan, plan
