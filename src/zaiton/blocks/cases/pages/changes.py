"""What is different in a form that was changed while somebody was filling it in."""

from dataclasses import dataclass

from zaiton.blocks.cases.domain.graph import Definition, Fact
from zaiton.blocks.cases.pages.words import day_words, told


@dataclass(frozen=True, slots=True)
class Changes:
    """Questions and papers that are new or asked otherwise, and those that are asked no longer, by their titles."""

    day: str
    new: tuple[str, ...]
    gone: tuple[str, ...]


def changes_since(before: Definition, now: Definition) -> Changes:
    """What the version in force asks that the earlier one did not, and the reverse."""
    asked, papers = {fact.name: fact for fact in before.facts}, {paper.id: paper for paper in before.materials}
    new = [fact.title for fact in now.facts if not fact.register and not _same(asked.get(fact.name), fact)]
    new += [paper.title for paper in now.materials if not paper.register and paper.id not in papers]
    kept = {fact.name for fact in now.facts} | {paper.id for paper in now.materials}
    gone = [fact.title for fact in before.facts if fact.name not in kept]
    gone += [paper.title for paper in before.materials if paper.id not in kept]
    return Changes(
        day_words(now.in_force_from), tuple(told(title) for title in new), tuple(told(title) for title in gone)
    )


def _same(before: Fact | None, now: Fact) -> bool:
    if before is None:
        return False
    return (before.type, before.values, before.places, before.range, before.title) == (
        now.type,
        now.values,
        now.places,
        now.range,
        now.title,
    )
