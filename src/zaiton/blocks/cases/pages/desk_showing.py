"""What a step rests on, in words: facts with where they come from, papers, what the table says and why, the days counted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.pages import showing
from zaiton.blocks.cases.pages.journal import actors_of, journal_lines
from zaiton.blocks.cases.pages.words import STEP_STATUS, day_words, days_left, fact_words, ground, term, told
from zaiton.blocks.cases.queries.cases import CaseCard, EventCard
from zaiton.blocks.cases.queries.papers import handed_in_elsewhere
from zaiton.blocks.cases.queries.stepping import AT_WORK, Answer, StepView
from zaiton.blocks.identity import public as identity
from zaiton.blocks.law.public import days_counted, days_left_out, pause_effects

ANY = "-"
"""How a table writes a cell that holds for every value."""
DECISIONS = (moves.GRANTED, moves.ISSUED, moves.REFUSED)
LEFT_OUT = {
    "weekend": gettext_noop("weekend"),
    "holiday": gettext_noop("holiday"),
    "pause": gettext_noop("the clock stood"),
}
EFFECTS = {
    "counted": gettext_noop("days taken out: {number}"),
    "no_written_time": gettext_noop("no written time, so the clock ran on"),
    "other_ground": gettext_noop("not a ground of this limit, so the clock ran on"),
    "outside": gettext_noop("took out no day that would have counted"),
}


def state_shown(view: StepView, today: date) -> dict[str, Any]:
    """The state of the step in words: its tag, who has it, how much time is left, what was decided."""
    step = view.step
    late = step.state in ("ready", "claimed") and step.due_on is not None and step.due_on < today
    people = identity.names_of([one for one in (step.officer, step.decided_by) if one])
    open_now = step.state in AT_WORK
    return {
        "status": "overdue" if late else STEP_STATUS[step.state],
        "late": late,
        "officer": people.get(step.officer, "") if open_now else "",
        "decided_by": people.get(step.decided_by, ""),
        "due": step.due_on if open_now else None,
        "left": days_left(step.due_on, today, step.provisional) if open_now else "",
    }


def grounds_shown(view: StepView, events: Sequence[EventCard]) -> dict[str, Any]:
    """The facts and papers of the case; those the step rests on are said to be, with the article that needs a paper."""
    case, needs = view.case, {need.material: need.article for need in view.item.needs}
    corrected = _corrected(events)
    facts = [
        line
        | {
            "read": line["name"] in view.item.reads,
            "corrected_at": corrected.get(line["name"]),
        }
        for line in showing.fact_lines(case)
    ]
    papers = [line | {"article": needs.get(line["file"].material, "")} for line in showing.paper_lines(case)]
    hidden = [
        m for m in needs if not case.definition.material(m).register and m not in {f.material for f in case.files}
    ]
    return {
        "facts": facts,
        "papers": [line for line in papers if line["article"]],
        "others": [line for line in papers if not line["article"]],
        "missing": [told(case.definition.material(name).title) for name in hidden],
    }


def elsewhere_lines(case: CaseCard, person: str, at: datetime) -> list[dict[str, Any]]:
    """The papers whose very content another applicant has handed in as well, each with where that was."""
    found = handed_in_elsewhere(case, person, at=at)
    return [
        line | {"elsewhere": found[line["file"].public_id]}
        for line in showing.paper_lines(case)
        if line["file"].public_id in found
    ]


def table_shown(view: StepView, answer: Answer | None, events: Sequence[EventCard]) -> dict[str, Any] | None:
    """What the table says of granting, with its receipt: as it was decided by, or as it is now while the step is open."""
    decided = next((e for e in events if e.step == view.step.step and e.kind in DECISIONS), None)
    if view.step.state in ("done", "refused") and decided is not None:
        if "check" not in decided.data:
            return None
        text, holds, why = decided.data["check"]["receipt"], decided.data["check"]["speaks_for"], None
    elif answer is None:
        return None
    else:
        text, holds, why = answer.checked.receipt, answer.checked.holds, answer.why_not
    receipt = json.loads(text)
    titles = {fact.name: told(fact.title) for fact in view.case.definition.facts}
    return {
        "holds": holds,
        "decided": view.step.state in ("done", "refused"),
        "table": receipt["table"]["name"],
        "article": receipt["table"]["article"],
        "sha256": receipt["table"]["sha256"],
        "facts_sha256": receipt["facts_sha256"],
        "sources": receipt["sources"],
        "missing": [titles.get(name, name) for name in receipt["matters"]] if holds is None else [],
        "rejected": [_rejected(view, row, titles) for row in receipt["rejected"]],
        "changes": _changes(view, why, titles) if why is not None else [],
    }


def clock_shown(view: StepView, today: date) -> dict[str, Any]:
    """The step's limit: term, article, status, the days counted and left out, what pauses and extensions did."""
    limit, found = view.limit, view.deadline
    shown: dict[str, Any] = {
        "term": term(limit),
        "article": limit.article if limit else "",
        "status": limit.status if limit else "",
        "extension": term(replace(limit, number=view.extension)) if limit and view.extension else "",
        "approver": limit.approver if limit else "",
    }
    if found is None:
        return shown
    counted = days_counted(found)
    return shown | {
        "first": counted[0] if counted else None,
        "last": found.on,
        "provisional": found.provisional,
        "counted": len(counted),
        "passed": sum(1 for day in counted if day <= today),
        "left_out": [_left_out(run) for run in _runs(days_left_out(found))],
        "pauses": [_pause(effect) for effect in pause_effects(found)],
        "extensions": view.step.extensions,
        "sources": found.sources,
    }


