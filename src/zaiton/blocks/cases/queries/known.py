"""A case type for those who only explain or reckon with it: the version in force, else the newest kept, else the one shipped."""

from datetime import date

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.publishing_faults import NoSuchCaseType
from zaiton.blocks.cases.models.definitions import DRAFT
from zaiton.blocks.cases.queries.definitions import definition_in_force, definition_of, read_folder, versions_of
from zaiton.blocks.cases.queries.shelves import shipped_folders


def definition_known(name: str, on: date) -> tuple[Definition, bool]:
    """The case type and whether one can apply under it on the day; raises ``NoSuchCaseType`` where nobody knows it."""
    try:
        return definition_in_force(name, on), True
    except NoSuchCaseType:
        kept = next((version for version in versions_of(name) if version.state != DRAFT), None)
        if kept is not None:
            return definition_of(kept.sha256), False
        folder = next((folder for folder in shipped_folders() if folder.name == name), None)
        if folder is None:
            raise
        return read_folder(folder).definition, False
