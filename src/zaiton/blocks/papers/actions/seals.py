"""Making seals and naming who answers for them; and the seals of a demonstration, whole with their keys."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.actions.keys import seal_key_make
from zaiton.blocks.papers.domain.seal_refusals import (
    NoSuchSeal,
    NotKeeperYet,
    SealNameUnfit,
    SealThere,
    SealTitleUnfit,
    Sm2Lacking,
)
from zaiton.blocks.papers.domain.seals import LONGEST_TITLE, NAME, PADES, SM2, SealCard
from zaiton.blocks.papers.models import Seal, SealKeeper
from zaiton.blocks.papers.queries.seals import seals_known
from zaiton.kit.work.turns import turn

PROVIDERS = (PADES, SM2)
DEMO_KEEPER = "second-officer@demo.invalid"
"""Who of a demonstration's cast answers for its seals and so sees their uses."""


def seal_make(name: str, title: Bilingual, *, actor: str, at: datetime, demo: bool = False) -> SealCard:
    """A seal without keys; raises ``SealNameUnfit``, ``SealTitleUnfit``, ``SealThere``."""
    title = Bilingual(" ".join(title.zh.split()), " ".join(title.en.split()))
    if not NAME.fullmatch(name):
        raise SealNameUnfit("name")
    if not all(0 < len(text) <= LONGEST_TITLE and text.isprintable() for text in (title.zh, title.en)):
        raise SealTitleUnfit("title", most=LONGEST_TITLE)
    try:
        with turn(), transaction.atomic():
            Seal.objects.create(name=name, title_zh=title.zh, title_en=title.en, demo=demo, made_at=at)
            after = {"title": [title.zh, title.en], "demo": demo}
            record(actor=actor, action="papers.seal.made", object=_object(name), after=after, at=at)
    except IntegrityError:
        raise SealThere("name", name=name) from None
    return _card(name)


def seal_keeper_add(name: str, person: str, *, actor: str, at: datetime) -> SealCard:
    """Somebody answers for a seal from now on and sees each use; the same again changes nothing. Raises ``NoSuchSeal``."""
    with turn(), transaction.atomic():
        seal = _held(name)
        _, fresh = SealKeeper.objects.get_or_create(seal=seal, person=person, defaults={"since": at})
        if fresh:
            after = {"keeper": person}
            record(actor=actor, action="papers.seal.keeper_added", object=_object(name), after=after, at=at)
    return _card(name)


def seal_keeper_remove(name: str, person: str, *, actor: str, at: datetime) -> SealCard:
    """Somebody no longer answers for a seal; raises ``NoSuchSeal``, ``NotKeeperYet``."""
    with turn(), transaction.atomic():
        seal = _held(name)
        if not SealKeeper.objects.filter(seal=seal, person=person).delete()[0]:
            raise NotKeeperYet(name=name)
        before = {"keeper": person}
        record(actor=actor, action="papers.seal.keeper_removed", object=_object(name), before=before, at=at)
    return _card(name)


def seals_ensured(
    titles: Mapping[str, Bilingual],
    *,
    demo: bool,
    at: datetime,
    actor: str = "system",
) -> tuple[SealCard, ...]:
    """Seals by name with a key for each kind of signature; what is there stays as it is.

    A demonstration's new seals are kept by its second officer. A machine whose OpenSSL has no SM2 gets seals without that key.
    """
    known = {card.name: card for card in seals_known()}
    for name, title in titles.items():
        if name not in known:
            seal_make(name, title, actor=actor, at=at, demo=demo)
            keeper = identity.officer_by_email(DEMO_KEEPER) if demo else None
            if keeper is not None:
                seal_keeper_add(name, keeper, actor=actor, at=at)
        for provider in PROVIDERS:
            if name not in known or provider not in known[name].providers:
                try:
                    seal_key_make(name, provider, actor=actor, at=at)
                except Sm2Lacking:
                    continue
    return tuple(card for card in seals_known() if card.name in titles)


def _held(name: str) -> Seal:
    row = Seal.objects.select_for_update().filter(name=name).first()
    if row is None:
        raise NoSuchSeal
    return row


def _card(name: str) -> SealCard:
    return next(card for card in seals_known() if card.name == name)


def _object(name: str) -> str:
    return f"papers.seal/{name}"
