"""What the catalogue shows of case types: those one can apply for on a day, their versions, and how people graded them."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.publishing_faults import NoSuchCaseType, NoSuchVersion
from zaiton.blocks.cases.models import Rating
from zaiton.blocks.cases.models.definitions import DRAFT
from zaiton.blocks.cases.queries.definitions import (
    Version,
    definition_in_force,
    definition_of,
    definitions_in_force,
    versions_of,
)

ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class TypeCard:
    """A case type for the catalogue: the version that is shown, which holds today, and every published one."""

    definition: Definition
    version: Version
    in_force: str
    versions: tuple[Version, ...]

    @property
    def is_in_force(self) -> bool:
        """Whether one applies under this version today."""
        return self.in_force == self.definition.sha256


@dataclass(frozen=True, slots=True)
class Grades:
    """How a case type was graded: how often, and on average of 5 to one decimal place; None where it was not."""

    number: int
    average: Decimal | None


def types_in_force(on: date) -> tuple[TypeCard, ...]:
    """Every case type one can apply for on the day, by name."""
    return tuple(_card(definition, definition.sha256) for definition in definitions_in_force(on))


def type_in_force(name: str, on: date) -> TypeCard:
    """The version under which one applies on the day; raises ``NoSuchCaseType``."""
    definition = definition_in_force(name, on)
    return _card(definition, definition.sha256)


def type_version(name: str, sha256: str, on: date) -> TypeCard:
    """A published version by its digest, in force or not; raises ``NoSuchVersion``."""
    definition = definition_of(sha256)
    if definition.name != name:
        raise NoSuchVersion(sha256=sha256[:64])
    try:
        held = definition_in_force(name, on).sha256
    except NoSuchCaseType:
        held = ""
    return _card(definition, held)


def grades_of(name: str) -> Grades:
    """How the items of a case type were graded, over all its versions."""
    found = Rating.objects.filter(type=name).aggregate(number=Count("pk"), total=Sum("grade"))
    if not found["number"]:
        return Grades(0, None)
    average = (Decimal(found["total"]) / found["number"]).quantize(ONE_PLACE, ROUND_HALF_UP)
    return Grades(found["number"], average)


def _card(definition: Definition, held: str) -> TypeCard:
    versions = tuple(version for version in versions_of(definition.name) if version.state != DRAFT)
    shown = next((version for version in versions if version.sha256 == definition.sha256), None)
    if shown is None:
        raise NoSuchVersion(sha256=definition.sha256)
    return TypeCard(definition, shown, held, versions)