def had_lines(view: StepView, events: Sequence[EventCard]) -> list[Any]:
    """What happened to this step, the newest first, with who did it."""
    own = [event for event in events if event.step == view.step.step]
    return journal_lines(view.case, own, identity.names_of(actors_of(own)))


def _corrected(events: Sequence[EventCard]) -> dict[str, Any]:
    """When each fact was corrected last; the events come the newest first."""
    found: dict[str, Any] = {}
    for event in events:
        if event.kind == moves.CORRECTED:
            for name in event.data["facts"]:
                found.setdefault(name, event.at)
    return found


def _rejected(view: StepView, row: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, str]:
    given = fact_words(view.case.definition, row["cell"], row["given"])
    wanted = _condition(view, row["cell"], row["condition"])
    return {"row": row["row"], "fact": titles.get(row["cell"], row["cell"]), "given": given, "wanted": wanted}


def _changes(view: StepView, why: Any, titles: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "fact": titles.get(change["fact"], change["fact"]),
            "given": fact_words(view.case.definition, change["fact"], change["given"]),
            "wanted": _wanted(view, change["fact"], change["conditions"]),
            "example": fact_words(view.case.definition, change["fact"], change["example"]),
        }
        for answer in why.answers
        for change in answer["changes"]
    ]


def _wanted(view: StepView, fact: str, conditions: Sequence[str]) -> str:
    """The range a fact would have to be in; empty where the example says it all: for words, and where any value does."""
    known = {found.name: found for found in view.case.definition.facts}.get(fact)
    if ANY in conditions or (known is not None and known.type in ("choice", "boolean")):
        return ""
    return " / ".join(dict.fromkeys(conditions))


def _condition(view: StepView, fact: str, text: str) -> str:
    """A condition of a table with the words of a choice as people read them; empty where any value does."""
    if text == ANY:
        return ""
    known = {found.name: found for found in view.case.definition.facts}.get(fact)
    if known is None or known.type not in ("choice", "boolean"):
        return text
    parts = [part.strip().strip('"') for part in text.split(",")]
    return gettext(", ").join(fact_words(view.case.definition, fact, part) for part in parts)


def _runs(days: Sequence[Any]) -> list[list[Any]]:
    """Days left out that follow one another for the same reason, together."""
    runs: list[list[Any]] = [[day] for day in days[:1]]
    for before, day in pairwise(days):
        same = (day.day - before.day).days == 1 and (day.why, day.occasion_zh) == (before.why, before.occasion_zh)
        runs[-1].append(day) if same else runs.append([day])
    return runs


def _left_out(run: Sequence[Any]) -> str:
    first, last = run[0], run[-1]
    occasion = first.occasion_zh if (get_language() or "zh").startswith("zh") else first.occasion_en
    why = occasion or gettext(LEFT_OUT[first.why])
    if first is last:
        return gettext("{day}: {why}").format(day=first.day.isoformat(), why=why)
    said = gettext("{first} to {last}: {why}")
    return said.format(first=first.day.isoformat(), last=last.day.isoformat(), why=why)


def _pause(effect: Any) -> str:
    pause = effect.pause
    last = day_words(pause.last) if pause.last else "—"
    said = gettext("{ground}, {first} to {last}: {effect}")
    return said.format(
        ground=ground(pause.ground),
        first=day_words(pause.first),
        last=last,
        effect=gettext(EFFECTS[effect.why]).format(number=effect.days),
    )
