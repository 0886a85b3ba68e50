"""The daily sweep of the store: uses whose time is over, contents that nobody keeps, files that were left over.

Each piece is a short transaction of its own; a sweep that is killed leaves the rest to the next one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from zaiton.blocks.evidence.public import record
from zaiton.blocks.papers.models import Blob, BlobUse
from zaiton.blocks.papers.queries.blobs import files_found, place_of
from zaiton.kit.work.turns import give_way, turn

SYSTEM = "system"
DIGEST_LETTERS = 64
LEFT_OVER_AFTER = timedelta(days=1)
"""So old must a file without a row be: a transaction that is still open may have written it."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: uses ended, contents removed, files without a row removed."""

    ended: int
    removed: int
    left_over: int


def store_swept(*, at: datetime) -> Swept:
    """End uses whose last day is over, with evidence, then remove what nobody keeps, then files without a row."""
    today = timezone.localtime(at).date()
    ended = sum(_ended(pk, today, at) for pk in _over(today))
    unused = Blob.objects.filter(uses=None).order_by("pk").values_list("pk", flat=True)
    removed = sum(_removed(sha256, at) for sha256 in list(unused))
    left_over = sum(_cleared(path, at) for path in files_found())
    return Swept(ended, removed, left_over)


def _over(today: date) -> list[int]:
    return list(BlobUse.objects.filter(keep_until__lte=today).order_by("pk").values_list("pk", flat=True))


def _ended(pk: int, today: date, at: datetime) -> bool:
    give_way()
    with turn(), transaction.atomic():
        use = BlobUse.objects.select_for_update().filter(pk=pk, keep_until__lte=today).first()
        if use is None:  # its owner has prolonged or released it meanwhile
            return False
        before = {"owner": use.owner, "sha256": use.blob_id, "keep_until": use.keep_until.isoformat()}
        use.delete()
        record(actor=SYSTEM, action="papers.use_ended", object=before["owner"], before=before, after=None, at=at)
    return True


def _removed(sha256: str, at: datetime) -> bool:
    give_way()
    with turn(), transaction.atomic():
        row = Blob.objects.select_for_update().filter(pk=sha256).first()
        if row is None or row.uses.exists():
            return False
        place_of(sha256).unlink(missing_ok=True)
        row.delete()
        record(actor=SYSTEM, action="papers.content_removed", object=f"papers.blob/{sha256}", at=at)
    return True


def _cleared(path: Path, at: datetime) -> bool:
    """Remove a file that no row names. A row is made for the moment, so that whoever wants to keep the content waits."""
    try:
        if at.timestamp() - path.stat().st_mtime < LEFT_OVER_AFTER.total_seconds():
            return False
    except FileNotFoundError:
        return False
    if Blob.objects.filter(pk=path.name).exists():
        return False
    if path != place_of(path.name) or len(path.name) != DIGEST_LETTERS:  # half written: nobody waits for it
        path.unlink(missing_ok=True)
        return True
    give_way()
    with turn(), transaction.atomic():
        held = Blob(sha256=path.name, size=0, media_type="", stored_at=at)
        Blob.objects.bulk_create([held], ignore_conflicts=True)
        if not Blob.objects.select_for_update().filter(pk=path.name, media_type="").exists():
            return False
        path.unlink(missing_ok=True)
        Blob.objects.filter(pk=path.name).delete()
    return True
