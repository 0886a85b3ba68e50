"""Case types that are kept here: by their digest for ever, by name for a day.

What is named by a digest never changes, so definitions and the engines of their tables are kept in memory once read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from zaiton.blocks.cases.domain import publishing_faults
from zaiton.blocks.cases.domain.document import definition_from_document
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.models import CaseType
from zaiton.blocks.cases.models.definitions import PUBLISHED
from zaiton.blocks.cases.queries.folders import CaseFolder, read_folder
from zaiton.blocks.law.public import Engine, kept_table

__all__ = [
    "CaseFolder",
    "Version",
    "definition_in_force",
    "definition_of",
    "definitions_in_force",
    "engine_of",
    "read_folder",
    "state_of",
    "tables_of",
    "versions_of",
]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a case type as lists show it; ``until`` is the first day on which it no longer holds."""

    name: str
    sha256: str
    state: str
    first: date
    until: date | None
    demo: bool
    drafted_by: str
    drafted_at: datetime
    published_by: str
    published_at: datetime | None
    reason: str


@lru_cache(maxsize=1_000)
def definition_of(sha256: str) -> Definition:
    """The case type with this digest, whatever its state; raises ``NoSuchVersion``, or ``VersionAltered``."""
    document = CaseType.objects.filter(sha256=sha256).values_list("document", flat=True).first()
    if document is None:
        raise publishing_faults.NoSuchVersion(sha256=sha256[:64])
    definition = definition_from_document(document)
    if definition.sha256 != sha256:
        raise publishing_faults.VersionAltered(sha256=sha256, found=definition.sha256)
    return definition


def definition_in_force(name: str, on: date) -> Definition:
    """The version of a case type under which one applies on the day; raises ``NoSuchCaseType``."""
    found = _in_force(on).filter(name=name).order_by("-in_force_from").values_list("sha256", flat=True).first()
    if found is None:
        raise publishing_faults.NoSuchCaseType(name=name[:60], day=on)
    return definition_of(found)


def definitions_in_force(on: date) -> tuple[Definition, ...]:
    """Every case type that can be applied for on the day, by name."""
    found: dict[str, str] = {}
    for name, sha256 in _in_force(on).order_by("name", "in_force_from").values_list("name", "sha256"):
        found[name] = sha256
    return tuple(definition_of(sha256) for sha256 in found.values())


def state_of(sha256: str) -> str:
    """Whether a version is a draft, published or retired; raises ``NoSuchVersion``."""
    state = CaseType.objects.filter(sha256=sha256).values_list("state", flat=True).first()
    if state is None:
        raise publishing_faults.NoSuchVersion(sha256=sha256[:64])
    return state


def versions_of(name: str = "") -> tuple[Version, ...]:
    """Every version of a case type (of all of them without a name), the latest first day first."""
    rows = CaseType.objects.filter(name=name) if name else CaseType.objects.all()
    return tuple(
        Version(
            row.name,
            row.sha256,
            row.state,
            row.in_force_from,
            row.in_force_until,
            row.demo,
            row.drafted_by,
            row.drafted_at,
            row.published_by,
            row.published_at,
            row.reason,
        )
        for row in rows.defer("document").order_by("name", "-in_force_from", "-pk")
    )


def tables_of(definition: Definition) -> Mapping[str, Engine]:
    """The decision tables of a case type by the names its conditions use; raises the law block's ``TableNotKept``."""
    return {name: engine_of(digest) for name, digest in definition.tables.items()}


@lru_cache(maxsize=1_000)
def engine_of(sha256: str) -> Engine:
    """The engine of a kept decision table; raises ``TableNotKept`` or ``TableAltered``."""
    return Engine(kept_table(sha256))


def _in_force(on: date) -> QuerySet[CaseType]:
    begun = CaseType.objects.filter(state=PUBLISHED, in_force_from__lte=on)
    return begun.filter(Q(in_force_until=None) | Q(in_force_until__gt=on))
