"""What was loaded and when, and packs out of the store for recomputing an old answer."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.models import PackVersion
from zaiton.blocks.law.queries.discovery import find_packs, services
from zaiton.blocks.law.queries.packs import SOURCE, Pack, read_pack
from zaiton.kit.home import home


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """One row of the register, for people and siblings. ``superseded_at`` is when a later content took its place."""

    service: str
    kind: str
    table: str
    in_force_from: date
    in_force_until: date | None
    status: str
    operator: bool
    sha256: str
    content: str
    recorded_at: datetime
    superseded_at: datetime | None


def loaded_packs(service: str | None = None) -> list[LoadedPack]:
    """Every content ever loaded, latest first within each table and day."""
    rows = PackVersion.objects.order_by("service", "table", "-in_force_from", "operator", "-recorded_at", "-pk")
    if service:
        rows = rows.filter(service=service)
    found: list[LoadedPack] = []
    later: tuple | None = None
    since: datetime | None = None
    for row in rows:
        key = (row.service, row.table, row.in_force_from, row.operator)
        facts = {name: getattr(row, name) for name in LoadedPack.__slots__ if name != "superseded_at"}
        found.append(LoadedPack(**facts, superseded_at=since if key == later else None))
        later, since = key, row.recorded_at
    return found


def store_folder(sha256: str, content: str) -> Path:
    """Where the content of an operator's pack is kept."""
    return home() / "store" / "packs" / sha256 / content[:16]


def pack_by_sha256(sha256: str) -> Pack:
    """The pack whose figures an answer cited: one in use now, else the kept copy; raises ``UnknownPack``."""
    for service in services():
        for pack in find_packs(service):
            if pack.sha256 == sha256:
                return pack
    root = home() / "store" / "packs" / sha256
    if len(sha256) == 64 and sha256.isalnum() and root.is_dir():
        kept = [folder for folder in sorted(root.iterdir()) if (folder / SOURCE).is_file()]
        rows = {row.content[:16]: row.recorded_at for row in PackVersion.objects.filter(sha256=sha256)}
        for folder in sorted(kept, key=lambda f: rows[f.name].timestamp() if f.name in rows else 0, reverse=True):
            return read_pack(folder, operator=True)
    raise faults.UnknownPack(name=sha256)
