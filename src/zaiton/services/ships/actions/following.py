"""A case gave something out or was closed: what that means for the register, once for each item.

The demands of the submission are made again here, because weeks lie between: what no longer fits does not come into the
register, its certificates are suspended, and the reason stands on them and on the errand for an officer to settle. Where part
of the errand is in the register already, only the certificate that does not fit is suspended, with what rests on it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.public import CaseCard, case_card, working_days_left
from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers import public as papers
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn
from zaiton.services.ships.actions.effects import EFFECTS, Effect
from zaiton.services.ships.domain.words import FIRST, RELEASE
from zaiton.services.ships.models import Errand, Ship
from zaiton.services.ships.queries.authority import kind_of_item
from zaiton.services.ships.queries.checking import CHECKS
from zaiton.services.ships.queries.papers import certificates_of_cases

SYSTEM = "system"
GRANTED = "granted"


def case_followed(case: str, *, at: datetime) -> None:
    """Bring the register up to date with a case; what was done already is not done again."""
    card = case_card(case)
    if card.type not in CHECKS:
        return
    with turn(), transaction.atomic():
        row = _errand(card)
        before = {"applied": list(row.applied), "outcome": row.outcome}
        for item, effect in _due(card, row):
            if row.applied or not row.held_zh:
                _apply(row, card, item, effect, at)
        _close(row, card)
        row.save()
        after = {"applied": row.applied, "outcome": row.outcome}
        if after != before:
            after |= {"ship": row.ship.public_id if row.ship else "", "held": row.held_en}
            thing = f"ships.errand/{card.public_id}"
            record(actor=SYSTEM, action="ships.followed", object=thing, before=before, after=after, at=at)


def _errand(card: CaseCard) -> Errand:
    """The row of the case, locked."""
    known = {
        "number": card.number,
        "type": card.type,
        "organisation": card.organisation,
        "opened_on": card.opened_on,
        "ship": None if card.type == FIRST else _ship_of(card),
    }
    Errand.objects.get_or_create(case=card.public_id, defaults=known)
    return Errand.objects.select_for_update().get(case=card.public_id)


def _ship_of(card: CaseCard) -> Ship | None:
    return Ship.objects.filter(ship_id=card.facts.get("ship_id", "")).order_by("-state", "-pk").first()


def _due(card: CaseCard, row: Errand) -> Iterator[tuple[str, Effect]]:
    """The items with an effect on the register that has not been made yet; a release gives nothing out, its grant counts."""
    done = (*card.issued, *(("release",) if card.type == RELEASE and card.outcome == GRANTED else ()))
    for item in done:
        effect = EFFECTS.get((card.type, item))
        if effect is not None and item not in row.applied:
            yield item, effect


def _apply(row: Errand, card: CaseCard, item: str, effect: Effect, at: datetime) -> None:
    try:
        with transaction.atomic():
            if not row.applied:
                CHECKS[card.type](card.facts, card.organisation)
            row.ship = effect(card, row.ship, at)
    except Refusal as refusal:
        _hold(row, card, item, refusal, at)
    else:
        row.applied = [*row.applied, item]


def _hold(row: Errand, card: CaseCard, item: str, refusal: Refusal, at: datetime) -> None:
    """What was issued cannot stand beside the register: it is suspended, and the reason is told."""
    reason = both(refusal)
    row.held_zh, row.held_en = reason.zh, reason.en
    kind = kind_of_item(card.type, item, on=card.opened_on) if row.applied else ""
    for one in certificates_of_cases([card.public_id]):
        if kind in ("", one.kind) and papers.certificate_card(one.public_id).status == "valid":
            papers.certificate_suspend(
                one.public_id, actor=SYSTEM, at=at, reason=reason, article=refusal.article, dependants="suspend"
            )


def _close(row: Errand, card: CaseCard) -> None:
    if card.closed_at is not None and row.closed_on is None:
        row.closed_on, row.outcome = card.closed_at.astimezone(BEIJING).date(), card.outcome
        row.days = max(0, working_days_left(row.closed_on, row.opened_on))


def both(refusal: Refusal) -> Bilingual:
    """A refusal in both languages, as it stands on a certificate."""
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            told.append(refusal.sentence(gettext)[:500])
    return Bilingual(*told)
