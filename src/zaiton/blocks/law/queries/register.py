"""What was loaded and when, and packs out of the store for recomputing an old answer."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.models import PackVersion
from zaiton.blocks.law.queries.discovery import find_packs
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


def cited_pack(service: str, table: str, sha256: str) -> Pack:
    """The pack an answer cited by table and checksum: the one in use, else the kept copy; raises ``UnknownPack``."""
    for pack in find_packs(service):
        if (pack.table, pack.sha256) == (table, sha256):
            return pack
    contents = PackVersion.objects.filter(service=service, table=table, sha256=sha256, operator=True)
    for content in contents.order_by("-recorded_at", "-pk").values_list("content", flat=True):
        folder = store_folder(sha256, content)
        if (folder / SOURCE).is_file():
            return read_pack(folder, operator=True)
    raise faults.UnknownPack(name=f"{service}/{table} {sha256[:12]}")


def kept_files(sha256: str, content: str) -> dict[str, bytes]:
    """The files of a content that was kept, by name; raises ``UnknownPack`` where it is no longer there."""
    folder = store_folder(sha256, content)
    if not (folder / SOURCE).is_file():
        raise faults.UnknownPack(name=sha256[:12])
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
