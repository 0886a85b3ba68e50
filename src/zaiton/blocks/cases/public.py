"""The cases block's door for its neighbours, and its part of the setting up: the case types that the product brings."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.demo import demo_officers_entered, demo_seals_made
from zaiton.blocks.cases.actions.shipping import case_types_taken_up
from zaiton.blocks.cases.actions.submissions import draft_begin, draft_save
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.needs import merged
from zaiton.blocks.cases.domain.simulate import Assumptions, Simulation, simulated
from zaiton.blocks.cases.queries.authority import holds
from zaiton.blocks.cases.queries.cards import CaseCard, case_card
from zaiton.blocks.cases.queries.clocks import working_days_left
from zaiton.blocks.cases.queries.definitions import definition_in_force, definitions_in_force
from zaiton.blocks.cases.queries.known import definition_known
from zaiton.blocks.cases.queries.schedules import definition_schedule
from zaiton.blocks.cases.queries.shelves import demo_folders, shipped_folders

__all__ = [
    "Assumptions",
    "CaseCard",
    "Definition",
    "Simulation",
    "case_card",
    "definition_in_force",
    "definition_known",
    "definition_schedule",
    "definitions_in_force",
    "draft_begin",
    "draft_save",
    "holds",
    "merged",
    "set_up",
    "simulated",
    "working_days_left",
]

LEFT_OUT = gettext_noop("The case type {name} was left out: {why}")


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``: shipped case types are put in force, those of the demonstration only with ``demo``."""
    refused = case_types_taken_up(shipped_folders(), at=now)
    if demo:
        refused += case_types_taken_up(demo_folders(), at=now, demo=True)
        demo_officers_entered(at=now)
        demo_seals_made(at=now)
    return "\n".join(gettext(LEFT_OUT).format(name=name, why=why.sentence(gettext)) for name, why in refused) or None
