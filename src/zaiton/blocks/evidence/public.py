"""The evidence block's door for its neighbours: record a write, check the log; and its part of the setting up."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.actions import guards_restore, record
from zaiton.blocks.evidence.domain import Verdict, digest, moment_text
from zaiton.blocks.evidence.queries import after_digests, verify

__all__ = ["Verdict", "after_digests", "digest", "moment_text", "record", "set_up", "verify"]

RESTORED = gettext_noop(
    "The triggers that guard the evidence log were missing and are back. Run: zaiton evidence verify"
)


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``; tells when the log was not guarded."""
    return gettext(RESTORED) if guards_restore(at=now) else None
