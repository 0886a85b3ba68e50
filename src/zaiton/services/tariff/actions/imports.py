"""Bring in official tables: keep a draft, correct it, publish or refuse it as a second person, take it back.

``settings`` is a mapping as ``domain.annex.settings.read_settings`` takes it (kind, agreement, partners, destination, in_force,
until, hs, document, complete, mapping, categories, …). A draft keeps the file, so that another mapping of columns needs no
second upload; a draft with mistakes can be kept and corrected but not published. Whoever drafted cannot decide.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class SamePerson(Refusal):
    """The second pair of eyes must be another person's."""

    code = "same_person"
    status = 403
    message = gettext_noop("You brought this table in yourself; another officer decides about it.")
    mend = gettext_noop("Ask a second officer to publish or refuse it.")


class NotADraft(Refusal):
    """The import was decided already."""

    code = "not_a_draft"
    status = 409
    message = gettext_noop("This import is no longer a draft; it was decided already.")
    mend = gettext_noop("Look at its state in the list of imports.")


class DraftHasErrors(Refusal):
    """A table with mistakes is never published, not even in part."""

    code = "draft_has_errors"
    status = 409
    message = gettext_noop("The table has {count} mistakes; nothing of it was put in force.")
    mend = gettext_noop("Correct the file or the mapping of its columns and read it again.")


class NotInForce(Refusal):
    """Only what is in force can be taken back."""

    code = "import_not_in_force"
    status = 409
    message = gettext_noop("This import is not in force, or a later one has taken its place in {table}.")
    mend = gettext_noop("Take back the later import first.")


def import_draft(*, content: bytes, name: str, settings: Mapping[str, Any], person: str, at: datetime) -> str:
    """Read the file and keep it as a draft, with mistakes or without; returns its public id.

    Raises the ``Refusal`` of a file that cannot be read at all, or of settings that cannot be meant; then nothing is kept.
    """
    raise NotImplementedError


def import_remap(*, public_id: str, settings: Mapping[str, Any], person: str, at: datetime) -> None:
    """Read a draft's file again under other settings. Only its drafter may, else ``NotADraft`` or ``NoSuchImport``."""
    raise NotImplementedError


def import_publish(*, public_id: str, person: str, at: datetime) -> dict[str, Any]:
    """Put a draft in force, whole or not at all; returns the report. Raises ``SamePerson``, ``NotADraft``, ``DraftHasErrors``."""
    raise NotImplementedError


def import_refuse(*, public_id: str, person: str, reason: str = "", at: datetime) -> None:
    """Close a draft without publishing it. The drafter may withdraw it, too."""
    raise NotImplementedError


def import_undo(*, public_id: str, person: str, at: datetime) -> None:
    """Take a published import back: what it replaced is in force again, or nothing. Raises ``NotInForce``."""
    raise NotImplementedError


def import_now(
    *, content: bytes, name: str, settings: Mapping[str, Any], actor: str, at: datetime, dry_run: bool = False
) -> dict[str, Any]:
    """Read and put in force at once, as the command line does; returns the report. With mistakes nothing changes."""
    raise NotImplementedError
