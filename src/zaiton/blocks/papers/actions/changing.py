"""What happens to a certificate after its issue: suspended, resumed, revoked, superseded, noted; and what that does to others.

Everything that can change with a certificate is locked in the order of ids before anything is decided. What rests on it is
never left valid on something that is not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.actions.holding import Held, held
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.register_refusals import (
    CertificateCarries,
    CertificateTextLong,
    PrerequisiteFallen,
    ReasonMissing,
    StatusUnfit,
    SupersededByItself,
)
from zaiton.blocks.papers.domain.resting import DEPENDANTS, REFUSE, REVOKE, Turn, carried, falls, rises
from zaiton.blocks.papers.domain.status import REVOKED, SUPERSEDED, SUSPENDED, VALID
from zaiton.blocks.papers.models import Certificate, Rest, StatusEntry
from zaiton.blocks.papers.queries.register import cards
from zaiton.kit.work import emit
from zaiton.kit.work.turns import turn

EVENT = "papers.status"
ACTIONS = {
    VALID: "papers.resumed",
    SUSPENDED: "papers.suspended",
    REVOKED: "papers.revoked",
    SUPERSEDED: "papers.superseded",
}
LONGEST_REASON, LONGEST_BASIS = 500, 300


class Act(NamedTuple):
    """Who does it, when, why, by which article."""

    actor: str
    at: datetime
    reason: Bilingual
    article: str


def certificate_suspend(
    public_id: str, *, actor: str, at: datetime, reason: Bilingual, article: str = "", dependants: str = REFUSE
) -> tuple[Card, ...]:
    """Suspend a certificate; with ``dependants="suspend"`` whatever rests on it too. Returns every one that changed.

    One that is down only because of what it rests on is suspended on its own account as well, and will not rise by itself.
    Raises ``CertificateCarries``, ``StatusUnfit``, ``ReasonMissing``, ``NoSuchCertificate``.
    """
    if dependants == REVOKE:
        raise ValueError("what rests on a suspended certificate can be suspended, not revoked")
    return _fall(public_id, SUSPENDED, dependants, _act(actor, at, reason, article))


def certificate_revoke(
    public_id: str, *, actor: str, at: datetime, reason: Bilingual, article: str = "", dependants: str = REFUSE
) -> tuple[Card, ...]:
    """Revoke a certificate for good; what rests on it is suspended or revoked as ``dependants`` says. As ``certificate_suspend``."""
    return _fall(public_id, REVOKED, dependants, _act(actor, at, reason, article))


def certificate_resume(
    public_id: str, *, actor: str, at: datetime, reason: Bilingual, article: str = ""
) -> tuple[Card, ...]:
    """Let a suspended certificate be valid again, and with it those that were down only because of it.

    Raises ``PrerequisiteFallen`` where something it rests on is not valid; otherwise as ``certificate_suspend``.
    """
    act = _act(actor, at, reason, article)
    with turn(), transaction.atomic():
        found = held(public_id)
        row = found.row(public_id)
        if row.status != SUSPENDED:
            raise StatusUnfit(number=row.number)
        fallen = [name for name in found.known[public_id].on if found.known[name].status != VALID]
        if fallen:
            raise PrerequisiteFallen(numbers=found.numbers(fallen))
        return _applied(found, [Turn(public_id, VALID, ""), *rises([public_id], found.known)], act)


def certificate_supersede(
    public_id: str, *, by: str, actor: str, at: datetime, reason: Bilingual, article: str = ""
) -> Card:
    """Let a valid certificate take the place of another: what rested on the old one rests on the new one from now on.

    The new one comes to rest on whatever stands of what the old one rested on. What was down only because of the old one rises. Raises ``PrerequisiteFallen`` where the new one is not valid,
    ``SupersededByItself`` where it rests on the old one; otherwise as ``certificate_suspend``.
    """
    act = _act(actor, at, reason, article)
    with turn(), transaction.atomic():
        below = Rest.objects.filter(certificate__public_id=public_id).values_list("on__public_id", flat=True)
        found = held(*dict.fromkeys((public_id, by, *below)))
        old, new = found.row(public_id), found.row(by)
        if old.status not in (VALID, SUSPENDED):
            raise StatusUnfit(number=old.number)
        if by in found.below(public_id):
            raise SupersededByItself(number=old.number, by=new.number)
        if new.status != VALID:
            raise PrerequisiteFallen(numbers=new.number)
        _inherited(found, old, new)
        _moved(old, new)
        found = found.anew()
        found.row(public_id).superseded_by = new
        changed = _applied(found, [Turn(public_id, SUPERSEDED, ""), *rises([by], found.known)], act)
        return changed[0]


def certificate_note(public_id: str, *, actor: str, at: datetime, note: Bilingual, article: str = "") -> Card:
    """Enter something on a certificate that is not over, such as a mortgage; its status stays and the note is public."""
    act = _act(actor, at, note, article)
    with turn(), transaction.atomic():
        found = held(public_id)
        row = found.row(public_id)
        if row.status not in (VALID, SUSPENDED):
            raise StatusUnfit(number=row.number)
        entry = _entry(row, act, "", note=True)
        _told(row, entry, act.at)
        card = cards(Certificate.objects.filter(pk=row.pk))[0]
        _record(row, "papers.noted", {"entries": len(card.history) - 1}, _what(entry), act)
    return card


def _fall(public_id: str, to: str, dependants: str, act: Act) -> tuple[Card, ...]:
    if dependants not in DEPENDANTS:
        raise ValueError(f"what becomes of dependants is one of {DEPENDANTS}")
    with turn(), transaction.atomic():
        found = held(public_id)
        row, standing = found.row(public_id), found.known[public_id]
        again = to == SUSPENDED and standing.own
        if row.status not in (VALID, SUSPENDED) or again:
            raise StatusUnfit(number=row.number)
        resting = carried(public_id, found.known)
        if to == SUSPENDED:
            resting = [name for name in resting if found.known[name].status == VALID]
        if resting and dependants == REFUSE:
            raise CertificateCarries(number=row.number, numbers=found.numbers(resting))
        down = falls(public_id, found.known, REVOKED if dependants == REVOKE else SUSPENDED) if resting else []
        return _applied(found, [Turn(public_id, to, ""), *down], act)


def _applied(found: Held, turns: Sequence[Turn], act: Act) -> tuple[Card, ...]:
    """Every change stored with its entry and its event; the evidence of all of them last."""
    done: list[tuple[Certificate, str, StatusEntry]] = []
    for name, status, cause in turns:
        row = found.row(name)
        before, row.status, row.status_since = row.status, status, act.at
        row.save(update_fields=["status", "status_since", "superseded_by"])
        entry = _entry(row, act, cause)
        _told(row, entry, act.at)
        done.append((row, before, entry))
    after = {card.public_id: card for card in cards(Certificate.objects.filter(pk__in=[row.pk for row, _, _ in done]))}
    for row, before, entry in done:
        _record(row, ACTIONS[row.status], {"status": before}, _what(entry), act)
    return tuple(after[turn.name] for turn in turns)


def _inherited(found: Held, old: Certificate, new: Certificate) -> None:
    """The new one rests on what the old one rested on, where that stands and does not itself rest on the new one."""
    above, already = found.below(new.public_id), set(found.known[new.public_id].on)
    for name in found.known[old.public_id].on:
        row = found.row(name)
        if row.status == VALID and name not in above | already:
            Rest.objects.create(certificate=new, on=row)


def _moved(old: Certificate, new: Certificate) -> None:
    """What rests on the old one goes over; what rests on the new one already rests on it once."""
    already = Rest.objects.filter(on=new).values_list("certificate_id", flat=True)
    Rest.objects.filter(on=old, certificate_id__in=list(already)).delete()
    Rest.objects.filter(on=old).update(on=new)


def _entry(row: Certificate, act: Act, cause: str, *, note: bool = False) -> StatusEntry:
    return StatusEntry.objects.create(
        certificate=row,
        status=row.status,
        note=note,
        at=act.at,
        actor=act.actor,
        reason_zh=act.reason.zh,
        reason_en=act.reason.en,
        article=act.article,
        cause=cause,
    )


def _told(row: Certificate, entry: StatusEntry, at: datetime) -> None:
    """The event that subscribers get, once for each entry."""
    data = {"certificate": row.public_id, "entry": entry.pk, "status": entry.status, "note": entry.note}
    data |= {"object": row.object, "subject": row.subject, "kind": row.kind, "cause": entry.cause}
    emit(EVENT, data, key=f"papers/{row.public_id}/{entry.pk}", at=at)


def _what(entry: StatusEntry) -> dict[str, str]:
    names = ("status", "reason_zh", "reason_en", "article", "cause")
    return {name: getattr(entry, name) for name in names}


def _record(row: Certificate, action: str, before: object, after: object, act: Act) -> None:
    thing = f"papers.certificate/{row.public_id}"
    record(actor=act.actor, action=action, object=thing, before=before, after=after, at=act.at)


def _act(actor: str, at: datetime, reason: Bilingual, article: str) -> Act:
    zh, en = (" ".join(text.split()) for text in (reason.zh, reason.en))
    if not zh or not en or max(len(zh), len(en)) > LONGEST_REASON:
        raise ReasonMissing("reason", most=LONGEST_REASON)
    article = article.strip()
    if len(article) > LONGEST_BASIS:
        raise CertificateTextLong("article", begin=article[:20], most=LONGEST_BASIS)
    return Act(actor, at, Bilingual(zh, en), article)
