"""The verbs: load packs into the register, and seal a folder of one's own."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.models import PackVersion
from zaiton.blocks.law.queries.discovery import find_packs, services
from zaiton.blocks.law.queries.packs import (
    SOURCE,
    Pack,
    check_conditions,
    data_files,
    digest_of_files,
    read_pack,
    read_source,
)
from zaiton.blocks.law.queries.register import store_folder

SHA_LINE = re.compile(r'^sha256\s*=\s*"[^"\n]*"[^\n]*$', re.MULTILINE)
FIRST_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loading:
    """What one run of loading did: labels of contents that were new, and how many were known already."""

    new: tuple[str, ...]
    known: int


def packs_load(*, actor: str, at: datetime) -> Loading:
    """Register every pack whose content is not yet known, keep operators' contents in the store, and log each.

    Idempotent by checksum: a second run changes nothing. Earlier contents stay as they are.
    """
    packs = [pack for service in services() for pack in find_packs(service)]
    known = set(PackVersion.objects.values_list("service", "table", "in_force_from", "content", "operator"))
    new = [p for p in packs if (p.service, p.table, p.in_force_from, p.content, p.operator) not in known]
    for pack in new:
        if pack.operator:
            _keep(pack)
        with transaction.atomic():
            _register(pack, actor, at)
    return Loading(tuple(p.label for p in new), len(packs) - len(new))


def _register(pack: Pack, actor: str, at: datetime) -> None:
    facts = {
        "service": pack.service,
        "kind": pack.kind,
        "table": pack.table,
        "in_force_from": pack.in_force_from,
        "operator": pack.operator,
    }
    earlier = PackVersion.objects.filter(**facts).order_by("-recorded_at", "-pk").first()
    _, created = PackVersion.objects.get_or_create(
        **facts,
        content=pack.content,
        defaults={
            "in_force_until": pack.in_force_until,
            "title_zh": pack.title.zh[:300],
            "title_en": pack.title.en[:300],
            "document": pack.document[:300],
            "status": pack.status,
            "sha256": pack.sha256,
            "recorded_at": at,
        },
    )
    if created:
        before = {"content": earlier.content} if earlier else None
        after = {"content": pack.content, "sha256": pack.sha256}
        record(
            actor=actor, action="law.pack_loaded", object=f"law.pack/{pack.label}", before=before, after=after, at=at
        )


def _keep(pack: Pack) -> None:
    """Copy the pack's files to the content-addressed store, whole or not at all."""
    target = store_folder(pack.sha256, pack.content)
    if target.is_dir():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=".keeping-"))
    try:
        for path in [pack.folder / SOURCE, *data_files(pack.folder)]:
            shutil.copyfile(path, scratch / path.name)
        if digest_of_files([scratch / SOURCE, *data_files(scratch)]) == pack.content:
            os.replace(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def pack_seal(folder: Path) -> Pack:
    """Write the checksum of the figures into SOURCE.toml of a folder that is otherwise acceptable.

    Raises the ``PackFault`` of the first thing that is wrong and then changes nothing.
    """
    source = folder / SOURCE
    read_source(folder)
    text = source.read_text(encoding="utf-8-sig")
    line = f'sha256 = "{digest_of_files(data_files(folder))}"'
    if SHA_LINE.search(text):
        sealed = SHA_LINE.sub(line, text, count=1)
    else:
        at = FIRST_TABLE.search(text)
        cut = at.start() if at else len(text)
        sealed = text[:cut].rstrip("\n") + f"\n{line}\n" + ("\n" if at else "") + text[cut:].lstrip("\n")
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / folder.name
        shutil.copytree(folder, trial)
        (trial / SOURCE).write_text(sealed, encoding="utf-8")
        check_conditions(read_pack(trial, operator=True))
    try:
        source.write_text(sealed, encoding="utf-8")
    except OSError as error:
        raise faults.UnreadableFile(file=str(source), why=error.strerror) from error
    return read_pack(folder, operator=True)
