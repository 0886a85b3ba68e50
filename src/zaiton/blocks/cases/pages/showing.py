"""How a case looks: whose turn it is, its steps with who has them and until when, what came of each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from zaiton.blocks.cases.domain.graph import ISSUE
from zaiton.blocks.cases.pages.certificates import CertificateLine
from zaiton.blocks.cases.pages.words import (
    GRADES,
    OUTCOMES,
    asked_name,
    case_status,
    day_words,
    days_left,
    fact_words,
    item_names,
    names,
    office,
    step_title,
    told,
)
from zaiton.blocks.cases.pages.words import STEP_STATUS as STATUS
from zaiton.blocks.cases.queries.cases import CaseCard, CaseLine, RatingCard, StepCard
from zaiton.blocks.cases.queries.clocks import rests_on_unpublished
from zaiton.blocks.cases.queries.papers import scanners_of
from zaiton.blocks.cases.queries.progress import schedule_of

AT_WORK = ("ready", "claimed", "paused")
SETTLED = ("done", "skipped")
DECIDED = frozenset({"done", "refused"})


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: the sentence, a second one, and the tone of the box. ``applicant``: it is theirs."""

    text: str
    more: str
    tone: str
    applicant: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One row of the table of steps, in words. ``officer`` is the public id of who has it, for officers' eyes only."""

    step: str
    title: str
    article: str
    status: str
    waits_for: str
    office: str
    officer: str
    due_on: date | None
    left: str
    late: bool
    decided_at: datetime | None
    reason: str
    cause: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """What came of one item: its tag, why it was refused and because of what, how it was rated, its certificate."""

    id: str
    title: str
    article: str
    status: str
    output: str
    issued_at: datetime | None
    reason: str
    cause: str
    rateable: bool
    rating: RatingCard | None
    rating_word: str
    certificate: CertificateLine | None = None


def turn_of(case: CaseCard, today: date) -> Turn:
    """Whose turn it is in a case, and by when it will be done."""
    if case.state == "closed":
        tone = {"granted": "ok", "nothing": "ok", "refused": "bad", "partly": "warn"}.get(case.outcome, "")
        return Turn(gettext(OUTCOMES[case.outcome]), "", tone, False)
    if case.state == "returned":
        return _correcting(case, today)
    places = list(dict.fromkeys(office(case.definition, s.role) for s in case.steps if s.state in AT_WORK))
    text = gettext("It is the turn of: {offices}.").format(offices=names(places))
    more = f"{promise_words(case, today)} {_forecast_words(case, today)}".strip()
    return Turn(text, more, "bad" if _late(case.promised_on, today) else "", False)


def promise_words(case: CaseCard | CaseLine, today: date) -> str:
    """By when a case is promised, and how much time that leaves; empty without a promised day."""
    if case.promised_on is None:
        return ""
    left = days_left(case.promised_on, today, rests_on_unpublished(case.promised_on))
    return gettext("Promised by {day} ({left}).").format(day=day_words(case.promised_on), left=left)


def provisional(case: CaseCard) -> bool:
    """Whether a day that the page of an open case tells rests on a year whose calendar is not published."""
    return case.state != "closed" and (case.provisional or rests_on_unpublished(case.promised_on))


def step_lines(case: CaseCard, today: date) -> list[StepLine]:
    """The steps of a case that are needed, in the order of the plan."""
    states = {step.step: step.state for step in case.steps}
    return [_step_line(case, step, states, today) for step in case.steps if step.state != "skipped"]


def not_needed(case: CaseCard) -> str:
    """The items that these facts make needless, in a row; empty where there are none."""
    left = dict.fromkeys(step.item for step in case.steps if step.state == "skipped")
    return item_names(case.definition, list(left))


def item_lines(case: CaseCard, ratings: Sequence[RatingCard]) -> list[ItemLine]:
    """What came of each item that is decided; nothing for items that are not."""
    graded = {rating.item: rating for rating in ratings}
    found = []
    for item in case.definition.items:
        steps = [step for step in case.steps if step.item == item.id]
        states = {step.state for step in steps}
        if steps and states & DECIDED and states <= DECIDED:
            found.append(_item_line(case, item.id, steps, graded.get(item.id)))
    return found


def asked_lines(case: CaseCard) -> list[dict[str, str]]:
    """What each office asks to be corrected, with its reason."""
    plan = case.definition.plan
    lines = []
    for step, asked in case.correction.get("asks", {}).items():
        what = names([asked_name(case.definition, name) for name in [*asked["facts"], *asked["materials"]]])
        place = office(case.definition, plan.steps[plan.index[step]].role)
        lines.append({"office": place, "what": what, "why": asked["why"]})
    return lines


