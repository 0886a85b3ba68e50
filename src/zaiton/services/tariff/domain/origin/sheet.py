"""The bill of materials as one agreement sees it: which materials are originating, what they are worth, what counts for what.

A material made of parts is judged itself first. Where it originates, all of its value is originating (absorption); where the
producer made it himself and it does not, its own parts take its place. An origin nobody has shown stays unknown here: the law
counts it as not originating, and the tests ask both ways.
"""

from collections.abc import Callable
from typing import NamedTuple

from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.product import Costs, Material, Processing, Product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import Rule
from zaiton.services.tariff.domain.origin.steps import MaterialArgs, Missing, Outcome, Step
from zaiton.services.tariff.domain.origin.world import World

PRODUCT = "product"
SIX = 6


class Making(NamedTuple):
    """What is judged: the product, or a material made of parts. ``price`` is the value base of the agreement."""

    path: str
    name: str
    code: str
    edition: int
    codes: tuple[tuple[int, str], ...]
    origin: str
    price: int | None
    fob: int | None
    ex_works: int | None
    weight: int | None
    wholly_obtained: bool | None
    goods: str
    operations: tuple[tuple[str, bool], ...]
    parts: tuple[tuple[str, bool], ...]
    processing: Processing
    costs: Costs | None
    materials: tuple[Material, ...]

    def price_by(self, base: str) -> int | None:
        """The price FOB or ex works."""
        return self.ex_works if base == "ex_works" else self.fob


class Frame(NamedTuple):
    """What a judgement needs beside the thing judged."""

    profile: Profile
    rules: Callable[[str], Rule | Lack]
    world: World


class Inner(NamedTuple):
    """What the judgement of a material made of parts came to."""

    outcome: Outcome
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    entries: tuple["Entry", ...]


class Entry(NamedTuple):
    """One material as the agreement sees it.

    ``state``: originating, not, or not known. ``in_change``: whether it counts for a change of classification (None: not
    known). ``in_value``: whether it counts for shares of value. ``missing``: what would settle its state.
    """

    material: Material
    path: str
    codes: tuple[str, ...]
    state: Outcome
    value: int | None
    weight: int | None
    in_change: Outcome
    in_value: bool
    why: str
    missing: tuple[Missing, ...] = ()
    origin: str | None = None

    @property
    def wholly(self) -> bool | None:
        """Whether it is wholly obtained; what is not originating is not."""
        return False if self.state is False else self.material.wholly_obtained


def product_making(product: Product, base: str) -> Making:
    """The product as a thing to be judged."""
    return Making(
        PRODUCT,
        product.name,
        product.code,
        product.edition,
        product.codes,
        product.exporter,
        product.ex_works if base == "ex_works" else product.fob,
        product.fob,
        product.ex_works,
        product.weight,
        product.wholly_obtained,
        product.goods,
        product.operations,
        product.parts,
        product.processing,
        product.costs,
        product.materials,
    )


def material_making(material: Material, origin: str) -> Making:
    """A material made of parts as a thing to be judged: its value is the price of it, whatever the base."""
    return Making(
        material.path,
        material.name,
        material.code,
        material.edition,
        material.codes,
        origin,
        material.value,
        material.value,
        material.value,
        material.weight,
        material.wholly_obtained,
        material.goods,
        material.operations,
        material.parts,
        material.processing,
        material.costs,
        material.materials,
    )


def codes_in(code: str, edition: int, codes: tuple[tuple[int, str], ...], frame: Frame) -> tuple[str, ...]:
    """What a code may be in the edition the agreement's rules are written in; none where nothing tells."""
    wanted = frame.profile.edition
    for year, said in codes:
        if year == wanted:
            return (said,)
    if not code or edition == wanted:
        return (code,) if code else ()
    return frame.world.editions(code[:SIX], edition, wanted)


