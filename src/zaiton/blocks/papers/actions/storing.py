"""Keeping contents: each once, as a file named by its digest, for as long as one of its owners keeps it.

The row of a content is its lock: whoever keeps it writes the row before the file, whoever removes it removes the file before the
row, and the other waits. So a row that others can see always has its file, and a file without a row is left over from an act
that was undone; the sweep takes it away. What an owner keeps is told in the evidence of the act it belongs to, by its digest.
"""

import os
import tempfile
from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction

import zaiton.blocks.papers.actions.scanners  # noqa: F401  makes them known
from zaiton.blocks.papers.actions.scanning import Scan, scanned
from zaiton.blocks.papers.domain.kinds import must_be
from zaiton.blocks.papers.models import Blob, BlobUse
from zaiton.blocks.papers.queries.blobs import StoredBlob, content_at, place_of


def blob_checked(content: bytes, *, kinds: Collection[str], most_bytes: int) -> Scan:
    """Look at a content before a transaction begins, so that none waits for a scanner; ``blob_put`` takes what this returns.

    Raises ``FileRefused``, ``VirusFound``, ``ScannerSilent``.
    """
    must_be(content, kinds, most_bytes)
    return scanned(content)


def blob_put(
    content: bytes,
    *,
    owner: str,
    kinds: Collection[str],
    most_bytes: int,
    keep_until: date | None = None,
    at: datetime,
    scan: Scan | None = None,
) -> StoredBlob:
    """Keep a content for an owner in the caller's transaction, or in one of its own; the same again changes nothing.

    ``kinds`` are the media types taken, ``keep_until`` the first day on which it may go (None: kept for good; the later day
    counts). A ``scan`` of this very content made before spares scanning inside the transaction. Raises ``FileRefused``,
    ``VirusFound``, ``ScannerSilent``.
    """
    kind = must_be(content, kinds, most_bytes)
    digest = sha256(content).hexdigest()
    if scan is None or scan.sha256 != digest:
        scan = scanned(content)
    with transaction.atomic():
        row = _held(digest, len(content), kind, at)
        if scan.scanner:
            row.scanner, row.scanned_at = scan.scanner, at
            row.save(update_fields=["scanner", "scanned_at"])
        _used(row, owner, keep_until, at)
        if content_at(digest) is None:
            _written(place_of(digest), content)
    return StoredBlob(digest, row.size, row.media_type, row.scanner)


def blob_laid(content: bytes) -> None:
    """Lay the file of a content before the transaction that keeps it, so that nobody waits for the disk meanwhile.

    Nobody keeps it until ``blob_put`` says so; one that is never put is left over, and swept.
    """
    digest = sha256(content).hexdigest()
    if content_at(digest) is None:
        _written(place_of(digest), content)


def blob_release(owner: str, *, at: datetime) -> int:
    """An owner keeps nothing any longer, in the caller's transaction; what nobody keeps goes with the next sweep."""
    return BlobUse.objects.filter(owner=owner).delete()[0]


def blob_keep_until(owner: str, day: date) -> int:
    """What an owner keeps may go on this day, in the caller's transaction; returns how many contents."""
    return BlobUse.objects.filter(owner=owner).update(keep_until=day)


def blob_move(owner: str, to_owner: str) -> None:
    """What an owner keeps is kept by another from now on, in the caller's transaction."""
    there = BlobUse.objects.filter(owner=to_owner).values_list("blob_id", flat=True)
    BlobUse.objects.filter(owner=owner, blob_id__in=list(there)).delete()
    BlobUse.objects.filter(owner=owner).update(owner=to_owner)


def _held(digest: str, size: int, kind: str, at: datetime) -> Blob:
    """The row of a content, new or not, locked until the transaction ends."""
    while True:
        fresh = Blob(sha256=digest, size=size, media_type=kind, stored_at=at)
        Blob.objects.bulk_create([fresh], ignore_conflicts=True)
        row = Blob.objects.select_for_update().filter(pk=digest).first()
        if row is not None:  # else it was swept away between the two
            return row


def _used(row: Blob, owner: str, keep_until: date | None, at: datetime) -> None:
    use, fresh = BlobUse.objects.get_or_create(
        blob=row, owner=owner, defaults={"added_at": at, "keep_until": keep_until}
    )
    longer = None if keep_until is None or use.keep_until is None else max(use.keep_until, keep_until)
    if not fresh and use.keep_until != longer:
        use.keep_until = longer
        use.save(update_fields=["keep_until"])


def _written(path: Path, content: bytes) -> None:
    """The file, whole or not there, and durable when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=".")  # readable by the service alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _settled(folder)


def _settled(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
