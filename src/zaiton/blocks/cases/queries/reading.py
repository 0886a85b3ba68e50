"""What a review rested on: digests of the facts it read and of the papers it needed, and which of them have changed since."""

from collections.abc import Mapping
from hashlib import sha256

from zaiton.blocks.cases.domain.graph import Item
from zaiton.blocks.cases.domain.moves import canonical
from zaiton.blocks.cases.models import Case, MaterialFile, StepRow

PAPER = "material:"


def reads_of(case: Case, item: Item) -> dict[str, str]:
    """The digests of what a review of the item reads now, by name (papers as ``material:NAME``).

    What the item's certificate will state counts, whether the type says that it is read or not.
    """
    found = {name: digest_of(case.facts.get(name)) for name in (*item.reads, *_stated(item))}
    papers = {need.material for need in item.needs}
    if papers:
        rows = MaterialFile.objects.filter(case=case, replaced_at=None, material__in=papers)
        found |= {f"{PAPER}{material}": sha for material, sha in rows.values_list("material", "sha256")}
    return found


def _stated(item: Item) -> tuple[str, ...]:
    wanted = item.certificate
    return tuple(name for name in (*wanted.shows, wanted.holder, wanted.until) if name) if wanted else ()


def digest_of(value: object) -> str:
    """The digest of a fact; one that is not given has a digest of its own."""
    return sha256(canonical(value).encode()).hexdigest()


def fallen(rows: list[StepRow], facts: Mapping[str, object], papers: Mapping[str, str]) -> list[str]:
    """The reviews that rest on a fact or a paper that is another one now; a fact that was taken back is another one, too."""
    read = {name for row in rows for name in row.reads if not name.startswith(PAPER)}
    now = {name: digest_of(facts.get(name)) for name in read}
    now |= {f"{PAPER}{name}": sha for name, sha in papers.items()}
    return [
        row.step
        for row in rows
        if row.state == "done" and any(name in now and now[name] != sha for name, sha in row.reads.items())
    ]
