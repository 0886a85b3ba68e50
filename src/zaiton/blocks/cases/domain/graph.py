"""A case type as checked facts, and the plan compiled from it.

A case type is a set of *items* (what an organ decides), each with its prerequisites. An item becomes *steps*: a review by
each of its roles and, where it gives something out, an issue. With pre-review the reviews are open at once and only the issue
waits for the prerequisites; without it the reviews wait too (Administrative Licensing Law art 26: joint and parallel handling).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from zaiton.base.text import Bilingual

FACT_TYPES = ("boolean", "choice", "decimal", "day", "text")
UNITS = ("working", "calendar", "hour", "month")
SATISFIED, SKIPS = "satisfied", "skips"
REVIEW, ISSUE = "review", "issue"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the case turns on, asked once. ``register`` names what already holds it (``organisation.name``): then it is
    shown, not asked. ``values`` are the words of a choice and ``value_titles`` what people read for them."""

    name: str
    title: Bilingual
    type: str
    values: tuple[str, ...] = ()
    value_titles: tuple[Bilingual, ...] = ()
    places: int | None = None
    range: str = ""
    required: bool = True
    register: str = ""
    hint: Bilingual | None = None
    identifier: str = ""
    """What kind of number a text must be (``imo``), with its check digit: see ``identifiers``."""


