"""Why the files of certificates are not made, and how such a reason is kept until somebody reads it in a language of theirs."""

import json
from collections.abc import Callable

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.domain.seal_refusals import (
    AlreadySealed,
    AuthorityUnreadable,
    KeyUnreadable,
    NoSuchProvider,
    SealFailed,
    SealKeyExpired,
    SealKeyLacking,
    SealUnknown,
    Sm2Lacking,
)

LONGEST = 500
LONGEST_VALUE = 200


class MakingBroke(Refusal):
    """Something nobody foresaw; the log has the whole of it."""

    code = "making_broke"
    status = 500
    message = gettext_noop("The file could not be made: {error}.")
    mend = gettext_noop("Look into the log, then run: zaiton papers make --again")


class MakingUnderWay(Refusal):
    """One process at a time makes files."""

    code = "making_under_way"
    status = 409
    message = gettext_noop("The worker is making files at this moment.")
    mend = gettext_noop("Wait until it has done, then try again.")


REASONS: dict[str, type[Refusal]] = {
    reason.code: reason
    for reason in (
        AlreadySealed,
        AuthorityUnreadable,
        CharacterNotInFont,
        KeyUnreadable,
        MakingBroke,
        NoSuchProvider,
        SealFailed,
        SealKeyExpired,
        SealKeyLacking,
        SealUnknown,
        Sm2Lacking,
    )
}
"""What can stand in the way."""


def why_kept(refusal: Refusal) -> str:
    """A reason as it is stored: code and values, no language."""
    values = {name: str(value)[:LONGEST_VALUE] for name, value in refusal.data.items()}
    return json.dumps({"code": refusal.code, "values": values}, ensure_ascii=False)[:LONGEST]


def why_told(kept: str, translate: Callable[[str], str], *, mend: bool = True) -> str:
    """The sentence of a stored reason, in the language of ``translate``, with the way out for whoever can go it; blank for none.

    >>> why_told(why_kept(SealKeyLacking(name="msa")), str)[:38]
    'The seal msa has no key in force. Make'
    """
    refusal = reason_kept(kept)
    if refusal is None:
        return kept
    remedy = refusal.remedy(translate) if mend else ""
    return " ".join(part for part in (refusal.sentence(translate), remedy) if part)


def reason_kept(kept: str) -> Refusal | None:
    """The stored reason itself; None for a blank one, or one that nobody knows any longer."""
    try:
        told = json.loads(kept)
        refusal = REASONS[told["code"]](**told["values"])
        refusal.remedy(str)
    except (ValueError, KeyError, TypeError):
        return None
    return refusal
