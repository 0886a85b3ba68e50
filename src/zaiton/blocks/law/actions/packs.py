"""The verbs: load packs into the register, seal a folder of one's own, publish and withdraw packs of the operator."""

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.domain.calendars_checks import year_of
from zaiton.blocks.law.models import PackVersion
from zaiton.blocks.law.queries.calendars import KIND, SERVICE
from zaiton.blocks.law.queries.discovery import find_packs, operator_folder, services
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
from zaiton.kit.work import emit

SHA_LINE = re.compile(r'^sha256\s*=\s*"[^"\n]*"[^\n]*$', re.MULTILINE)
PUBLISHING = ".publishing-"
JOURNAL = "journal"
COMMITTED = "committed"
CALENDAR_CHANGED = "law.calendar_changed"
"""The event told when a calendar came, changed or went: ``{"years": [2027], "pack": label}``."""
FIRST_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loading:
    """What one run of loading did: labels of contents that were new, and how many were known already."""

    new: tuple[str, ...]
    known: int


def packs_load(*, actor: str, at: datetime, of: str | None = None) -> Loading:
    """Register every pack (``of``: of one module) whose content is not yet known, keep operators' contents, and log each.

    Idempotent by checksum: a second run changes nothing. Earlier contents stay as they are.
    """
    packs = [pack for service in ([of] if of else services()) for pack in find_packs(service)]
    known = set(PackVersion.objects.values_list("service", "table", "in_force_from", "content", "operator"))
    new = [p for p in packs if (p.service, p.table, p.in_force_from, p.content, p.operator) not in known]
    for pack in new:
        if pack.operator:
            _keep(pack)
        with transaction.atomic():
            _register(pack, actor, at)
    return Loading(tuple(p.label for p in new), len(packs) - len(new))


def _register(pack: Pack, actor: str, at: datetime) -> bool:
    """Write the content into the register and the log; False where it stands there already."""
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
        _tell_of_calendar(pack, at)
        before = {"content": earlier.content} if earlier else None
        after = {"content": pack.content, "sha256": pack.sha256}
        record(
            actor=actor, action="law.pack_loaded", object=f"law.pack/{pack.label}", before=before, after=after, at=at
        )
    return created


def _tell_of_calendar(pack: Pack, at: datetime) -> None:
    """Whoever keeps last days of terms counts them again: once for each content and moment."""
    year = year_of(pack.meta)
    if (pack.service, pack.kind) == (SERVICE, KIND) and year is not None:
        key = f"{CALENDAR_CHANGED}/{pack.table}/{pack.content[:16]}/{at.isoformat()}"
        emit(CALENDAR_CHANGED, {"years": [year], "pack": pack.label}, key=key, at=at)


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


@dataclass(frozen=True, slots=True)
class PackFiles:
    """A pack to be published: its files by name (``SOURCE.toml``, ``rows.csv`` or ``rows.parquet``, perhaps ``questions.csv``)."""

    table: str
    in_force_from: date
    files: Mapping[str, bytes]


@contextmanager
def packs_published(
    service: str,
    new: Sequence[PackFiles],
    gone: Sequence[tuple[str, date]] = (),
    *,
    actor: str,
    at: datetime,
) -> Iterator[tuple[Pack, ...]]:
    """Put the operator's packs in force, and take others (table, first day) out of force: all of it or nothing.

    The block of the ``with`` runs inside the same transaction, with the packs as they now are; when it or anything else
    fails, the folders stand again as before. What is replaced or withdrawn is kept in the store. Each pack is logged.
    Raises the ``PackFault`` of the first pack that would not be accepted; ``UnknownPack`` for one to withdraw that is not there.
    """
    root = operator_folder()
    root.mkdir(parents=True, exist_ok=True)
    gate = os.open(root, os.O_RDONLY)  # one publishing at a time: two would take each other's folders for their own
    fcntl.flock(gate, fcntl.LOCK_EX)
    try:
        with _publishing(root, service, new, gone, actor, at) as packs:
            yield packs
    finally:
        os.close(gate)


