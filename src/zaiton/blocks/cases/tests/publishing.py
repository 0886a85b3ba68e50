"""A case type put in force for a test, without the two people who publish one in earnest."""

from datetime import datetime
from pathlib import Path

from zaiton.blocks.cases.domain.document import document_text
from zaiton.blocks.cases.models import CaseType
from zaiton.blocks.cases.models.definitions import PUBLISHED
from zaiton.blocks.cases.queries.definitions import read_folder
from zaiton.blocks.law.public import rule_table_keep


def published(folder: Path, *, at: datetime) -> str:
    """Keep the folder's tables and put its type in force from its first day; an earlier version ends. Returns the digest."""
    found = read_folder(folder)
    definition = found.definition
    for engine in found.tables.values():
        rule_table_keep(engine.table, actor="system", at=at)
    CaseType.objects.filter(name=definition.name, state=PUBLISHED, in_force_until=None).update(
        in_force_until=definition.in_force_from
    )
    CaseType.objects.create(
        name=definition.name,
        sha256=definition.sha256,
        document=document_text(definition),
        state=PUBLISHED,
        in_force_from=definition.in_force_from,
        drafted_by="system",
        drafted_at=at,
        published_by="system",
        published_at=at,
    )
    return definition.sha256
