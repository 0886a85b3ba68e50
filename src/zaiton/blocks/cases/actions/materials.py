"""Papers handed in: looked at before the transaction, kept in the store of contents; a later one replaces an earlier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.material_refusals import SamePaperTwice
from zaiton.blocks.cases.domain.refusals import FileRefused
from zaiton.blocks.cases.models import Case, Draft, MaterialFile
from zaiton.blocks.papers import public as papers

MOST_BYTES = 10 * 2**20
KINDS = ("application/pdf", "image/png", "image/jpeg")
NOT_NEEDED = gettext_noop("this matter knows no such paper.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for a material, as it arrived; ``scan`` once it was looked at."""

    material: str
    name: str
    content: bytes
    scan: papers.Scan | None = None


def looked_at(uploads: Sequence[Upload]) -> list[Upload]:
    """The same files, each found to be one that is taken, before a transaction begins: scanning takes its time.

    Raises ``FileRefused``, and the papers block's ``VirusFound`` and ``ScannerSilent`` with the material as their field.
    """
    return [upload if upload.scan else replace(upload, scan=_scan(upload)) for upload in uploads]


def files_stored(
    definition: Definition,
    uploads: Sequence[Upload],
    *,
    case: Case | None = None,
    draft: Draft | None = None,
    person: str,
    at: datetime,
) -> dict[str, str]:
    """Keep the files in the caller's transaction; returns the digest of each by its material.

    Raises ``FileRefused``, ``SamePaperTwice``.
    """
    known = {material.id for material in definition.materials if not material.register}
    for upload in uploads:
        if upload.material not in known:
            raise _refused(upload, NOT_NEEDED)
    seen = looked_at(uploads)
    of = {"case": case} if case is not None else {"draft": draft}
    there = MaterialFile.objects.filter(**of, replaced_at=None)
    stored = {upload.material: sha256(upload.content).hexdigest() for upload in seen}
    _each_once(definition, dict(there.filter(material__in=known).values_list("material", "sha256")), seen, stored)
    for upload in sorted(
        seen, key=lambda one: stored[one.material]
    ):  # whoever else keeps them does it in this order, too
        earlier = there.filter(material=upload.material)
        if case is not None:
            earlier.update(replaced_at=at)
        else:  # nobody has rested anything on a draft, and what is replaced there would pile up
            files_dropped(earlier, at=at)
        _stored(upload, of, person, at)
    return stored


def files_dropped(files: Iterable[MaterialFile], *, at: datetime) -> None:
    """Remove these files of drafts, in the caller's transaction; their contents are kept no longer."""
    for file in files:
        papers.blob_release(file.owner, at=at)
        file.delete()


def _stored(upload: Upload, of: Mapping[str, object], person: str, at: datetime) -> None:
    file = MaterialFile(
        **of,
        material=upload.material,
        name="".join(c if c.isprintable() else "_" for c in upload.name)[-200:],
        added_by=person,
        added_at=at,
    )
    owner = file.owner
    kept = papers.blob_put(upload.content, owner=owner, kinds=KINDS, most_bytes=MOST_BYTES, at=at, scan=upload.scan)
    file.media_type, file.size, file.sha256 = kept.media_type, kept.size, kept.sha256
    file.save(force_insert=True)


def _scan(upload: Upload) -> papers.Scan:
    try:
        return papers.blob_checked(upload.content, kinds=KINDS, most_bytes=MOST_BYTES)
    except papers.FileRefused as found:
        raise _refused(upload, found.message, **found.data) from found
    except (papers.VirusFound, papers.ScannerSilent) as found:
        raise type(found)(upload.material, **found.data) from found


def _refused(upload: Upload, why: str, **data: object) -> FileRefused:
    told = {**data, "name": upload.name[:80], "why": why, "most": MOST_BYTES // 2**20}
    return FileRefused(upload.material, **told)


def _each_once(
    definition: Definition, there: Mapping[str, str], uploads: Sequence[Upload], stored: Mapping[str, str]
) -> None:
    """Raises ``SamePaperTwice`` where a new file has the content that stands for another material."""
    found: dict[str, str] = {digest: name for name, digest in there.items() if name not in stored}
    for upload in uploads:
        other = found.setdefault(stored[upload.material], upload.material)
        if other != upload.material:
            title = definition.material(other).title
            raise SamePaperTwice(upload.material, name=upload.name[:80], other=f"{title.zh} / {title.en}")
