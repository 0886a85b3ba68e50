"""Corrections: an officer asks once and completely, the applicant answers all of it, and only what rested on it is open again.

Administrative Licensing Law art 32: what must be corrected is told at once and completely. While the applicant corrects, the
clock of the asking step stands; the other organs go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zaiton.blocks.cases.actions.materials import Upload, files_stored, looked_at
from zaiton.blocks.cases.actions.steps import _may_decide, _own, _take, end_pause, stop
from zaiton.blocks.cases.actions.transition import SYSTEM, Hold, held, move
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.refusals import (
    AskedAlready,
    MaterialsMissing,
    NoCorrectionOpen,
    NoCorrections,
    NotAsked,
    NothingAsked,
    ReasonMissing,
    StillWrong,
)
from zaiton.blocks.cases.models import Event, MaterialFile
from zaiton.blocks.cases.models.cases import OPEN, RETURNED
from zaiton.blocks.cases.queries.applying import applies
from zaiton.blocks.cases.queries.cases import must_be_applicant
from zaiton.blocks.cases.queries.clocks import last_day
from zaiton.blocks.cases.queries.demands import must_hold
from zaiton.blocks.cases.queries.forms import facts_given
from zaiton.blocks.cases.queries.reading import fallen

GROUND = "correction"


def correction_ask(
    *,
    person: str,
    case: str,
    step: str,
    facts: Iterable[str],
    materials: Iterable[str],
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Ask the applicant to correct facts and papers, once for this step; its clock stands until the day told, or the answer."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        row = hold.row(step)
        _may_decide(hold, row, person)
        if row.state == "ready":
            _take(hold, row, person)
        _own(hold, step, person)
        if Event.objects.filter(case=hold.case, kind=moves.ASKED, step=step).exists():
            raise AskedAlready
        limit = hold.definition.correction
        if limit is None:
            raise NoCorrections
        given = {fact.name for fact in hold.definition.facts if not fact.register}
        papers = {paper.id for paper in hold.definition.materials if not paper.register}
        asked = {"facts": sorted(set(facts) & given), "materials": sorted(set(materials) & papers)}
        if not (asked["facts"] or asked["materials"]):
            raise NothingAsked
        if not why.strip():
            raise ReasonMissing("why")
        due = last_day(limit, at)
        asked |= {"why": why.strip()[:2000], "due_on": due.on.isoformat(), "officer": person}
        _return(hold, step, asked)
        article = limit.article
        stop(hold, row, _pause(hold, due.on, article))
        move(hold, moves.ASKED, step, asked)


def correction_answer(
    *,
    person: str,
    case: str,
    data: Mapping[str, str],
    uploads: Sequence[Upload] = (),
    at: datetime,
    version: int | None = None,
) -> None:
    """The applicant corrects everything that was asked for, at once. Raises a refusal that names what is missing.

    Papers that the corrected facts call for come with it, although nobody could ask for them before.
    """
    uploads = looked_at(uploads)
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        must_be_applicant(hold.case, person, at=at)
        correction = hold.case.correction
        if hold.case.state != RETURNED or not correction:
            raise NoCorrectionOpen
        asked_facts, asked_papers = set(correction["facts"]), set(correction["materials"])
        for name in data:
            if name not in asked_facts:
                raise NotAsked(name, name=name[:60])
        papers = {upload.material for upload in uploads}
        missing = sorted((asked_facts - set(data)) | (asked_papers - papers))
        if missing:
            raise StillWrong(missing[0], names=", ".join(missing))
        facts = facts_given(hold.definition, data, hold.case.facts)
        organisation, applicant = hold.case.organisation, hold.case.person
        must_hold(hold.definition, facts, organisation=organisation, person=applicant, at=at)
        applied = applies(hold.definition, facts, hold.today)
        for name in sorted(papers - asked_papers - set(applied.asked)):
            raise NotAsked(name, name=name[:60])
        stored = files_stored(hold.definition, uploads, case=hold.case, person=person, at=at)
        _must_have(hold, applied.asked)
        resumed = {name: hold.row(name).officer for name in correction["asks"]}
        voided = fallen(hold.rows, facts, stored)
        for name in resumed:
            end_pause(hold, hold.row(name))
        changed = {name: facts.get(name) for name in asked_facts}
        hold.case.facts, hold.case.state, hold.case.correction = facts, OPEN, {}
        told = {
            "facts": changed,
            "materials": stored,
            "resumed": resumed,
            "voided": voided,
            "left_out": sorted(applied.left_out),
            "receipts": dict(applied.receipts),
        }
        move(hold, moves.CORRECTED, "", told)


def correction_lapse(*, case: str, today: date, at: datetime) -> bool:
    """The time for a correction has passed: the officers go on and decide on what there is. False where nothing has lapsed."""
    with held(case, actor=SYSTEM, at=at) as hold:
        correction = hold.case.correction
        if hold.case.state != RETURNED or date.fromisoformat(correction["due_on"]) >= today:
            return False
        hold.case.state, hold.case.correction = OPEN, {}
        for name in correction["asks"]:
            row = hold.row(name)
            if row.state == "paused":
                end_pause(hold, row)
                move(hold, moves.RESUMED, name, {"officer": row.officer, "lapsed": correction["due_on"]})
        return True


def _return(hold: Hold, step: str, asked: Mapping[str, Any]) -> None:
    """Add what is asked to what other steps asked for and the applicant has not answered yet."""
    open_one = hold.case.correction or {"asks": {}, "facts": [], "materials": [], "due_on": asked["due_on"]}
    hold.case.state = RETURNED
    hold.case.correction = {
        "asks": {**open_one["asks"], step: dict(asked)},
        "facts": sorted({*open_one["facts"], *asked["facts"]}),
        "materials": sorted({*open_one["materials"], *asked["materials"]}),
        "due_on": max(open_one["due_on"], asked["due_on"]),
    }


def _pause(hold: Hold, last: date, article: str) -> dict[str, Any]:
    return {
        "first": hold.today.isoformat(),
        "last": last.isoformat(),
        "ground": GROUND,
        "approver": hold.actor,
        "article": article,
    }


def _must_have(hold: Hold, asked: Iterable[str]) -> None:
    there = set(MaterialFile.objects.filter(case=hold.case, replaced_at=None).values_list("material", flat=True))
    missing = [name for name in asked if name not in there]
    if missing:
        raise MaterialsMissing(missing[0], materials=", ".join(missing))
