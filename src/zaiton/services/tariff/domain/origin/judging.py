"""The verdict of one agreement on one product: originating, not originating, or undetermined with the missing facts named.

The order is that of the agreements: in force between the parties; wholly obtained; made of originating materials alone; the
rule of the line or the general rule, and more than minimal operations; a set; the consignment; within a region the country.
"""

from typing import NamedTuple

from zaiton.services.tariff.domain.origin.consigning import judge_consignment
from zaiton.services.tariff.domain.origin.country import Country, judge_country
from zaiton.services.tariff.domain.origin.product import Product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.qualifying import Candidate, Qualified, qualify
from zaiton.services.tariff.domain.origin.rules import Rule
from zaiton.services.tariff.domain.origin.sheet import Entry, Frame, product_making
from zaiton.services.tariff.domain.origin.steps import Missing, Outcome, Step, all_of
from zaiton.services.tariff.domain.origin.ways import PartResult, WayResult
from zaiton.services.tariff.domain.origin.world import Importer, Rules, World

OUTCOMES = {True: "originating", False: "not_originating", None: "undetermined"}
NO_IMPORTER = Importer()


class Verdict(NamedTuple):
    """What an agreement says of a product. ``criterion``: what a certificate calls the ground (WO, PE, CTC, RVC, CR, …).

    ``candidates``: the rule judged for each code the product may have in the agreement's edition. ``entries``: the bill as
    the agreement sees it. ``conditions``: what must still hold when the good travels.
    """

    agreement: str
    outcome: str
    criterion: str
    codes: tuple[str, ...]
    edition: int
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    candidates: tuple[Candidate, ...]
    entries: tuple[Entry, ...]
    country: Country | None
    conditions: tuple[Step, ...]
    chosen: WayResult | None
    marks: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code of the product in the agreement's edition; empty where it is not known."""
        return self.codes[0] if len(self.codes) == 1 else ""

    @property
    def rule(self) -> Rule | None:
        """The rule that was judged; None where there is none, or the code is ambiguous."""
        found = [c.rule for c in self.candidates]
        return found[0] if len(found) == 1 else None

    @property
    def parts(self) -> tuple[PartResult, ...]:
        """The parts of the rule, judged; of an ambiguous code all candidates' parts one after the other."""
        return tuple(part for c in self.candidates for part in c.parts)


def judge(product: Product, profile: Profile, rules: Rules, world: World, importer: Importer = NO_IMPORTER) -> Verdict:
    """The verdict of an agreement on a product. Pure: the same arguments give the same verdict."""
    refused = _not_applicable(product, profile)
    if refused is not None:
        step, asked = refused
        outcome = OUTCOMES[step.outcome]
        return Verdict(profile.agreement, outcome, "", (), profile.edition, (step,), asked, (), (), None, (), None)
    frame = Frame(profile, rules, world)
    making = product_making(product, profile.base)
    found = qualify(making, frame, is_set=product.is_set)
    travelled, travel_steps, travel_missing = judge_consignment(product, profile)
    conditions = travel_steps if product.consignment is None else ()
    outcome: Outcome = all_of([found.outcome, travelled])
    steps = [*found.steps, *travel_steps, Step(OUTCOMES[outcome], outcome, "", (), "")]
    missing: tuple[Missing, ...] = ()
    if outcome is None:
        missing = tuple(dict.fromkeys((*found.missing, *travel_missing)))
    country = None
    if profile.country is not None and outcome is not False:
        country = judge_country(making, product.importer, found, frame, importer)
    return Verdict(
        profile.agreement,
        OUTCOMES[outcome],
        found.criterion if outcome is True else "",
        found.codes,
        profile.edition,
        tuple(steps),
        missing,
        found.candidates,
        found.entries,
        country,
        conditions,
        found.chosen,
        _marks(found) if outcome is True else (),
    )


def _marks(found: Qualified) -> tuple[str, ...]:
    """What the proof notes beside the criterion: cumulation (ACU) and tolerance (DMI)."""
    cumulated = any(entry.why == "material_cumulated" for entry in found.entries)
    passed_over = found.chosen is not None and found.chosen.tolerance
    return (*(("ACU",) if cumulated else ()), *(("DMI",) if passed_over else ()))


def _not_applicable(product: Product, profile: Profile) -> tuple[Step, tuple[Missing, ...]] | None:
    """Why the agreement cannot be asked at all: not between these parties, or not yet on this day."""
    between = (("exporter", product.exporter), ("importer", product.importer))
    if not {product.exporter, product.importer} <= profile.parties:
        return Step("not_parties", False, "product", between), ()
    if profile.unilateral and product.importer != profile.unilateral:
        return Step("one_way", False, "product", (("party", profile.unilateral),)), ()
    days = [profile.in_force_from, profile.joined.get(product.exporter), profile.joined.get(product.importer)]
    begins = max((day for day in days if day is not None), default=None)
    if begins is None or product.on >= begins:
        if profile.rules_from is None or product.on >= profile.rules_from:
            return None
        dated = (*between, ("day", product.on), ("begins", profile.rules_from))
        return Step("rules_later", None, "product", dated), (Missing("old_rules", "product", "on", dated),)
    dated = (*between, ("day", product.on), ("begins", begins))
    return Step("not_in_force", None, "product", dated), (Missing("day", "product", "on", dated),)
