"""Put an archive back: unpack beside the data, prove everything there, and only then exchange the two."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from zaiton.site import speech
from zaiton.site.refusals import (
    ArchiveEvidenceBroken,
    ArchiveTooNew,
    ArchiveUnreadable,
    DataInPlace,
    ServerRuns,
)
from zaiton.site.server import lock

from . import contents

MARKER = "restore-in-progress"
LIST_LIMIT_BYTES = 64 << 20


def unpack(home: Path, source: Path, *, now: datetime, force: bool, evidence: bool) -> dict[str, Any]:
    """Restore the archive into ``home``; with ``evidence`` its log is verified before anything is exchanged."""
    home.mkdir(parents=True, exist_ok=True)
    with lock.alone(home) as free:
        if not free:
            raise ServerRuns(folder=home)
        if (home / contents.STORE).exists() and not force:
            raise DataInPlace(folder=home)
        staged = Path(tempfile.mkdtemp(prefix=".restore-", dir=home))
        try:
            listing = _read(source, staged)
            _require_sound_store(source, staged / contents.STORE)
            entries = _verify_evidence(staged) if evidence else None
            kept = _exchange(home, staged, now)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return {
        "file": str(source),
        "made": listing["made"],
        "files": len(listing["files"]),
        "evidence_entries": entries,
        "kept": str(kept) if kept else None,
    }


def _read(source: Path, staged: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as tar:
            head = tar.next()
            if head is None or head.name != contents.LIST or not head.isreg() or head.size > LIST_LIMIT_BYTES:
                raise ArchiveUnreadable(file=source, reason=f"no {contents.LIST}")
            listing = json.loads(_bytes(tar, head))
            if listing.get("program") != "zaiton" or listing.get("format") != contents.FORMAT:
                raise ArchiveUnreadable(file=source, reason="format")
            missing = set(listing["files"])
            while (member := tar.next()) is not None:
                _extract(tar, member, listing["files"], staged, source)
                missing.discard(member.name)
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ArchiveUnreadable(file=source, reason=str(error).splitlines()[0] if str(error) else "?") from error
    if missing or contents.STORE not in listing["files"]:
        raise ArchiveUnreadable(file=source, reason=", ".join(sorted(missing)[:3]) or contents.STORE)
    return listing


def _bytes(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(member)
    if stream is None:
        raise ValueError(member.name)
    return stream.read()


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, files: dict[str, Any], staged: Path, source: Path) -> None:
    target = (staged / member.name).resolve()
    known = files.get(member.name)
    piece = member.name.partition("/")[0]
    if known is None or not member.isreg() or piece not in contents.PIECES or staged.resolve() not in target.parents:
        raise ArchiveUnreadable(file=source, reason=member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    stream = tar.extractfile(member)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if stream is not None:
            shutil.copyfileobj(stream, file, contents.CHUNK_BYTES)
        file.flush()
        os.fsync(file.fileno())
    if target.stat().st_size != known["bytes"] or contents.digest_of(target) != known["sha256"]:
        raise ArchiveUnreadable(file=source, reason=f"{member.name}: sha256")


def _require_sound_store(source: Path, store: Path) -> None:
    from django.db.migrations.loader import MigrationLoader

    try:
        connection = sqlite3.connect(store)
        try:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            applied = {tuple(row) for row in connection.execute("SELECT app, name FROM django_migrations")}
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ArchiveUnreadable(file=source, reason=f"{contents.STORE}: {error}") from error
    if verdict != "ok":
        raise ArchiveUnreadable(file=source, reason=f"{contents.STORE}: {verdict}")
    unknown = sorted(f"{app}.{name}" for app, name in applied - set(MigrationLoader(None).disk_migrations))
    if unknown:
        raise ArchiveTooNew(names=", ".join(unknown[:3]))


def _verify_evidence(staged: Path) -> int | None:
    """Ask the evidence command, in a process of its own that knows only the unpacked data."""
    environment = {**os.environ, "ZAITON_HOME": str(staged), "ZAITON_LANG": speech.language()}
    environment.pop("DATABASE_URL", None)
    answer = subprocess.run(
        [sys.executable, "-m", "zaiton", "evidence", "verify", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        verdict = json.loads(answer.stdout)
    except ValueError:
        verdict = {}
    if answer.returncode != 0:
        reason = verdict.get("reason") or verdict.get("error", {}).get("message") or answer.stderr.strip()
        raise ArchiveEvidenceBroken(reason=" ".join(str(reason or answer.returncode).split())[:200])
    return verdict.get("entries")


def _exchange(home: Path, staged: Path, now: datetime) -> Path | None:
    """Move the present pieces aside and the new ones in; on any failure everything is moved back."""
    present = [name for name in (*contents.PIECES, *contents.SIDE_FILES) if (home / name).exists()]
    aside = Path(tempfile.mkdtemp(prefix=f"replaced-{now:%Y%m%dT%H%M%SZ}-", dir=home))
    marker = home / MARKER
    marker.write_text(f"{aside}\n")
    moved: list[tuple[Path, Path]] = []
    try:
        for name in present:
            _move(home / name, aside / name, moved)
        for name in contents.PIECES:
            if (staged / name).exists():
                _move(staged / name, home / name, moved)
    except OSError:
        for origin, target in reversed(moved):
            os.replace(target, origin)
        shutil.rmtree(aside, ignore_errors=True)
        marker.unlink(missing_ok=True)
        raise
    marker.unlink()
    if not present:
        aside.rmdir()
        return None
    return aside


def _move(origin: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    os.replace(origin, target)
    moved.append((origin, target))
