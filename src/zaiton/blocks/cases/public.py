"""The cases block's door for its neighbours, and its part of the setting up: the case types that the product brings."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.demo import demo_officers_entered
from zaiton.blocks.cases.actions.shipping import case_types_taken_up
from zaiton.blocks.cases.queries.authority import holds
from zaiton.blocks.cases.queries.cards import CaseCard, case_card
from zaiton.blocks.cases.queries.definitions import definition_in_force, definitions_in_force
from zaiton.blocks.cases.queries.shelves import demo_folders, shipped_folders

__all__ = ["CaseCard", "case_card", "definition_in_force", "definitions_in_force", "holds", "set_up"]

LEFT_OUT = gettext_noop("The case type {name} was left out: {why}")


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``: shipped case types are put in force, those of the demonstration only with ``demo``."""
    refused = case_types_taken_up(shipped_folders(), at=now)
    if demo:
        refused += case_types_taken_up(demo_folders(), at=now, demo=True)
        demo_officers_entered(at=now)
    return "\n".join(gettext(LEFT_OUT).format(name=name, why=why.sentence(gettext)) for name, why in refused) or None
