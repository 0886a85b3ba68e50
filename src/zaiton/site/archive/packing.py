"""Make an archive while the site runs: the store by SQLite's online backup, the rest as it lies."""

import io
import os
import sqlite3
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import zaiton
from zaiton.site.refusals import BackupExists, BackupFailed

from . import contents


def pack(home: Path, target: Path, *, now: datetime, force: bool) -> dict[str, Any]:
    """Write the archive (readable by the owner alone, complete or not at all) and say what is in it."""
    if target.exists() and not force:
        raise BackupExists(file=target)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            snapshot = Path(scratch) / contents.STORE
            _snapshot(home / contents.STORE, snapshot)
            files = {name: home / name for name in contents.files_of(home)}
            files[contents.STORE] = snapshot
            _write(fresh, files, contents.listing(files, made=now.isoformat(), version=zaiton.__version__))
        size = fresh.stat().st_size
        os.replace(fresh, target)
    except (OSError, sqlite3.Error) as error:
        fresh.unlink(missing_ok=True)
        raise BackupFailed(file=target, reason=getattr(error, "strerror", None) or error) from error
    return {"file": str(target), "files": len(files), "bytes": size}


def _snapshot(store: Path, snapshot: Path) -> None:
    source = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    copy = sqlite3.connect(snapshot)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()


def _write(fresh: Path, files: dict[str, Path], listing: bytes) -> None:
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        mode = "w:gz" if fresh.name.rpartition(".")[0].endswith((".gz", ".tgz")) else "w"
        with tarfile.open(fileobj=raw, mode=mode, format=tarfile.PAX_FORMAT) as tar:
            head = tarfile.TarInfo(contents.LIST)
            head.size, head.mode = len(listing), 0o600
            tar.addfile(head, io.BytesIO(listing))
            for name, path in sorted(files.items()):
                tar.add(path, arcname=name, recursive=False)
        raw.flush()
        os.fsync(raw.fileno())
