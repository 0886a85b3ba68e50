"""Papers handed in: known by their first bytes, of a limited size, stored with their digest; a later one replaces an earlier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import FileRefused
from zaiton.blocks.cases.models import Case, Draft, MaterialFile

MOST_BYTES = 10 * 2**20
KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
NO_KIND = gettext_noop("it is neither PDF, PNG nor JPEG.")
TOO_LARGE = gettext_noop("it is too large or empty.")
NOT_NEEDED = gettext_noop("this matter knows no such paper.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for a material, as it arrived."""

    material: str
    name: str
    content: bytes


def media_type_of(content: bytes) -> str | None:
    """The kind of a file by its first bytes; None for a kind that is not taken."""
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), None)


def files_stored(
    definition: Definition,
    uploads: Sequence[Upload],
    *,
    case: Case | None = None,
    draft: Draft | None = None,
    person: str,
    at: datetime,
) -> dict[str, str]:
    """Store the files in the caller's transaction; returns the digest of each by its material. Raises ``FileRefused``."""
    known = {material.id for material in definition.materials if not material.register}
    stored = {}
    for upload in uploads:
        kind = media_type_of(upload.content)
        why = (
            NOT_NEEDED
            if upload.material not in known
            else TOO_LARGE
            if not 0 < len(upload.content) <= MOST_BYTES
            else NO_KIND
            if kind is None
            else ""
        )
        if why:
            raise FileRefused(upload.material, name=upload.name[:80], why=why, most=MOST_BYTES // 2**20)
        owner = {"case": case} if case is not None else {"draft": draft}
        earlier = MaterialFile.objects.filter(**owner, material=upload.material, replaced_at=None)
        if case is not None:
            earlier.update(replaced_at=at)
        else:  # nobody has rested anything on a draft, and what is replaced there would pile up
            earlier.delete()
        digest = sha256(upload.content).hexdigest()
        MaterialFile.objects.create(
            **owner,
            material=upload.material,
            name="".join(c if c.isprintable() else "_" for c in upload.name)[-200:],
            media_type=kind,
            size=len(upload.content),
            sha256=digest,
            content=upload.content,
            added_by=person,
            added_at=at,
        )
        stored[upload.material] = digest
    return stored
