"""What a sent form of a step's page does: one entry for each act, with the sentence that says it is done."""

from collections.abc import Callable, Mapping
from typing import Any

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.corrections import correction_ask
from zaiton.blocks.cases.actions.steps import (
    GRANT,
    REFUSE,
    recuse,
    step_claim,
    step_decide,
    step_extend,
    step_pause,
    step_reassign,
    step_release,
    step_resume,
)
from zaiton.blocks.cases.queries.stepping import (
    ASK,
    CLAIM,
    DECIDE,
    EXTEND,
    PASS_ON,
    PAUSE,
    RECUSE,
    RELEASE,
    RESUME,
)

Known = Mapping[str, Any]
"""``person``, ``case``, ``step``, ``at`` and ``version`` of the act."""
Typed = Mapping[str, Any]

DONE = {
    CLAIM: gettext_noop("You have taken the step."),
    RELEASE: gettext_noop("The step is given back; any officer of the role may take it."),
    DECIDE: gettext_noop("Decided. The applicant is told."),
    ASK: gettext_noop("The correction is asked for; the clock of this step stands until it comes."),
    PAUSE: gettext_noop("The clock stands until the day told to the applicant."),
    RESUME: gettext_noop("The clock runs again."),
    RECUSE: gettext_noop("You take no part in this case; what you had taken is given back."),
    EXTEND: gettext_noop("The term is extended; the applicant is told."),
    PASS_ON: gettext_noop("The step is passed on; the officer is told."),
}
NOTED = gettext_noop("Noted. Without a written time the clock runs on.")


def acted(act: str, known: Known, typed: Typed) -> str:
    """Do the act; returns the English sentence that says so. Raises the refusals of the actions."""
    DO[act](known, typed)
    return NOTED if act == PAUSE and typed["last"] is None else DONE[act]


def _decide(known: Known, typed: Typed) -> None:
    decision = REFUSE if typed.get("decision") == REFUSE else GRANT
    step_decide(**known, decision=decision, reason=typed["reason"])


def _ask(known: Known, typed: Typed) -> None:
    correction_ask(**known, facts=typed["facts"], materials=typed.get("materials", ()), why=typed["why"])


def _pause(known: Known, typed: Typed) -> None:
    step_pause(**known, ground=typed["ground"], last=typed["last"], article=typed["article"])


def _resume(known: Known, typed: Typed) -> None:
    others = {name: value for name, value in known.items() if name != "person"}
    step_resume(**others, actor=f"person/{known['person']}")


def _recuse(known: Known, typed: Typed) -> None:
    recuse(**{name: value for name, value in known.items() if name != "step"}, reason=typed["reason"])


DO: Mapping[str, Callable[[Known, Typed], None]] = {
    CLAIM: lambda known, typed: step_claim(**known),
    RELEASE: lambda known, typed: step_release(**known),
    DECIDE: _decide,
    ASK: _ask,
    PAUSE: _pause,
    RESUME: _resume,
    RECUSE: _recuse,
    EXTEND: lambda known, typed: step_extend(**known, number=typed["number"], ground=typed["ground"]),
    PASS_ON: lambda known, typed: step_reassign(**known, to=typed["to"], reason=typed["reason"]),
}