def entries_of(
    making: Making, frame: Frame, judge: Callable[[Making, Frame], Inner]
) -> tuple[tuple[Entry, ...], list[Step]]:
    """The materials of a thing judged, and the line of each in the assessment."""
    entries: list[Entry] = []
    steps: list[Step] = []
    profile, here = frame.profile, making.origin
    edition, article = profile.edition, profile.articles.cumulation
    new = tuple.__new__  # half the cost of the constructors, in the innermost loop of an assessment
    for material in making.materials:
        if (
            material.materials
            or material.kind != "material"
            or material.fungible is not None
            or material.deductions is not None
        ):
            _take(material, making, frame, judge, entries, steps)
            continue
        state, why, missing, origin = _state(material, making, profile)
        code, path, value = material.code, material.path, material.value
        if material.edition == edition and not material.codes:
            codes = (code,) if code else ()
        else:
            codes = codes_in(code, material.edition, material.codes, frame)
        entry = (material, path, codes, state, value, material.weight, True, True, why, missing, origin)
        entries.append(new(Entry, entry))
        args = new(MaterialArgs, (material.name, origin or here, here, value, None, None))
        depth = path.count(".") if "." in path else 0
        steps.append(new(Step, (why, state, path, args, article if state else "", depth)))
    return tuple(entries), steps


def _take(
    material: Material,
    making: Making,
    frame: Frame,
    judge: Callable[[Making, Frame], Inner],
    entries: list[Entry],
    steps: list[Step],
) -> None:
    profile = frame.profile
    if material.kind == "transport_packaging":
        steps.append(_step("transport_packaging", True, material, None, making, profile.articles.transport_packaging))
        return
    if material.kind == "indirect":
        entries.append(_entry(material, frame, True, "material_indirect", (), in_change=False, in_value=False))
        steps.append(_step("material_indirect", True, material, material.value, making, profile.articles.indirect))
        return
    state, why, missing, origin = _state(material, making, profile)
    if state is None and material.materials and why != "material_fungible":
        judged = _absorb(material, origin or making.origin, making, frame, judge, entries, steps)
        if judged is None:
            return
        state, why, missing = judged
        origin = origin or making.origin
    entry = _entry(material, frame, state, why, missing, origin=origin)
    if material.kind != "material":
        entry = _kind(entry, material, making, profile, steps)
    entries.append(entry)
    article = profile.articles.absorption if why == "material_absorbed" else profile.articles.cumulation
    shown = "material_unknown" if state is None else why
    steps.append(_step(shown, state, material, entry.value, making, article if state else ""))
    if material.fungible is not None and state is True:
        steps.append(_step("fungible_kept", True, material, entry.value, making, profile.articles.fungible))
    if material.deductions is not None:
        _tell_deductions(material, entry, making, profile, steps)


def _entry(
    material: Material,
    frame: Frame,
    state: Outcome,
    why: str,
    missing: tuple[Missing, ...],
    *,
    in_change: Outcome = True,
    in_value: bool = True,
    origin: str | None = None,
) -> Entry:
    value = material.value
    if value is not None and material.deductions is not None:
        value -= _deducted(material, frame.profile)
    if material.edition == frame.profile.edition and not material.codes:
        codes = (material.code,) if material.code else ()
    else:
        codes = codes_in(material.code, material.edition, material.codes, frame)
    return Entry(
        material,
        material.path,
        codes,
        state,
        value,
        material.weight,
        in_change,
        in_value,
        why,
        missing,
        origin or material.origin,
    )


def _state(
    material: Material, making: Making, profile: Profile
) -> tuple[Outcome, str, tuple[Missing, ...], str | None]:
    """Whether a material is originating as far as its own line says, and what would settle it."""
    said = material.originating
    if type(said) is tuple:
        said = next((flag for name, flag in said if name == profile.agreement), None)
    origin = material.origin
    named = (("name", material.name),)
    if origin is None:
        if material.own_made and material.materials:
            origin = making.origin
        elif said is False:
            return False, "material_not_originating", (), None
        else:
            return None, "material_unknown", (Missing("origin", material.path, "origin", named),), None
    if origin not in profile.cumulation:
        return False, "material_outside", (), origin
    if said is None and material.wholly_obtained:
        said = True
    if said is None:
        asked = Missing("declaration", material.path, "originating", (*named, ("origin", origin)))
        return None, "material_unknown", (asked,), origin
    if not said:
        return False, "material_not_originating", (), origin
    kept = _kept_apart(material, profile)
    if kept is not True:
        return None, "material_fungible", (Missing("fungible", material.path, "fungible", named),), origin
    if origin == making.origin:
        return True, "material_originating", (), origin
    return True, "material_cumulated", (), origin


