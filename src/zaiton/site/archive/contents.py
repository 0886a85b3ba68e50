"""What an archive holds, in which order, and the list that proves it."""

import hashlib
import json
from pathlib import Path
from typing import Any

FORMAT = 1
LIST = "manifest.json"
STORE = "zaiton.sqlite3"
PIECES = (
    STORE,
    "packs",
    "store",
    "evidence-keys",
    "papers",
    "seal-keys",
    "money",
    "fonts",
    "secret_key",
    "demo-accounts.json",
)
SIDE_FILES = (f"{STORE}-wal", f"{STORE}-shm")
CHUNK_BYTES = 1 << 20


def files_of(root: Path) -> list[str]:
    """The relative names of all regular files of the pieces under ``root``, sorted; links are not followed."""
    found = []
    for piece in PIECES:
        path = root / piece
        if path.is_file() and not path.is_symlink():
            found.append(piece)
        elif path.is_dir():
            found += [str(p.relative_to(root)) for p in path.rglob("*") if p.is_file() and not p.is_symlink()]
    return sorted(found)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def listing(files: dict[str, Path], *, made: str, version: str) -> bytes:
    """The archive's list: name, size and SHA-256 of each file."""
    entries: dict[str, Any] = {
        name: {"bytes": path.stat().st_size, "sha256": digest_of(path)} for name, path in sorted(files.items())
    }
    content = {"format": FORMAT, "program": "zaiton", "version": version, "made": made, "files": entries}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
