"""Stored contents: where they lie, read as one of their owners, checked against their digest each time."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256 as digest_of
from pathlib import Path

from zaiton.blocks.papers.domain.store_refusals import ContentDamaged, NoSuchContent
from zaiton.blocks.papers.models import Blob, BlobUse
from zaiton.kit.home import home

log = logging.getLogger("zaiton.papers")


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A content that is kept. ``scanner`` looked for viruses in it; blank: nothing did."""

    sha256: str
    size: int
    media_type: str
    scanner: str


def folder() -> Path:
    """The folder of all contents."""
    return home() / "papers"


def place_of(sha256: str) -> Path:
    """The file of a content."""
    return folder() / sha256[:2] / sha256


def blob_read(sha256: str, *, owner: str) -> bytes:
    """The bytes of a content that this owner keeps. Raises ``NoSuchContent``, ``ContentDamaged`` (logged)."""
    if not BlobUse.objects.filter(blob_id=sha256, owner=owner).exists():
        raise NoSuchContent
    content = content_at(sha256)
    if content is None:
        log.error("the stored content %s is damaged or missing", sha256)
        raise ContentDamaged(sha256=sha256[:12])
    return content


def content_at(sha256: str) -> bytes | None:
    """What lies at the place of a content, if it is that very content."""
    try:
        content = place_of(sha256).read_bytes()
    except OSError:
        return None
    return content if digest_of(content).hexdigest() == sha256 else None


def blob_card(sha256: str) -> StoredBlob | None:
    """What is known of a content without reading it; None where it is not kept."""
    row = Blob.objects.filter(pk=sha256).first()
    return row and StoredBlob(row.pk, row.size, row.media_type, row.scanner)


def blobs_kept_by(owners: Iterable[str]) -> Mapping[str, str]:
    """Those of these owners that still keep a content, each with the scanner that looked at it (blank: none did)."""
    return dict(BlobUse.objects.filter(owner__in=list(owners)).values_list("owner", "blob__scanner"))


def blobs_wrong() -> Iterator[tuple[str, str]]:
    """Every content somebody keeps that is not as it was stored: ``missing`` or ``damaged``. Reads all of them."""
    for sha256 in (
        Blob.objects.filter(uses__isnull=False).distinct().order_by("pk").values_list("pk", flat=True).iterator()
    ):
        if content_at(sha256) is None:
            yield sha256, "damaged" if place_of(sha256).is_file() else "missing"


def blobs_counted() -> tuple[int, int]:
    """How many contents there are, and how many uses."""
    return Blob.objects.count(), BlobUse.objects.count()


def files_found() -> Iterator[Path]:
    """Every file below the folder of contents, those half written included."""
    root = folder()
    if root.is_dir():
        for shelf in sorted(root.iterdir()):
            if shelf.is_dir():
                yield from sorted(path for path in shelf.iterdir() if path.is_file())