@contextmanager
def _publishing(
    root: Path,
    service: str,
    new: Sequence[PackFiles],
    gone: Sequence[tuple[str, date]],
    actor: str,
    at: datetime,
) -> Iterator[tuple[Pack, ...]]:
    publishing_recover()
    scratch = Path(tempfile.mkdtemp(dir=root, prefix=PUBLISHING))
    journal = (scratch / JOURNAL).open("w", encoding="utf-8")
    fcntl.flock(journal, fcntl.LOCK_EX)
    swaps: list[tuple[Path, Path]] = []
    try:
        staged = [_staged(pack, scratch / f"new-{number}") for number, pack in enumerate(new)]
        with transaction.atomic():
            now = {(p.table, p.in_force_from): p for p in find_packs(service) if p.operator}
            for number, (pack, folder) in enumerate(zip(new, staged, strict=True)):
                earlier = now.get((pack.table, pack.in_force_from))
                place = root / service / pack.table / pack.in_force_from.isoformat()
                _note(journal, earlier.folder if earlier else place, scratch / f"old-{number}", folder, at)
                _swap(folder, earlier.folder if earlier else place, scratch / f"old-{number}", earlier, swaps)
            for number, key in enumerate(gone):
                if key not in now:
                    raise faults.UnknownPack(name=f"{service}/{key[0]}/{key[1]}")
                _note(journal, now[key].folder, scratch / f"gone-{number}", None, at)
                _swap(None, now[key].folder, scratch / f"gone-{number}", now[key], swaps)
            packs = tuple(read_pack(place, operator=True) for place, _ in swaps[: len(new)])
            for pack in packs:
                _keep(pack)
                _publish(pack, now.get((pack.table, pack.in_force_from)), actor, at)
            for key in gone:
                _log_withdrawn(now[key], actor, at)
            yield packs
        (scratch / COMMITTED).touch()
    except BaseException:
        for place, aside in reversed(swaps):
            shutil.rmtree(place, ignore_errors=True)
            if aside.is_dir():
                os.replace(aside, place)
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        journal.close()


def publishing_recover() -> int:
    """Put right what a publishing left behind whose process was killed between two steps; returns how many there were.

    It was finished when it says so itself, or when the register knows its content from that moment; else every folder goes
    back to where it was.
    """
    found = 0
    for scratch in sorted(operator_folder().glob(f"{PUBLISHING}*")):
        try:
            journal = (scratch / JOURNAL).open("r+", encoding="utf-8")
            fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # at work in another process, or not begun
            continue
        with journal:
            steps = [json.loads(line) for line in journal.read().splitlines() if line.endswith("}")]
            if not ((scratch / COMMITTED).exists() or _registered(steps)):
                for step in reversed(steps):
                    _put_back(step)
            shutil.rmtree(scratch, ignore_errors=True)
            found += 1
    return found


def _registered(steps: Sequence[Mapping[str, str]]) -> bool:
    contents = [step for step in steps if step["content"]]
    return bool(contents) and all(
        PackVersion.objects.filter(content=s["content"], recorded_at=datetime.fromisoformat(s["at"])).exists()
        for s in contents
    )


def _put_back(step: Mapping[str, object]) -> None:
    place, aside = Path(str(step["place"])), Path(str(step["aside"]))
    if aside.is_dir():
        shutil.rmtree(place, ignore_errors=True)
        os.replace(aside, place)
    elif not step["had"]:
        shutil.rmtree(place, ignore_errors=True)


def _note(journal: TextIO, place: Path, aside: Path, folder: Path | None, at: datetime) -> None:
    """Write down, on disk, what the next step will do."""
    content = "" if folder is None else read_pack(folder, operator=True).content
    step = {"place": str(place), "aside": str(aside), "content": content, "at": at.isoformat(), "had": place.exists()}
    journal.write(json.dumps(step) + "\n")
    journal.flush()
    os.fsync(journal.fileno())


def _staged(pack: PackFiles, folder: Path) -> Path:
    """The files written down and read once as a pack, so that nothing unreadable is ever put in its place."""
    folder.mkdir()
    for name, content in pack.files.items():
        (folder / name).write_bytes(content)
    check_conditions(read_pack(folder, operator=True))
    return folder


def _swap(folder: Path | None, place: Path, aside: Path, earlier: Pack | None, swaps: list[tuple[Path, Path]]) -> None:
    """Move what lies at the place aside, and the new folder, if any, there; ``swaps`` notes what has to be undone."""
    if earlier is not None:
        _keep(earlier)
    if place.exists():
        os.replace(place, aside)
    swaps.append((place, aside))
    if folder is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder, place)


def _publish(pack: Pack, earlier: Pack | None, actor: str, at: datetime) -> None:
    """Register a content; one that was registered before and is put back is logged as such."""
    if not _register(pack, actor, at):
        _tell_of_calendar(pack, at)
        before = {"content": earlier.content} if earlier else None
        after = {"content": pack.content, "sha256": pack.sha256}
        label = f"law.pack/{pack.label}"
        record(actor=actor, action="law.pack_restored", object=label, before=before, after=after, at=at)


def _log_withdrawn(pack: Pack, actor: str, at: datetime) -> None:
    _tell_of_calendar(pack, at)
    before = {"content": pack.content, "sha256": pack.sha256}
    record(actor=actor, action="law.pack_withdrawn", object=f"law.pack/{pack.label}", before=before, after=None, at=at)


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