@dataclass(frozen=True, slots=True)
class Condition:
    """True where the decision table ``table`` gives ``output`` one of ``values`` for the facts of the case."""

    table: str
    output: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A term with its article; ``unit`` is one of ``UNITS``. ``status`` says how far its source can be trusted.

    ``grounds`` are the grounds on which the clock may stop (None: not limited), ``extension`` how many more and approved by whom.
    """

    number: int
    unit: str
    article: str
    status: str = "unverified"
    start_excluded: bool = True
    roll_last_day: bool = True
    grounds: tuple[str, ...] | None = None
    extension: int = 0
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A paper of the case, asked once however many items need it. ``roles`` limits who may read a confidential one."""

    id: str
    title: Bilingual
    register: str = ""
    when: Condition | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """An item's need of a material, with the article that demands it."""

    material: str
    article: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate that an item gives out: its register kind, the beginning of its number, the seal it bears.

    ``shows`` are the facts it states, in order, ``holder`` the fact that names its holder (blank: the applicant). It holds for
    ``months`` from the day of issue, or until the day of the fact ``until``; without either it has no last day.
    """

    kind: str
    prefix: str
    seal: str
    shows: tuple[str, ...]
    holder: str = ""
    months: int = 0
    until: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the facts of a case must agree on: each fact of ``order`` not after the next one, or what a table says of them.

    Facts that are not given are passed over. ``title`` is what people are told where it does not hold.
    """

    id: str
    title: Bilingual
    article: str
    order: tuple[str, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a dataset says of one item: the time for its review and for giving out, and what it waits for."""

    item: str
    limit: Limit
    issue_limit: Limit | None
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One named, sourced set of limits for all items of a case type; ``note`` says what it is and what it is not."""

    name: str
    title: Bilingual
    note: Bilingual
    status: str
    items: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What one organ decides (or several roles jointly), and perhaps gives out.

    ``skipped`` says what an item left out by ``when`` means for the items that come after it: ``satisfied`` or ``skips`` (they
    are left out too). ``issue_limit`` is the time for giving out what was granted. ``check`` names a decision table whose
    answer the officer sees; ``grants`` are its answers that speak for granting. ``fee_fen`` is in fen with ``fee_article``.
    """

    id: str
    title: Bilingual
    article: str
    roles: tuple[str, ...]
    limit: Limit
    after: tuple[str, ...] = ()
    prereview: bool = False
    when: Condition | None = None
    skipped: str = ""
    needs: tuple[Need, ...] = ()
    reads: tuple[str, ...] = ()
    output: Bilingual | None = None
    issue_limit: Limit | None = None
    check: Condition | None = None
    fee_fen: int = 0
    fee_article: str = ""
    certificate: Certificate | None = None
    automatic: bool = False
    """Whether the system gives it out by itself the moment it can be: granted, and its prerequisites issued."""


@dataclass(frozen=True, slots=True)
class Role:
    """Who decides: an office that officers hold by a dated authority. ``organ`` is the authority it belongs to."""

    id: str
    title: Bilingual
    organ: Bilingual


@dataclass(frozen=True)
class Definition:
    """A case type, immutable; ``sha256`` is the digest of its canonical document, by which cases name it.

    ``tables`` maps the names used in conditions to the digests of the decision tables. ``correction`` is the time the
    applicant has for a correction; ``joint`` the limit of the case as a whole, where one holds. ``dataset`` is the one of the
    ``datasets`` whose limits stand in the items; the others are there to be compared.
    """

    name: str
    title: Bilingual
    article: str
    status: str
    in_force_from: date
    prefix: str
    who: Bilingual
    appeal: Bilingual
    facts: tuple[Fact, ...]
    materials: tuple[Material, ...]
    roles: tuple[Role, ...]
    items: tuple[Item, ...]
    tables: Mapping[str, str] = field(default_factory=dict)
    correction: Limit | None = None
    joint: Limit | None = None
    consistent: tuple[Agreement, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    dataset: str = ""
    sha256: str = ""

    @cached_property
    def plan(self) -> "Plan":
        """The steps and what each waits for."""
        return Plan.of(self)

    def under(self, dataset: str) -> "Definition":
        """The same case type with the limits of another of its datasets; raises ``KeyError`` for an unknown name."""
        terms = {one.name: one for one in self.datasets}[dataset].items
        by_item = {one.item: one for one in terms}
        items = tuple(
            replace(
                item,
                limit=by_item[item.id].limit,
                issue_limit=by_item[item.id].issue_limit,
                after=by_item[item.id].after,
            )
            for item in self.items
        )
        return replace(self, items=items, dataset=dataset)

    def fact(self, name: str) -> Fact:
        """The fact of that name; raises ``KeyError``."""
        return self._facts[name]

    def item(self, name: str) -> Item:
        """The item of that name; raises ``KeyError``."""
        return self._items[name]

    def material(self, name: str) -> Material:
        """The material of that name; raises ``KeyError``."""
        return self._materials[name]

    def role(self, name: str) -> Role:
        """The role of that name; raises ``KeyError``."""
        return self._roles[name]

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _materials(self) -> dict[str, Material]:
        return {material.id: material for material in self.materials}

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {role.id: role for role in self.roles}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an officer does: review an item in one role, or issue what it gives out. ``after`` are step ids."""

    id: str
    item: str
    kind: str
    role: str
    after: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The steps of a case type by number, in an order in which no step comes before what it waits for.

    ``needs`` and ``dependants`` are the edges, as bits and as numbers; ``of_item`` the steps of each item, the last of them
    ends it. Items that wait in a circle have no such order: ``soundness`` refuses them before a plan is made.
    """

    steps: tuple[Step, ...]
    needs: tuple[int, ...]
    dependants: tuple[tuple[int, ...], ...]
    index: Mapping[str, int]
    items: tuple[str, ...]
    of_item: Mapping[str, tuple[int, ...]]
    skipped: Mapping[str, str]

    @classmethod
    def of(cls, definition: Definition) -> "Plan":
        """The plan of a sound definition; raises ``ValueError`` where items wait in a circle or for an unknown item."""
        ordered = in_order({item.id: item.after for item in definition.items})
        by_id = {item.id: item for item in definition.items}
        ends: dict[str, tuple[str, ...]] = {}
        steps: list[Step] = []
        for name in ordered:
            made, ends[name] = _steps_of(by_id[name], ends)
            steps += made
        return cls.made_of(steps, {item.id: item.skipped for item in definition.items}, ordered)

    @classmethod
    def made_of(cls, steps: Iterable[Step], skipped: Mapping[str, str], items: Iterable[str]) -> "Plan":
        """The plan of steps already in order."""
        steps = tuple(steps)
        index = {step.id: number for number, step in enumerate(steps)}
        needs, dependants = [], [[] for _ in steps]
        for number, step in enumerate(steps):
            mask = 0
            for before in step.after:
                mask |= 1 << index[before]
                dependants[index[before]].append(number)
            needs.append(mask)
        of_item: dict[str, tuple[int, ...]] = dict.fromkeys(items, ())
        for number, step in enumerate(steps):
            of_item[step.item] += (number,)
        return cls(
            steps,
            tuple(needs),
            tuple(tuple(numbers) for numbers in dependants),
            index,
            tuple(of_item),
            of_item,
            dict(skipped),
        )


def in_order(after: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names in an order that puts each after what it waits for, otherwise as given; raises ``ValueError`` on a circle."""
    waiting = {name: set(before) for name, before in after.items()}
    found: list[str] = []
    while waiting:
        free = [name for name, before in waiting.items() if not before]
        if not free:
            raise ValueError(", ".join(sorted(waiting)))
        for name in free:
            del waiting[name]
        for before in waiting.values():
            before.difference_update(free)
        found += free
    return tuple(found)


def _steps_of(item: Item, ends: Mapping[str, tuple[str, ...]]) -> tuple[list[Step], tuple[str, ...]]:
    """The steps of one item, and those of them that end it."""
    before = tuple(end for name in item.after for end in ends[name])
    several = len(item.roles) > 1
    reviews = [
        Step(
            f"{item.id}.{REVIEW}.{role}" if several else f"{item.id}.{REVIEW}",
            item.id,
            REVIEW,
            role,
            () if item.prereview else before,
        )
        for role in item.roles
    ]
    done = tuple(review.id for review in reviews)
    if item.output is None:
        return reviews, done
    issue = Step(f"{item.id}.{ISSUE}", item.id, ISSUE, item.roles[0], (*done, *before))
    return [*reviews, issue], (issue.id,)
