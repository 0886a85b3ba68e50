"""Applications not yet submitted, obtained for the person who began them or who may act for the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Draft, MaterialFile
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_in_force, definition_of
from zaiton.blocks.identity import public as identity

WRITE = "cases:write"


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft: the version it was begun with, the one in force today, what was typed, and the files by material."""

    public_id: str
    type: str
    begun_with: Definition
    definition: Definition
    organisation: str
    data: Mapping[str, str]
    files: Mapping[str, tuple[str, int]]
    version: int
    changed_at: datetime

    @property
    def changed(self) -> bool:
        """Whether the form was changed since the draft was last saved."""
        return self.begun_with.sha256 != self.definition.sha256


def draft_for(person: str, public_id: str, *, at: datetime) -> DraftCard:
    """A draft for whoever may submit it; raises ``NoSuchCase``."""
    return _card(draft_row(person, public_id, at=at), at)


def drafts_of(person: str, *, at: datetime, limit: int = 20) -> tuple[DraftCard, ...]:
    """The latest drafts first."""
    return tuple(_card(row, at) for row in _visible(person, at).order_by("-changed_at")[:limit])


def draft_row(person: str, public_id: str, *, at: datetime, lock: bool = False) -> Draft:
    """The row of a draft, for whoever may submit it; raises ``NoSuchCase``."""
    rows = _visible(person, at).filter(public_id=public_id)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NoSuchCase
    return row


def _visible(person: str, at: datetime) -> QuerySet[Draft]:
    organisations = identity.organisations_visible_to(person, scope=WRITE, at=at)
    return Draft.objects.filter(Q(person=person, organisation="") | Q(organisation__in=organisations))


def _card(row: Draft, at: datetime) -> DraftCard:
    files = MaterialFile.objects.filter(draft=row, replaced_at=None).values_list("material", "name", "size")
    return DraftCard(
        row.public_id,
        row.type,
        definition_of(row.definition),
        definition_in_force(row.type, day_of(at)),
        row.organisation,
        row.data,
        {material: (name, size) for material, name, size in files},
        row.version,
        row.changed_at,
    )