def _kept_apart(material: Material, profile: Profile) -> bool:
    """Whether interchangeable materials are kept apart as the agreement asks; true for all others."""
    fungible = material.fungible
    if fungible is None:
        return True
    if fungible.method is None or fungible.method not in profile.fungible:
        return False
    return fungible.method == "separation" or fungible.whole_year is True


def _absorb(
    material: Material,
    origin: str,
    making: Making,
    frame: Frame,
    judge: Callable[[Making, Frame], Inner],
    entries: list[Entry],
    steps: list[Step],
) -> tuple[Outcome, str, tuple[Missing, ...]] | None:
    """Judge a material made of parts; None where its own parts have taken its place in the bill."""
    if not frame.profile.absorption:
        inner = Inner(False, (), (), ())
    else:
        inner = judge(material_making(material, origin), frame)
    steps += inner.steps
    if inner.outcome is True:
        return True, "material_absorbed", ()
    if not material.own_made:
        return (
            inner.outcome,
            "material_not_originating" if inner.outcome is False else "material_unknown",
            inner.missing,
        )
    steps.append(_step("material_opened", inner.outcome, material, material.value, making, ""))
    opened = inner.entries or entries_of(material_making(material, origin), frame, judge)[0]
    for entry in opened:
        if inner.outcome is None and entry.state is False:
            entry = entry._replace(state=None, missing=inner.missing)
        entries.append(entry)
    return None


def _kind(entry: Entry, material: Material, making: Making, profile: Profile, steps: list[Step]) -> Entry:
    """What packing for retail sale and accessories count for."""
    if material.kind == "packaging":
        steps.append(_step("retail_packaging", True, material, None, making, profile.articles.packaging))
        return entry._replace(in_change=False, in_value=profile.packaging_in_value)
    if material.kind != "accessory":
        return entry
    article = profile.articles.accessories
    if material.invoiced_separately is False and material.customary is True:
        steps.append(_step("accessory", True, material, None, making, article))
        return entry._replace(in_change=False, in_value=profile.accessories_in_value)
    if material.invoiced_separately is True or material.customary is False:
        steps.append(_step("accessory_alone", None, material, None, making, article))
        return entry
    asked = Missing("accessory", material.path, "customary", (("name", material.name),))
    return entry._replace(in_change=None, missing=(*entry.missing, asked))


def _deducted(material: Material, profile: Profile) -> int:
    """What may be taken off the value: evidenced, and of a kind the agreement names."""
    off = material.deductions
    if off is None or off.evidenced is not True:
        return 0
    return sum(getattr(off, kind) for kind in profile.deductions)


def _tell_deductions(material: Material, entry: Entry, making: Making, profile: Profile, steps: list[Step]) -> None:
    off = material.deductions
    if material.value is None or not profile.deductions:
        return
    amount = sum(getattr(off, kind) for kind in profile.deductions)
    if not amount:
        return
    code = "deducted" if off.evidenced is True else "deduction_refused"
    step = _step(code, off.evidenced is True, material, entry.value, making, profile.articles.deductions)
    steps.append(step._replace(args=step.args._replace(amount=amount, gross=material.value)))


def _step(code: str, outcome: Outcome, material: Material, value: int | None, making: Making, article: str) -> Step:
    args = MaterialArgs(material.name, material.origin or making.origin, making.origin, value)
    path = material.path
    return Step(code, outcome, path, args, article, path.count(".") if "." in path else 0)
