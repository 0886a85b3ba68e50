"""The journal of a case in sentences: who did what and on what ground, in the language of the page.

An applicant is told the office, never which officer; what officers tell one another (why a step was passed on, why one keeps
away) is not for the applicant either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.pages.words import (
    asked_name,
    day_words,
    ground,
    item_names,
    names,
    office,
    step_title,
    told,
)
from zaiton.blocks.cases.queries.cases import CaseCard, EventCard
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.cases.queries.proofs import OF_THE_APPLICANT

APPLICANTS = frozenset({moves.SUBMITTED, moves.CORRECTED, moves.WITHDRAWN})
PERSON = "person/"


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says: the sentence, further lines, a text that somebody typed, and the article."""

    text: str
    more: Sequence[str] = ()
    typed: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of the journal as the page shows it."""

    seq: int
    at: datetime
    who: str
    told: Told
    provable: bool
    """Whether this viewer is given a proof of it."""


def journal_lines(case: CaseCard, events: Sequence[EventCard], people: Mapping[str, str]) -> list[JournalLine]:
    """The events, as they come, in sentences; ``people`` names those who acted by their public id.

    Each is told under the version of the case type that held when it happened.
    """
    inside = case.viewer != "applicant"
    held = _definitions(case, events)
    return [
        JournalLine(
            event.seq,
            event.at,
            _who(held[event.seq], event, people, inside),
            _told(held[event.seq], event, inside),
            inside or event.kind in OF_THE_APPLICANT,
        )
        for event in events
    ]


def _definitions(case: CaseCard, events: Sequence[EventCard]) -> dict[int, Definition]:
    found, now = {}, case.definition
    for event in sorted(events, key=lambda one: one.seq):
        sha = event.data.get({moves.SUBMITTED: "definition", moves.MIGRATED: "to"}.get(event.kind, ""))
        now = found[event.seq] = definition_of(sha) if sha else now
    return found


def actors_of(events: Sequence[EventCard]) -> list[str]:
    """The people who acted, by public id."""
    return sorted({e.actor.removeprefix(PERSON) for e in events if e.actor.startswith(PERSON)})


def _who(definition: Definition, event: EventCard, people: Mapping[str, str], inside: bool) -> str:
    if not event.actor.startswith(PERSON):
        return gettext("The system")
    name = people.get(event.actor.removeprefix(PERSON), "")
    if event.kind in APPLICANTS:
        return name or gettext("The applicant")
    number = definition.plan.index.get(event.step)
    place = office(definition, definition.plan.steps[number].role) if number is not None else gettext("The office")
    return gettext("{name}, {office}").format(name=name, office=place) if inside and name else place


def _told(definition: Definition, event: EventCard, inside: bool) -> Told:
    tell = TELL.get(event.kind)
    return tell(definition, event.step, event.data, inside) if tell else Told(event.kind)


def _submitted(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    more = []
    if data["left_out"]:
        text = gettext("Not needed with these facts: {items}.")
        more.append(text.format(items=item_names(definition, data["left_out"])))
    text = gettext("Submitted. Promised by {day} at the latest.").format(day=_day(data["promised_on"]))
    return Told(text, more, basis=definition.article)


def _claimed(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    return Told(gettext("Took up “{step}”.").format(step=step_title(definition, step)))


def _released(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    return Told(gettext("Gave “{step}” back; another officer takes it up.").format(step=step_title(definition, step)))


def _reassigned(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    text = gettext("“{step}” was passed to another officer.").format(step=step_title(definition, step))
    return Told(text, typed=data["reason"] if inside else "")


def _granted(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    text = gettext("Agreed to “{step}”.").format(step=step_title(definition, step))
    return Told(text, typed=data["reason"], basis=_item_article(definition, step))


def _issued(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    item = definition.item(definition.plan.steps[definition.plan.index[step]].item)
    number = data.get("certificate", {}).get("number")
    more = [gettext("Number of the certificate: {number}").format(number=number)] if number else []
    return Told(gettext("Issued: {output}.").format(output=told(item.output)), more, data["reason"], item.article)


def _refused(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    ends = [name for name, _, after, cause in data.get("changes", []) if after == "refused" and cause]
    also = _items_of(definition, ends, but=step)
    more = []
    if also:
        text = gettext("Refused with it, because they cannot be without it: {items}.")
        more.append(text.format(items=item_names(definition, also)))
    text = gettext("Refused “{step}”. The reason:").format(step=step_title(definition, step))
    return Told(text, more, data["reason"], _item_article(definition, step))


def _paused(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    pause = data["pause"]
    text = gettext("The clock of “{step}” stands until {day}. Ground: {ground}.").format(
        step=step_title(definition, step), day=_day(pause["last"]), ground=ground(pause["ground"])
    )
    return Told(text, basis=pause["article"])


def _noted(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    pause = data["pause"]
    text = gettext("“{step}”: {ground}. No last day was told in writing, so the clock runs on.").format(
        step=step_title(definition, step), ground=ground(pause["ground"])
    )
    return Told(text, basis=pause["article"])


def _resumed(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    if data.get("lapsed"):
        text = gettext("“{step}” goes on without the correction; the time for it ended on {day}.")
        return Told(text.format(step=step_title(definition, step), day=_day(data["lapsed"])))
    return Told(gettext("The clock of “{step}” runs again.").format(step=step_title(definition, step)))


def _extended(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    extension, due = data["extension"], data.get("dues", {}).get(step)
    text = gettext("The term of “{step}” was extended by {number}; the last day is {day}. The reason:").format(
        step=step_title(definition, step), number=extension["number"], day=_day(due[0]) if due else "—"
    )
    return Told(text, typed=extension["ground"], basis=extension["article"])


def _asked(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    what = names([asked_name(definition, name) for name in [*data["facts"], *data["materials"]]])
    text = gettext("Asks for a correction by {day} of: {names}. The reason:").format(
        day=_day(data["due_on"]), names=what
    )
    article = definition.correction.article if definition.correction else ""
    return Told(text, typed=data["why"], basis=article)


def _corrected(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    what = names([asked_name(definition, name) for name in [*data["facts"], *data["materials"]]])
    more = []
    if data["voided"]:
        again = names([step_title(definition, name) for name in data["voided"]])
        more.append(gettext("Reviewed once more, because it rested on what changed: {steps}.").format(steps=again))
    return Told(gettext("Corrected: {names}.").format(names=what), more)


def _withdrawn(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    return Told(gettext("Withdrew the application."), typed=data["reason"])


def _recused(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    return Told(gettext("An officer takes no part in this case."), typed=data["reason"] if inside else "")


def _recounted(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    was, now = data["promised"]
    text = gettext("A calendar was published and the last days were counted anew: promised by {day}, before: {was}.")
    return Told(text.format(day=_day(now), was=_day(was)))


def _migrated(definition: Definition, step: str, data: Mapping[str, Any], inside: bool) -> Told:
    return Told(gettext("The case goes on under another version of the matter. The reason:"), typed=data["reason"])


def _day(text: str) -> str:
    return "—" if text.startswith("9999") else day_words(text)


def _items_of(definition: Definition, steps: Sequence[str], but: str) -> list[str]:
    plan = definition.plan
    own = plan.steps[plan.index[but]].item
    items = dict.fromkeys(plan.steps[plan.index[name]].item for name in steps if name in plan.index)
    return [item for item in items if item != own]


def _item_article(definition: Definition, step: str) -> str:
    return definition.item(definition.plan.steps[definition.plan.index[step]].item).article


TELL: Mapping[str, Callable[[Definition, str, Mapping[str, Any], bool], Told]] = {
    moves.SUBMITTED: _submitted,
    moves.CLAIMED: _claimed,
    moves.RELEASED: _released,
    moves.REASSIGNED: _reassigned,
    moves.GRANTED: _granted,
    moves.ISSUED: _issued,
    moves.REFUSED: _refused,
    moves.PAUSED: _paused,
    moves.RESUMED: _resumed,
    moves.EXTENDED: _extended,
    moves.NOTED: _noted,
    moves.ASKED: _asked,
    moves.CORRECTED: _corrected,
    moves.WITHDRAWN: _withdrawn,
    moves.RECUSED: _recused,
    moves.RECOUNTED: _recounted,
    moves.MIGRATED: _migrated,
}
