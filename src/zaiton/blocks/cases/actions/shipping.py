"""What the product brings: the case types of its modules are put in force when an installation is set up."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.definitions import case_type_draft, case_type_publish
from zaiton.blocks.cases.models.definitions import DRAFT
from zaiton.blocks.cases.queries.definitions import state_of
from zaiton.blocks.cases.queries.folders import read_folder

SYSTEM = "system"


def case_types_taken_up(folders: Iterable[Path], *, at: datetime, demo: bool = False) -> list[tuple[str, Refusal]]:
    """Put the case types of these folders in force; returns those that could not be, with the reason.

    Safe to repeat: a version that is in force, or was ended by a person, is left alone.
    """
    refused: list[tuple[str, Refusal]] = []
    for folder in folders:
        try:
            found = read_folder(folder)
            sha256 = case_type_draft(found, actor=SYSTEM, at=at, demo=demo)
            if state_of(sha256) == DRAFT:
                case_type_publish(sha256, actor=SYSTEM, at=at)
        except Refusal as refusal:
            refused.append((folder.name, refusal))
    return refused
