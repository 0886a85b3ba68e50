"""Making the files of certificates: drawn, sealed and signed outside of any transaction, then kept in one short one for each batch.

What waits is made in the order of issue. A certificate that cannot be made says why and holds up no other: some wait (for a key,
for a provider that answers) and are tried again, some have failed (no font draws a character) until a person says so. A process
that is killed leaves at most files without a row, which the sweep of the store removes: nothing was recorded, nothing handed out.
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.actions.keys import MAKE
from zaiton.blocks.papers.actions.scanning import Scan
from zaiton.blocks.papers.actions.sealing import Sealed, Use, keys_in_force, sealed
from zaiton.blocks.papers.actions.storing import blob_laid, blob_put
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.making_refusals import MakingBroke, MakingUnderWay, MakingUnwritten, why_kept
from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.domain.seal_refusals import AlreadySealed
from zaiton.blocks.papers.domain.sheets import sheet_of
from zaiton.blocks.papers.domain.status import FAILED, SEALED, WAITING
from zaiton.blocks.papers.models import Certificate, CertificateFile, SealKey, SealUse
from zaiton.blocks.papers.queries.reading import OWNER
from zaiton.blocks.papers.queries.register import cards, verify_url
from zaiton.blocks.papers.queries.rendering import sheet_pdf
from zaiton.kit.clock import BEIJING
from zaiton.kit.home import home
from zaiton.kit.work import emit, later
from zaiton.kit.work.turns import give_way, turn

BATCH = 10
"""Certificates in one transaction: what a killed process does again, and how long others wait for SQLite at most (0.1 s)."""
MOST_BYTES = 20 * 1024 * 1024
LOCK = "papers.making"
EVENT = "papers.made"
SYSTEM = "system"
PURPOSE = "certificate"

log = logging.getLogger("zaiton.papers")


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of certificates whose files waited."""

    sealed: int = 0
    waiting: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.sealed + other.sealed, self.waiting + other.waiting, self.failed + other.failed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one certificate: its files, or why not."""

    card: Card
    making: str
    made: Sealed | None = None
    why: str = ""


def files_made(*, now: Callable[[], datetime], batch: int = BATCH) -> Tally:
    """Make the files of every certificate that waits, batch by batch; each once. Raises ``MakingUnderWay``."""
    done, after = Tally(), 0
    with _alone():
        while rows := _waiting(after, batch):
            after = rows[-1]
            at = now()
            outcomes = [_made(card, at) for card in cards(Certificate.objects.filter(pk__in=rows))]
            with turn(), transaction.atomic():
                done += _kept(outcomes, at)
            give_way()
    return done


def files_asked(*, at: datetime) -> bool:
    """Queue the making where something waits; False where nothing does. Called by the clock: what lacked a key is tried again."""
    if not Certificate.objects.filter(making=WAITING).exists():
        return False
    with turn(), transaction.atomic():
        later(MAKE, {}, key=f"papers.make/clock/{at:%Y%m%d%H%M}", at=at)
    return True


def failed_again(*, actor: str, at: datetime) -> int:
    """Let those that failed wait again, after somebody has put right what was wrong; returns how many."""
    with turn(), transaction.atomic():
        rows = Certificate.objects.filter(making=FAILED)
        numbers = list(rows.order_by("pk").values_list("number", flat=True))
        rows.update(making=WAITING, making_why="")
        if numbers:
            after = {"numbers": numbers}
            record(actor=actor, action="papers.making_again", object="papers.certificates", after=after, at=at)
    return len(numbers)


def _waiting(after: int, batch: int) -> list[int]:
    rows = Certificate.objects.filter(making=WAITING, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:batch])


def _made(card: Card, at: datetime) -> Outcome:
    try:
        keys = keys_in_force(card.seal, at=at)
        day = card.issued_at.astimezone(BEIJING).date()
        drawn = sheet_pdf(sheet_of(card, issued_on=day, verify_url=verify_url(card)))
        made = sealed(drawn, keys, at=at)
        for file in made.files:
            blob_laid(file.content)
        return Outcome(card, SEALED, made)
    except CharacterNotInFont as refusal:
        return Outcome(card, FAILED, why=why_kept(refusal))
    except Refusal as refusal:
        return Outcome(card, WAITING, why=why_kept(refusal))
    except DatabaseError:  # says nothing about this certificate: the queue tries the whole again
        raise
    except OSError as error:  # nor does a full disk
        log.exception("the files of certificate %s could not be kept", card.number)
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        return Outcome(card, WAITING, why=why_kept(MakingUnwritten(error=why)))
    except Exception as error:  # one certificate never holds up the others
        log.exception("the files of certificate %s could not be made", card.number)
        return Outcome(card, FAILED, why=why_kept(MakingBroke(error=type(error).__name__)))


def _kept(outcomes: Sequence[Outcome], at: datetime) -> Tally:
    """Keep a batch: files, uses, how far each has come, events, evidence. Others may have changed what it rests on meanwhile."""
    names = [outcome.card.public_id for outcome in outcomes]
    rows = {
        row.public_id: row
        for row in Certificate.objects.select_for_update().filter(public_id__in=names, making=WAITING).order_by("pk")
    }
    live = _live(outcomes)
    known = _sealed_before(outcomes)
    kept: list[Outcome] = []
    for outcome in outcomes:
        row = rows.get(outcome.card.public_id)
        if row is None or not all(use.key.pk in live for use in _uses(outcome)):
            continue  # made elsewhere, or its key was replaced in this very moment: it waits for the next batch
        again = next((known[use.document_sha256] for use in _uses(outcome) if use.document_sha256 in known), None)
        if again is not None:
            refusal = AlreadySealed(day=again.astimezone(BEIJING).date().isoformat())
            outcome = Outcome(outcome.card, FAILED, why=why_kept(refusal))
        row.making, row.making_why = outcome.making, outcome.why
        _files_kept(row, outcome, at)
        kept.append(outcome)
    Certificate.objects.bulk_update(rows.values(), ["making", "making_why"])
    _told(kept, at)
    return sum((Tally(**{outcome.making: 1}) for outcome in kept), Tally())


def _files_kept(row: Certificate, outcome: Outcome, at: datetime) -> None:
    if outcome.made is None:
        return
    owner, object_ = OWNER.format(public_id=row.public_id), _object(row.public_id)
    for file in outcome.made.files:
        stored = blob_put(
            file.content,
            owner=owner,
            kinds=(file.media_type,),
            most_bytes=MOST_BYTES,
            at=at,
            scan=Scan.needless(file.content),
        )
        CertificateFile.objects.create(
            certificate=row,
            form=file.form,
            sha256=stored.sha256,
            size=stored.size,
            media_type=stored.media_type,
            made_at=at,
        )
    uses = [
        SealUse(
            key=use.key,
            document_sha256=use.document_sha256,
            sealed_sha256=use.sealed_sha256,
            purpose=f"{PURPOSE} {row.number}",
            object=object_,
            asked_by=SYSTEM,
            at=at,
        )
        for use in outcome.made.uses
    ]
    SealUse.objects.bulk_create(uses)
    emit(EVENT, {"certificate": row.public_id, "object": row.object}, key=f"papers.made/{row.public_id}", at=at)


def _told(kept: Sequence[Outcome], at: datetime) -> None:
    """The evidence of each use, as the last thing."""
    for outcome in kept:
        for use in _uses(outcome):
            record(
                actor=SYSTEM,
                action="papers.sealed",
                object=_object(outcome.card.public_id),
                after={
                    "seal": use.key.seal.name,
                    "provider": use.key.provider,
                    "key": use.key.fingerprint,
                    "document_sha256": use.document_sha256,
                    "sealed_sha256": use.sealed_sha256,
                },
                at=at,
            )


def _live(outcomes: Sequence[Outcome]) -> set[int]:
    """Which of the keys used are still in use, locked, so that none is revoked while its seal is recorded."""
    used = {use.key.pk for outcome in outcomes for use in _uses(outcome)}
    rows = SealKey.objects.select_for_update().filter(pk__in=used, retired_at=None, revoked_at=None)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _sealed_before(outcomes: Sequence[Outcome]) -> dict[str, datetime]:
    digests = [use.document_sha256 for outcome in outcomes for use in _uses(outcome)]
    return dict(SealUse.objects.filter(document_sha256__in=digests).values_list("document_sha256", "at"))


def _uses(outcome: Outcome) -> tuple[Use, ...]:
    return outcome.made.uses if outcome.made else ()


def _object(public_id: str) -> str:
    return f"papers.certificate/{public_id}"


@contextmanager
def _alone() -> Iterator[None]:
    """One process and thread of this data home at a time; the lock goes with its holder, however it ends."""
    descriptor = os.open(home() / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MakingUnderWay from None
        yield
    finally:
        os.close(descriptor)
