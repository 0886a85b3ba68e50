"""Verification by machine, the same as on the pages; and the certificates of the token's holder."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, File, Query, Schema
from ninja.files import UploadedFile

from zaiton.base.text import Bilingual
from zaiton.blocks.identity.public import TokenAuth
from zaiton.blocks.papers.api.routing import router
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.register_refusals import DayUnfit, NoSuchPaper, ShownFileTooLarge
from zaiton.blocks.papers.domain.saying import SAID
from zaiton.blocks.papers.domain.verdicts import MOST_BYTES, MOST_ENVELOPE, masked, stand_on
from zaiton.blocks.papers.queries.reading import READ, certificates_mine
from zaiton.blocks.papers.queries.register import certificates_named, verify_url
from zaiton.blocks.papers.queries.verifying import looked_up, verified
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.kit.clock import BEIJING, now, today


class Both(Schema):
    """A text in both languages."""

    zh: str
    en: str


class LineOut(Schema):
    """One line of a certificate."""

    title: Both
    value: Both


class EntryOut(Schema):
    """One change of a certificate, or a note entered on it. ``because_of`` is the number of the one it rests on that fell."""

    status: str
    note: bool
    at: datetime
    reason: Both
    article: str
    because_of: str | None


class NearOut(Schema):
    """A certificate that another one names."""

    number: str
    status: str


class VerifiedOut(Schema):
    """A certificate. ``whole`` is false for who gave only its number: then the holder is masked, lines and history are left out.

    ``status`` on the day ``on``: valid, expired, suspended, revoked, superseded; blank: it had not been issued.
    """

    number: str
    kind: str
    title: Both
    issuer: Both
    holder: str
    whole: bool
    demo: bool
    issued_at: datetime
    valid_until: date | None
    on: date
    status: str
    since: datetime | None
    superseded_by: NearOut | None
    rests_on: list[NearOut]
    basis: str
    lines: list[LineOut]
    history: list[EntryOut]
    files: dict[str, str] = Field(description="SHA-256 of each file by its form; with the code only")


class FileOut(Schema):
    """What a file turned out to be. ``genuine`` is true for the very file that was issued; ``text`` is for people."""

    verdict: str
    genuine: bool
    text: str
    number: str | None
    status: str | None
    signer: str
    key_revoked_at: datetime | None
    sm2: str = Field(description="sound or wrong; blank where no separate signature was sent")


class MineOut(Schema):
    """A certificate in the holder's list. ``making``: waiting, sealed or failed."""

    id: str
    number: str
    kind: str
    title: Both
    holder: str
    status: str
    issued_at: datetime
    valid_until: date | None
    making: str
    verify: str


class MinePage(Schema):
    """One page of the list; give ``next`` as ``after`` to go on."""

    certificates: list[MineOut]
    next: int | None


@router.get(
    "certificates",
    auth=TokenAuth(READ),
    response={200: MinePage, **PROBLEM_SCHEMA},
    summary="Certificates of the holder",
)
def own_certificates(request: HttpRequest, after: int | None = Query(None, ge=1, le=2**62)) -> dict[str, Any]:
    """The newest fifty of the holder and of companies they act for; of one company where the token is bound to it."""
    person = request.auth.person
    only = person.acting_for.public_id if person.acting_for else ""
    found = certificates_mine(person.public_id, at=now(), after=after, only=only)
    return {"certificates": [_mine(card) for card in found.cards], "next": found.after}


@router.get(
    "certificates/{code}",
    response={200: VerifiedOut, **PROBLEM_SCHEMA},
    summary="Verify a certificate by its code or number",
)
def verify_code(request: HttpRequest, code: str, on: date | None = None) -> dict[str, Any]:
    """How it stands today or stood on the day ``on``. Open to anyone; with the code everything the paper says."""
    day = on or today()
    if day > today():
        raise DayUnfit("on")
    found = looked_up(code[:80])
    if found is None:
        raise NoSuchPaper(given=code[:80])
    return _verified(found.card, day, whole=found.whole)


@router.post("verify", response={200: FileOut, **PROBLEM_SCHEMA}, summary="Compare a file with what was issued")
def verify_file(
    request: HttpRequest,
    file: UploadedFile = File(..., description="The PDF, at most 20 MB; it is not kept"),
    envelope: UploadedFile | None = File(None, description="The separate SM2 signature, if there is one"),
) -> dict[str, Any]:
    """Open to anyone. ``verdict``: this_file, unsealed, appended, truncated, altered, foreign_key, sealed_by_us, not_ours."""
    for sent, most in ((file, MOST_BYTES), (envelope, MOST_ENVELOPE)):
        if sent is not None and (sent.size or 0) > most:
            raise ShownFileTooLarge("file", size=-(-(sent.size or 0) // 2**20), most=max(1, most // 2**20))
    found = verified(file.read(), envelope.read() if envelope else None)
    return {
        "verdict": found.verdict,
        "genuine": found.genuine,
        "text": gettext(SAID[found.verdict].head),
        "number": found.card.number if found.card else None,
        "status": found.card.status_on(today()) if found.card else None,
        "signer": found.signer,
        "key_revoked_at": found.revoked_at,
        "sm2": found.beside,
    }


def _verified(card: Card, day: date, *, whole: bool) -> dict[str, Any]:
    stand = stand_on(card, day, BEIJING)
    near = certificates_named({*card.rests_on, card.superseded_by, *(entry.cause for entry in card.history)} - {""})
    return {
        "number": card.number,
        "kind": card.kind,
        "title": _both(card.title),
        "issuer": _both(card.issuer),
        "holder": card.holder if whole else masked(card.holder),
        "whole": whole,
        "demo": card.demo,
        "issued_at": card.issued_at,
        "valid_until": card.valid_until,
        "on": day,
        "status": stand.status,
        "since": stand.since,
        "superseded_by": _near(near[card.superseded_by], day) if card.superseded_by in near else None,
        "rests_on": [_near(near[name], day) for name in card.rests_on],
        "basis": card.basis,
        "lines": [{"title": _both(line.title), "value": _both(line.value)} for line in card.lines] if whole else [],
        "history": [_entry(entry, near) for entry in card.history] if whole else [],
        "files": dict(card.files) if whole else {},
    }


def _entry(entry: Any, near: dict[str, Card]) -> dict[str, Any]:
    return {
        "status": entry.status,
        "note": entry.note,
        "at": entry.at,
        "reason": _both(entry.reason),
        "article": entry.article,
        "because_of": near[entry.cause].number if entry.cause in near else None,
    }


def _near(card: Card, day: date) -> dict[str, str]:
    return {"number": card.number, "status": stand_on(card, day, BEIJING).status}


def _mine(card: Card) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "number": card.number,
        "kind": card.kind,
        "title": _both(card.title),
        "holder": card.holder,
        "status": card.status_on(today()),
        "issued_at": card.issued_at,
        "valid_until": card.valid_until,
        "making": card.making,
        "verify": verify_url(card),
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
