"""The evidence block's door for its neighbours: record a write, check the log; and its part of the setting up."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.actions.recording import guards_restore, record
from zaiton.blocks.evidence.domain.chain import Verdict, digest, moment_text
from zaiton.blocks.evidence.queries.log import after_digests, verify
from zaiton.blocks.evidence.queries.tree import newest_of, number_of, proof

__all__ = ["Verdict", "after_digests", "digest", "moment_text", "proof_of", "record", "set_up", "verify"]

RESTORED = gettext_noop(
    "The triggers that guard the evidence log were missing and are back. Run: zaiton evidence verify"
)


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``; tells when the log was not guarded."""
    return gettext(RESTORED) if guards_restore(at=now) else None


def proof_of(*, object: str, seq: int | None = None, after: object = None) -> dict:
    """The proof of an entry of an object, to be handed out as one JSON file.

    Of its newest entry, of the one numbered ``seq``, or of the one that brought the object to the state ``after``. Whoever calls has asked whether the person may see the object. Refuses with NoSuchEntry, NotPublished, TreeDamaged.
    """
    if after is not None:
        seq = number_of(object, after)
    return proof(seq=newest_of(object) if seq is None else seq, object=object)