def fact_lines(case: CaseCard) -> list[dict[str, object]]:
    """The facts as they were given, under the version of the case type they were given for."""
    return [
        {
            "name": fact.name,
            "title": told(fact.title),
            "value": fact_words(case.definition, fact.name, case.facts.get(fact.name)),
            "register": fact.register,
            "asked": fact.name in case.correction.get("facts", ()),
        }
        for fact in case.definition.facts
    ]


def paper_lines(case: CaseCard) -> list[dict[str, object]]:
    """The papers this viewer may read, the latest of each material first; replaced ones are said to be."""
    titles = {paper.id: paper for paper in case.definition.materials}
    kept = scanners_of(case)
    shown = sorted(case.files, key=lambda file: list(titles).index(file.material) if file.material in titles else 0)
    return [
        {
            "file": file,
            "title": asked_name(case.definition, file.material),
            "confidential": file.material in titles and titles[file.material].confidential,
            "kilobytes": f"{max(1, round(file.size / 1024)):,}",
            "kept": file.public_id in kept,
            "unscanned": kept.get(file.public_id) == "",
        }
        for file in shown
    ]


def case_line(line: CaseLine, today: date) -> dict[str, object]:
    """A case in the applicant's list."""
    turn = {
        "closed": gettext("Nobody's: it is closed"),
        "returned": gettext("Yours: something must be corrected"),
        "open": gettext("The authorities'"),
    }
    return {
        "line": line,
        "title": told(line.definition.title),
        "status": case_status(line.state, line.outcome),
        "turn": turn[line.state],
        "left": ""
        if line.state == "closed"
        else days_left(line.promised_on, today, rests_on_unpublished(line.promised_on)),
        "late": line.state != "closed" and _late(line.promised_on, today),
    }


def _forecast_words(case: CaseCard, today: date) -> str:
    """When a case will be done if every limit is used up from now on; told only where that is not the promised day."""
    found = schedule_of(case, today).forecast
    if found is None or found == case.promised_on:
        return ""
    if case.promised_on is not None and found > case.promised_on:
        text = gettext("As things stand now, it may last until {day}.")
    else:
        text = gettext("As things stand now, it is done by {day} even if every limit is used up.")
    return text.format(day=day_words(found))


def _correcting(case: CaseCard, today: date) -> Turn:
    due = date.fromisoformat(case.correction["due_on"])
    number = len(case.correction["facts"]) + len(case.correction["materials"])
    text = gettext("The applicant's turn; to be corrected: {number}; by {day} ({left}).")
    if case.viewer == "applicant":
        text = gettext("It is your turn. To be corrected: {number}, all at once, by {day} ({left}).")
    said = text.format(number=number, day=day_words(due), left=days_left(due, today))
    more = f"{promise_words(case, today)} {_forecast_words(case, today)}".strip()
    return Turn(said, more, "warn", True)


def _step_line(case: CaseCard, step: StepCard, states: Mapping[str, str], today: date) -> StepLine:
    definition = case.definition
    planned = definition.plan.steps[definition.plan.index[step.step]]
    open_now = step.state in AT_WORK
    waits = [name for name in planned.after if states.get(name) not in SETTLED] if step.state == "blocked" else []
    status = STATUS[step.state]
    if step.state == "paused" and step.step in case.correction.get("asks", {}):
        status = "returned"
    if open_now and step.state != "paused" and _late(step.due_on, today):
        status = "overdue"
    item = definition.item(step.item)
    limit = item.issue_limit if step.kind == ISSUE else item.limit
    return StepLine(
        step.step,
        step_title(definition, step.step),
        limit.article if limit else item.article,
        status,
        names([step_title(definition, name) for name in waits]),
        office(definition, step.role),
        step.officer if case.viewer != "applicant" else "",
        step.due_on if open_now else None,
        days_left(step.due_on, today, step.provisional) if open_now else "",
        status == "overdue",
        step.decided_at,
        step.reason if step.state in DECIDED else "",
        step_title(definition, step.cause) if step.cause and step.state == "refused" else "",
    )


def _item_line(case: CaseCard, name: str, steps: Sequence[StepCard], rating: RatingCard | None) -> ItemLine:
    item = case.definition.item(name)
    refused = next((s for s in steps if s.state == "refused" and not s.cause), None)
    cause = next((s.cause for s in steps if s.state == "refused" and s.cause), "")
    own = any(step.step == cause for step in steps)
    issued = next((s.decided_at for s in steps if s.kind == ISSUE and s.state == "done"), None)
    return ItemLine(
        name,
        told(item.title),
        item.article,
        "refused" if any(s.state == "refused" for s in steps) else "done",
        told(item.output),
        issued,
        refused.reason if refused else "",
        "" if own or refused else step_title(case.definition, cause) if cause else "",
        case.viewer == "applicant" and rating is None,
        rating,
        gettext(GRADES[rating.grade]) if rating else "",
    )


def _late(due: date | None, today: date) -> bool:
    return due is not None and due < today
