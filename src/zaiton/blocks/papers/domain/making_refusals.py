"""Why the files of certificates are not made, and how such a reason is kept until somebody reads it in a language of theirs."""

import json
from collections.abc import Callable

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.papers.domain.rendering_refusals import CharacterMaybeInFont, CharacterNotInFont, DrawingFailed
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


class MakingUnwritten(Refusal):
    """The disk took no file; the same is tried again by itself."""

    code = "making_unwritten"
    status = 503
    message = gettext_noop("The file could not be kept on disk: {error}.")
    mend = gettext_noop("See whether the disk is full and the data home writable; it is tried again every few minutes.")


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
        CharacterMaybeInFont,
        CharacterNotInFont,
        DrawingFailed,
        KeyUnreadable,
        MakingBroke,
        MakingUnwritten,
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
    """A reason as it is stored: code and values, no language; values are cut until it fits, never the whole."""
    most = LONGEST_VALUE
    while True:
        values = {name: " ".join(str(value).split())[:most] for name, value in refusal.data.items()}
        kept = json.dumps({"code": refusal.code, "values": values}, ensure_ascii=False)
        if len(kept) <= LONGEST:
            return kept
        most //= 2


def why_told(kept: str, translate: Callable[[str], str], *, mend: bool = True) -> str:
    """The sentence of a stored reason, in the language of ``translate``, with the way out for whoever can go it; blank for none.

    >>> why_told(why_kept(SealKeyLacking(name="msa")), str)[:38]
    'The seal msa has no key in force. Make'
    """
    refusal = reason_kept(kept)
    if refusal is None:
        return ""
    remedy = refusal.remedy(translate) if mend else ""
    return " ".join(part for part in (refusal.sentence(translate), remedy) if part)


def reason_kept(kept: str) -> Refusal | None:
    """The stored reason itself; None for a blank one. One that this version does not know is told as unforeseen."""
    if not kept:
        return None
    code = "?"
    try:
        told = json.loads(kept)
        code = str(told["code"])
        refusal = REASONS[code](**told["values"])
        refusal.remedy(str)
    except (ValueError, KeyError, TypeError):
        return MakingBroke(error=code)
    return refusal
