"""Small definitions and random graphs for the tests of the engine."""

from datetime import date

from hypothesis import strategies as st

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain.graph import SATISFIED, SKIPS, Definition, Item, Limit, Role

NONE = Bilingual("无", "none")
LIMIT = Limit(7, "working", "某条例第一条")


def item(name: str, after: tuple[str, ...] = (), **more: object) -> Item:
    """An item with one role and pre-review that gives something out, unless told otherwise."""
    given = {"roles": ("desk",), "prereview": True, "output": Bilingual(name, name), "limit": LIMIT, **more}
    return Item(name, Bilingual(name, name), "某条例第一条", after=tuple(after), **given)


def definition(*items: Item) -> Definition:
    """A case type of just these items."""
    roles = tuple(Role(name, NONE, NONE) for name in dict.fromkeys(role for one in items for role in one.roles))
    return Definition(
        "sample",
        NONE,
        "某条例第一条",
        "sample",
        date(2026, 1, 1),
        "SA",
        NONE,
        NONE,
        facts=(),
        materials=(),
        roles=roles,
        items=tuple(items),
    )


def ships() -> Definition:
    """Seven certificates with the prerequisites of a ship's first registration."""
    return definition(
        item("own"),
        item("nat", ("own",)),
        item("msm", ("nat",)),
        item("ism", ("nat", "msm")),
        item("mmsi", ("own",)),
        item("radio", ("nat", "mmsi")),
        item("clc", ("nat",), skipped=SATISFIED),
    )


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Random case types: 1 to 9 items, any edges forward, with and without pre-review, output, joint roles and skipping."""
    size = draw(st.integers(1, 9))
    items = []
    for number in range(size):
        after = tuple(f"i{n}" for n in range(number) if draw(st.integers(0, 3)) == 0)
        output = draw(st.booleans())
        items.append(
            item(
                f"i{number}",
                after,
                roles=("a", "b") if draw(st.integers(0, 4)) == 0 else ("a",),
                prereview=output and draw(st.booleans()),
                output=NONE if output else None,
                skipped=draw(st.sampled_from(("", SATISFIED, SKIPS))),
            )
        )
    return definition(*items)
