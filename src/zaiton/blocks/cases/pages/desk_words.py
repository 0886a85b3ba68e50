"""What officers' pages say: refusals with steps, offices and states by their titles, and the address of a step's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.pages.words import STEP_STATUS, ground, names, step_title, told
from zaiton.blocks.cases.queries.authority import SUPERVISOR
from zaiton.kit.pages.statuses import STATUSES

SUPERVISOR_TITLE = Bilingual("主管", "Supervisor")
EVERY_TYPE = gettext_noop("every matter in which the role occurs")


def said_of(refusal: Refusal, definition: Definition | None = None) -> str:
    """A refusal with its way out, its technical names put as people call them."""
    data = {name: _named(name, value, definition) for name, value in refusal.data.items()}
    return " ".join(gettext(text).format(**data) for text in (refusal.message, refusal.mend) if text)


def role_title(role: str, definition: Definition | None = None) -> str:
    """What a role is called; its name where no case type is given or knows it."""
    if role == SUPERVISOR:
        return told(SUPERVISOR_TITLE)
    known = {found.id: found for found in definition.roles} if definition else {}
    return told(known[role].title) if role in known else role


def step_address(case: str, step: str) -> str:
    """The page of a step."""
    return reverse("cases:step", args=[case, step])


def _named(name: str, value: Any, definition: Definition | None) -> Any:
    if name == "step" and definition:
        return step_title(definition, value)
    if name == "state" and value in STEP_STATUS:
        return gettext(STATUSES[STEP_STATUS[value]].word)
    if name == "role":
        return role_title(value, definition)
    if name == "ground":
        return ground(value)
    if name == "known":
        return names([ground(one) for one in str(value).split(", ")])
    return value
