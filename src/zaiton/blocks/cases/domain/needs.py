"""Which items and papers a case has once the conditions are answered, and the papers merged: each once, with all that need it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from zaiton.blocks.cases.domain.graph import SKIPS, Definition, Material, in_order


@dataclass(frozen=True, slots=True)
class NeededBy:
    """An item that needs a paper, and the article that demands it."""

    item: str
    article: str


@dataclass(frozen=True, slots=True)
class MergedPaper:
    """A paper of the case, asked once. ``held`` by a register, it is not asked at all."""

    material: Material
    needed_by: tuple[NeededBy, ...]

    @property
    def held(self) -> bool:
        """Whether a register holds it."""
        return bool(self.material.register)


@dataclass(frozen=True, slots=True)
class Merged:
    """The papers of a case: ``asked`` of the applicant once each, against ``separately`` if each item asked for itself."""

    papers: tuple[MergedPaper, ...]

    @property
    def asked(self) -> int:
        """How many papers the applicant hands in."""
        return sum(not paper.held for paper in self.papers)

    @property
    def separately(self) -> int:
        """How many it would be if each item were applied for by itself."""
        return sum(len(paper.needed_by) for paper in self.papers)

    @property
    def saved(self) -> int:
        """How many papers less that is."""
        return self.separately - self.asked


def with_followers(definition: Definition, out: Iterable[str]) -> frozenset[str]:
    """The items left out, and with them those that come after one that ``skips`` the items behind it."""
    found = set(out)
    for name in in_order({item.id: item.after for item in definition.items}):
        item = definition.item(name)
        if any(before in found and definition.item(before).skipped == SKIPS for before in item.after):
            found.add(name)
    return frozenset(found)


def merged(definition: Definition, left_out: Collection[str] = (), papers_out: Collection[str] = ()) -> Merged:
    """The papers that the items not left out need, in the order of the definition; ``papers_out`` are not needed now."""
    needed: dict[str, list[NeededBy]] = {material.id: [] for material in definition.materials}
    for item in definition.items:
        if item.id not in left_out:
            for need in item.needs:
                needed[need.material].append(NeededBy(item.id, need.article))
    return Merged(
        tuple(
            MergedPaper(material, tuple(needed[material.id]))
            for material in definition.materials
            if needed[material.id] and material.id not in papers_out
        )
    )


def fees(definition: Definition, left_out: Collection[str] = ()) -> Mapping[str, int]:
    """What each item not left out costs, in fen; items without a fee are not named."""
    return {item.id: item.fee_fen for item in definition.items if item.fee_fen and item.id not in left_out}
