"""Keys of seals: made, replaced, revoked. The private half is a file, written before its row and destroyed once it seals no more."""

from datetime import datetime

from django.db import IntegrityError, transaction

import zaiton.blocks.papers.actions.providers  # noqa: F401  makes them known
from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.actions import keyfiles
from zaiton.blocks.papers.actions.providing import providers
from zaiton.blocks.papers.domain.seal_refusals import (
    KeyInUse,
    KeyRevokedAlready,
    NoKeyInUse,
    NoSuchSeal,
    NoSuchSealKey,
    RevokingReasonMissing,
    YearsUnfit,
)
from zaiton.blocks.papers.domain.seals import LONGEST_REASON, P256, YEARS, YEARS_MOST, KeyMade, KeyWish
from zaiton.blocks.papers.models import Seal, SealKey
from zaiton.blocks.papers.queries.publishing import KeyCard, key_published
from zaiton.kit.clock import BEIJING
from zaiton.kit.work import later
from zaiton.kit.work.turns import turn

MAKE = "zaiton.blocks.papers.jobs:make"


def seal_key_make(
    name: str, provider: str, *, actor: str, at: datetime, years: int = YEARS, algorithm: str = P256
) -> KeyCard:
    """The first key of a seal for a provider; what waits for it is made at once.

    Raises ``NoSuchSeal``, ``NoSuchProvider``, ``YearsUnfit``, ``KeyInUse``, ``Sm2Lacking``.
    """
    return _replaced(name, provider, actor=actor, at=at, years=years, algorithm=algorithm, first=True)


def seal_key_rotate(
    name: str, provider: str, *, actor: str, at: datetime, years: int = YEARS, algorithm: str = P256
) -> KeyCard:
    """A new key in the place of the one in use, whose seals stay good. As ``seal_key_make``; raises ``NoKeyInUse``."""
    return _replaced(name, provider, actor=actor, at=at, years=years, algorithm=algorithm, first=False)


def seal_key_revoke(public_id: str, *, reason: str, actor: str, at: datetime) -> KeyCard:
    """A key that is no longer to be trusted: it seals nothing more, and whoever verifies its seals is told so.

    Raises ``NoSuchSealKey``, ``KeyRevokedAlready``, ``RevokingReasonMissing``.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise RevokingReasonMissing("reason", most=LONGEST_REASON)
    with turn(), transaction.atomic():
        row = SealKey.objects.select_for_update().filter(public_id=public_id).first()
        if row is None:
            raise NoSuchSealKey(key=public_id)
        if row.revoked_at is not None:
            raise KeyRevokedAlready(key=public_id, day=row.revoked_at.astimezone(BEIJING).date().isoformat())
        row.revoked_at, row.revoked_reason = at, reason
        row.save(update_fields=["revoked_at", "revoked_reason"])
        after = {"fingerprint": row.fingerprint, "reason": reason}
        record(actor=actor, action="papers.seal_key.revoked", object=_object(public_id), after=after, at=at)
    _cleared()
    return _card(public_id, at)


def _replaced(
    name: str, provider: str, *, actor: str, at: datetime, years: int, algorithm: str, first: bool
) -> KeyCard:
    if not 1 <= years <= YEARS_MOST:
        raise YearsUnfit("years", most=YEARS_MOST)
    seal = Seal.objects.filter(name=name).first()
    if seal is None:
        raise NoSuchSeal
    _must_fit(seal, provider, first)  # asked again below, under the lock: RSA keys take a second to find
    made = providers.named(provider).make(_wish(seal, at, years, algorithm))
    row = SealKey(seal=seal, provider=provider, made_at=at, **_columns(made))
    place = keyfiles.folder() / keyfiles.place_of(row.public_id).name
    keyfiles.kept(place, made.private_pem)
    try:
        with turn(), transaction.atomic():
            Seal.objects.select_for_update().get(pk=seal.pk)
            old = _must_fit(seal, provider, first)
            if old is not None:
                old.retired_at = at
                old.save(update_fields=["retired_at"])
            _entered(row, old, actor, at)
    except BaseException as error:
        keyfiles.destroyed(place)
        if isinstance(error, IntegrityError):
            raise KeyInUse(name=name, provider=provider) from None
        raise
    _cleared()
    return _card(row.public_id, at)


def _must_fit(seal: Seal, provider: str, first: bool) -> SealKey | None:
    """The key in use, or None for a first one; raises where it is the other way round."""
    providers.named(provider)
    rows = SealKey.objects.select_for_update() if transaction.get_connection().in_atomic_block else SealKey.objects
    old = rows.filter(seal=seal, provider=provider, retired_at=None, revoked_at=None).first()
    if first and old is not None:
        raise KeyInUse(name=seal.name, provider=provider)
    if not first and old is None:
        raise NoKeyInUse(name=seal.name, provider=provider)
    return old


def _entered(row: SealKey, old: SealKey | None, actor: str, at: datetime) -> None:
    row.save(force_insert=True)
    later(MAKE, {}, key=f"papers.make/key/{row.public_id}", at=at)
    record(
        actor=actor,
        action="papers.seal_key.rotated" if old else "papers.seal_key.made",
        object=_object(row.public_id),
        before=old and {"fingerprint": old.fingerprint},
        after={"seal": row.seal.name, "provider": row.provider, "fingerprint": row.fingerprint},
        at=at,
    )


def _wish(seal: Seal, at: datetime, years: int, algorithm: str) -> KeyWish:
    start = at.replace(microsecond=0)
    try:
        end = start.replace(year=start.year + years)
    except ValueError:  # the 29th of February
        end = start.replace(year=start.year + years, day=28)
    return KeyWish(Bilingual(seal.title_zh, seal.title_en), seal.demo, start, end, algorithm)


def _columns(made: KeyMade) -> dict[str, object]:
    return {
        "subject": made.subject[:300],
        "serial": made.serial,
        "certificate_pem": made.certificate_pem,
        "fingerprint": made.fingerprint,
        "valid_until": made.not_after,
    }


def _cleared() -> None:
    """Private halves of keys that are out of use are destroyed, also such as a kill or a restored backup left."""
    over = SealKey.objects.exclude(retired_at=None, revoked_at=None).values_list("public_id", flat=True)
    for public_id in over:
        keyfiles.destroyed(keyfiles.place_of(public_id))


def _card(public_id: str, at: datetime) -> KeyCard:
    card = key_published(public_id, at=at)
    assert card is not None
    return card


def _object(public_id: str) -> str:
    return f"papers.seal_key/{public_id}"
