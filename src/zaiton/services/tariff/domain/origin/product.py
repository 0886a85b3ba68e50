"""A product with its bill of materials, as the engine of origin takes it: checked, in one currency, immutable.

Amounts are whole minor units of the product's currency, weights whole grams. None is what is not known; the engine never
fills it in. A material is named by its path: ``2`` or, for a part of it, ``2.1``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Kind = Literal["material", "packaging", "transport_packaging", "accessory", "indirect"]
KINDS = ("material", "packaging", "transport_packaging", "accessory", "indirect")
DEEPEST = 5
"""Levels of materials within materials."""


@dataclass(frozen=True, slots=True)
class Processing:
    """What is done to the materials. ``done``: keys of listed minimal operations; ``more_than_minimal``: said by a person."""

    more_than_minimal: bool | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Costs:
    """Direct labour, direct overhead, profit and other cost of the making, for the build-up formula. None: not given."""

    labour: int | None = None
    overhead: int | None = None
    profit: int | None = None
    other: int | None = None

    @property
    def total(self) -> int | None:
        """The sum of the four; None where one is missing."""
        parts = (self.labour, self.overhead, self.profit, self.other)
        return None if None in parts else sum(parts)

    @property
    def stated(self) -> int:
        """The sum of what is given."""
        return sum(part or 0 for part in (self.labour, self.overhead, self.profit, self.other))


@dataclass(frozen=True, slots=True)
class Consignment:
    """How the good travels. ``via``: territories passed through; the rest are facts of the stay there, None where unknown."""

    via: tuple[str, ...] = ()
    customs_control: bool | None = None
    further_processing: bool | None = None
    entered_trade: bool | None = None
    reason_transport: bool | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Deductions:
    """What may be taken off the value of a material where it is evidenced, by kind, in minor units."""

    freight: int = 0
    duties: int = 0
    waste: int = 0
    evidenced: bool | None = None


@dataclass(frozen=True, slots=True)
class Fungible:
    """How interchangeable materials are kept apart: bodily, or by a stock method held for a whole fiscal year."""

    method: Literal["separation", "stock"] | None = None
    whole_year: bool | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the bill. ``originating``: said for every agreement its origin belongs to, or agreement by agreement."""

    path: str
    name: str = ""
    code: str = ""
    edition: int = 0
    codes: tuple[tuple[int, str], ...] = ()
    origin: str | None = None
    originating: bool | None | tuple[tuple[str, bool], ...] = None
    wholly_obtained: bool | None = None
    value: int | None = None
    weight: int | None = None
    deductions: Deductions | None = None
    kind: Kind = "material"
    invoiced_separately: bool | None = None
    customary: bool | None = None
    part: str = ""
    fungible: Fungible | None = None
    own_made: bool = False
    goods: str = ""
    operations: tuple[tuple[str, bool], ...] = ()
    parts: tuple[tuple[str, bool], ...] = ()
    processing: Processing = Processing()
    costs: Costs | None = None
    materials: tuple["Material", ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """A good made in ``exporter``, to be imported by ``importer`` on a day, with its bill of materials."""

    on: date
    exporter: str
    importer: str
    code: str
    edition: int
    materials: tuple[Material, ...] = ()
    currency: str = "CNY"
    name: str = ""
    codes: tuple[tuple[int, str], ...] = ()
    fob: int | None = None
    ex_works: int | None = None
    weight: int | None = None
    wholly_obtained: bool | None = None
    goods: str = ""
    is_set: bool = False
    operations: tuple[tuple[str, bool], ...] = ()
    parts: tuple[tuple[str, bool], ...] = ()
    processing: Processing = Processing()
    costs: Costs | None = None
    consignment: Consignment | None = None
    agreements: tuple[str, ...] = ()
    rates_differ: bool | None = None
    """Whether the importing party gives the parties of a region different rates for the line, as a person said."""
    special_goods: bool | None = None
    """Whether the line is on the importing party's list that asks for the exporting party's own share, as a person said."""


def every_material(materials: tuple[Material, ...]) -> Iterator[Material]:
    """Every line of a bill, each before the lines within it."""
    for material in materials:
        yield material
        yield from every_material(material.materials)


def find_material(product: Product, path: str) -> Material | None:
    """The line with this path."""
    return next((m for m in every_material(product.materials) if m.path == path), None)


def with_material(product: Product, path: str, **changes: Any) -> Product:
    """A copy of the product in which the line with this path has other figures. Raises ``KeyError`` where there is no such line."""
    changed, found = _with(product.materials, path, changes)
    if not found:
        raise KeyError(path)
    return replace(product, materials=changed)


def _with(materials: tuple[Material, ...], path: str, changes: dict[str, Any]) -> tuple[tuple[Material, ...], bool]:
    result, found = [], False
    for material in materials:
        if material.path == path:
            material, found = replace(material, **changes), True
        elif material.materials and not found and path.startswith(material.path + "."):
            inner, hit = _with(material.materials, path, changes)
            if hit:
                material, found = replace(material, materials=inner), True
        result.append(material)
    return tuple(result), found
