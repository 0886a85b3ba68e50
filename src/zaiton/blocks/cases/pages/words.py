"""What pages of cases call things: states, grounds, terms, grades, steps and offices, in the language of the page."""

from collections.abc import Mapping
from datetime import date

from django.utils.dateformat import format as date_format
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.cases.domain.graph import ISSUE, Definition, Limit
from zaiton.blocks.cases.pages.fact_form import shown
from zaiton.blocks.cases.queries.clocks import working_days_left
from zaiton.blocks.law.public import Calendar

STEP_STATUS: Mapping[str, str] = {
    "blocked": "waiting",
    "ready": "to_do",
    "claimed": "in_review",
    "paused": "paused",
    "done": "done",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "skipped": "not_needed",
}
"""The status tag of each state of a step."""

OUTCOME_STATUS: Mapping[str, str] = {
    "granted": "done",
    "partly": "partly",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "nothing": "done",
}
OUTCOMES: Mapping[str, str] = {
    "granted": gettext_noop("Everything applied for was granted."),
    "partly": gettext_noop("Part of what was applied for was granted; the table says which."),
    "refused": gettext_noop("Nothing of what was applied for was granted."),
    "withdrawn": gettext_noop("The application was withdrawn."),
    "nothing": gettext_noop("With these facts nothing had to be decided."),
}
GROUNDS: Mapping[str, str] = {
    "hearing": gettext_noop("hearing"),
    "inspection": gettext_noop("inspection"),
    "testing": gettext_noop("testing"),
    "quarantine": gettext_noop("quarantine"),
    "tender": gettext_noop("tender"),
    "auction": gettext_noop("auction"),
    "expert_review": gettext_noop("review by experts"),
    "correction": gettext_noop("correction by the applicant"),
}
"""Grounds on which a clock may stand (Administrative Licensing Law art 45), by the names that limits use."""

UNITS: Mapping[str, str] = {
    "working": gettext_noop("{number} working days"),
    "calendar": gettext_noop("{number} days"),
    "hour": gettext_noop("{number} hours"),
    "month": gettext_noop("{number} months"),
}
GRADES: Mapping[int, str] = {
    5: gettext_noop("Very satisfied"),
    4: gettext_noop("Satisfied"),
    3: gettext_noop("Neither satisfied nor dissatisfied"),
    2: gettext_noop("Dissatisfied"),
    1: gettext_noop("Very dissatisfied"),
}


def said(refusal: Refusal) -> str:
    """A refusal with its way out, as one text."""
    return f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()


def told(text: Bilingual | None) -> str:
    """A text from data in the page's language; empty for none."""
    return text.in_language(get_language() or "zh-hans") if text else ""


def case_status(state: str, outcome: str) -> str:
    """The status tag of a case."""
    if state == "closed":
        return OUTCOME_STATUS[outcome]
    return "returned" if state == "returned" else "in_review"


def term(limit: Limit | None) -> str:
    """A limit in words; a dash for none."""
    return gettext(UNITS[limit.unit]).format(number=limit.number) if limit else "—"


def ground(name: str) -> str:
    """A ground in words; one that a case type names by itself stays as it is."""
    return gettext(GROUNDS[name]) if name in GROUNDS else name


def step_title(definition: Definition, step: str) -> str:
    """What a step is called: the item for a review (with the role where several review it), its output for an issue."""
    number = definition.plan.index.get(step)
    if number is None:
        return step
    found = definition.plan.steps[number]
    item = definition.item(found.item)
    if found.kind == ISSUE:
        return gettext("Issue: {output}").format(output=told(item.output))
    if len(item.roles) > 1:
        return gettext("{item} ({role})").format(item=told(item.title), role=told(definition.role(found.role).title))
    return told(item.title)


def office(definition: Definition, role: str) -> str:
    """The authority of a role, as applicants are told who has their case."""
    return told(definition.role(role).organ)


def names(found: list[str]) -> str:
    """Several names in a row, as the language writes them."""
    return gettext(", ").join(found)


def item_names(definition: Definition, items: list[str]) -> str:
    """The titles of items in a row."""
    return names([told(definition.item(name).title) for name in items])


def asked_name(definition: Definition, name: str) -> str:
    """The title of a fact or a paper."""
    facts = {fact.name: fact.title for fact in definition.facts}
    papers = {paper.id: paper.title for paper in definition.materials}
    return told(facts.get(name) or papers.get(name)) or name


def days_left(due: date | None, today: date, provisional: bool = False, known: Calendar | None = None) -> str:
    """How much time is left until a last day, in working days; provisional is said. Empty without a day.

    ``known`` is the calendar for lists, which fetch it once.
    """
    if due is None:
        return ""
    left = working_days_left(due, today, known)
    if due < today:
        text = gettext("working days overdue: {number}").format(number=-left)
    elif due == today:
        text = gettext("today is the last day")
    else:
        text = gettext("working days left: {number}").format(number=left)
    return gettext("{text}; provisional").format(text=text) if provisional else text


def day_words(value: date | str) -> str:
    """A day written out, as in a sentence."""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return date_format(found, get_format("DATE_FORMAT"))


def fact_words(definition: Definition, name: str, value: object) -> str:
    """The value of a fact as people read it under the definition it was given with; a dash for none."""
    if value is None or value == "":
        return "—"
    fact = {found.name: found for found in definition.facts}.get(name)
    return shown(fact, value, get_language() or "zh-hans") if fact else str(value)
