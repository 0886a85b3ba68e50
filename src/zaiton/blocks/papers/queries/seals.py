"""Seals and their uses: all of them for whoever runs the place, uses also for those who keep the seal."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.domain.seal_refusals import NoSuchSeal
from zaiton.blocks.papers.domain.seals import SealCard, UseCard
from zaiton.blocks.papers.models import Seal, SealKey, SealUse
from zaiton.kit.clock import BEIJING

PAGE = 50


@dataclass(frozen=True, slots=True)
class UsesPage:
    """One page of uses, the newest first; ``after`` is where the next one begins, None at the end."""

    uses: tuple[UseCard, ...]
    after: int | None


def seals_known() -> tuple[SealCard, ...]:
    """Every seal, by name."""
    return _cards(Seal.objects.order_by("name"))


def seal_names() -> tuple[str, ...]:
    """What case types may name."""
    return tuple(Seal.objects.order_by("name").values_list("name", flat=True))


def seals_kept_by(person: str) -> tuple[SealCard, ...]:
    """The seals a person answers for."""
    return _cards(Seal.objects.filter(keepers__person=person).order_by("name"))


def seal_uses_for(
    person: str, *, seal: str = "", day: date | None = None, after: int | None = None, limit: int = PAGE
) -> UsesPage:
    """Uses of the seals a person keeps, of one seal and one day in Beijing where given.

    Raises ``NoSuchSeal`` for who keeps none, or not this one.
    """
    kept = {card.name for card in seals_kept_by(person)}
    if not kept or (seal and seal not in kept):
        raise NoSuchSeal
    rows = SealUse.objects.filter(key__seal__name__in=[seal] if seal else kept)
    if day is not None:
        first = datetime.combine(day, time(), BEIJING)
        rows = rows.filter(at__gte=first, at__lt=first + timedelta(days=1))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("key__seal").order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return UsesPage(tuple(use_card(row) for row in shown), shown[-1].pk if len(found) > limit else None)


def use_card(row: SealUse) -> UseCard:
    """One use as a card."""
    same = ("public_id", "document_sha256", "sealed_sha256", "purpose", "object", "asked_by", "at")
    seal = row.key.seal
    return UseCard(
        **{name: getattr(row, name) for name in same},
        seal=seal.name,
        title=Bilingual(seal.title_zh, seal.title_en),
        provider=row.key.provider,
        key=row.key.public_id,
    )


def keys_in_use(seal: str) -> tuple[SealKey, ...]:
    """The keys of a seal that are neither replaced nor revoked; they may have run out."""
    rows = SealKey.objects.filter(seal__name=seal, retired_at=None, revoked_at=None)
    return tuple(rows.select_related("seal").order_by("provider"))


def _cards(rows: QuerySet[Seal]) -> tuple[SealCard, ...]:
    in_use = Q(retired_at=None, revoked_at=None)
    return tuple(
        SealCard(
            row.name,
            Bilingual(row.title_zh, row.title_en),
            row.demo,
            row.made_at,
            tuple(row.keepers.order_by("pk").values_list("person", flat=True)),
            tuple(row.keys.filter(in_use).order_by("provider").values_list("provider", flat=True)),
        )
        for row in rows
    )
