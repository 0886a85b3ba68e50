"""The lines of an assessment: each a sentence template with its arguments, an outcome and an article; rendered when it is read.

A missing fact is a line too, with what to do about it.
"""

from collections.abc import Callable
from typing import NamedTuple

from zaiton.base.text import gettext_noop as _

Outcome = bool | None
"""True: met. False: not met. None: not known."""


class NamedPart(NamedTuple):
    """A part of the good that a rule names by a key of the vocabulary, where others name codes."""

    key: str


class MaterialArgs(NamedTuple):
    """The arguments of a line about a material."""

    name: str
    origin: str
    exporter: str
    value: int | None
    amount: int | None = None
    gross: int | None = None


class ChangeArgs(NamedTuple):
    """The arguments of a line about one material's change of classification."""

    code: str
    goods: str
    level: str
    name: str


Args = tuple[tuple[str, object], ...] | MaterialArgs | ChangeArgs


def named(args: Args) -> dict[str, object]:
    """The arguments by name, however they are kept: most lines are never read, so they are kept as cheaply as can be."""
    return args._asdict() if isinstance(args, MaterialArgs | ChangeArgs) else dict(args)


class Step(NamedTuple):
    """One line of the assessment. ``line``: ``product``, or the path of the material it is about."""

    code: str
    outcome: Outcome = None
    line: str = ""
    args: Args = ()
    article: str = ""
    depth: int = 0

    def sentence(self, translate: Callable[[str], str], word: Callable[[str, object], str]) -> str:
        """The line in the language of ``translate``; ``word`` renders each argument by its name."""
        return _filled(SENTENCES[self.code], self.line, named(self.args), translate, word)


class Missing(NamedTuple):
    """A fact that decides and is not known. ``field``: the member of the document that would tell it."""

    code: str
    line: str
    field: str
    args: tuple[tuple[str, object], ...] = ()

    def sentence(self, translate: Callable[[str], str], word: Callable[[str, object], str]) -> str:
        """What is not known."""
        return _filled(MISSING[self.code][0], self.line, dict(self.args), translate, word)

    def remedy(self, translate: Callable[[str], str], word: Callable[[str, object], str]) -> str:
        """What to do about it."""
        return _filled(MISSING[self.code][1], self.line, dict(self.args), translate, word)


def _filled(
    template: str,
    line: str,
    args: dict[str, object],
    translate: Callable[[str], str],
    word: Callable[[str, object], str],
) -> str:
    """A template with its arguments; a line is named by its path and the name of its material."""
    values = {key: word(key, value) for key, value in args.items()}
    shown = translate(THE_PRODUCT) if line == PRODUCT else f"{line} {args.get('name') or ''}".strip()
    return translate(template).format(line=shown, **values)


PRODUCT = "product"
THE_PRODUCT = _("the product itself")


def all_of(outcomes: list[Outcome]) -> Outcome:
    """True where all are, false where one is not, else not known."""
    if False in outcomes:
        return False
    return None if None in outcomes else True


def any_of(outcomes: list[Outcome]) -> Outcome:
    """True where one is, false where none is, else not known."""
    if True in outcomes:
        return True
    return None if None in outcomes else False


SENTENCES = {
    # materials
    "material_originating": _("{line}: originating in {origin}, value {value}."),
    "material_cumulated": _(
        "{line}: originating in {origin}, counts as originating in {exporter} by cumulation, value {value}."
    ),
    "material_absorbed": _(
        "{line}: made of parts and originating itself, so all of its value of {value} is originating."
    ),
    "material_opened": _("{line}: made by the producer and not originating itself; its own parts count instead."),
    "material_not_originating": _("{line}: not originating, value {value}."),
    "material_outside": _("{line}: from {origin}, which is no party: not originating, value {value}."),
    "material_outside_cumulation": _(
        "{line}: from {origin}, which this way of the rule does not cumulate with: counted as not originating, value {value}."
    ),
    "material_unknown": _("{line}: origin not shown; the law counts it as not originating, value {value}."),
    "material_indirect": _("{line}: used in the making but no part of the good: counts as originating."),
    "transport_packaging": _("{line}: packing for transport, left out."),
    "retail_packaging": _("{line}: packing for retail sale, left out of the change of classification."),
    "accessory": _("{line}: accessory, spare part, tool or manual, left out of the change of classification."),
    "accessory_alone": _("{line}: invoiced separately or not customary, so it counts as any material."),
    "fungible_kept": _("{line}: interchangeable with others, kept apart as the agreement asks."),
    "deducted": _("{line}: {amount} taken off its value of {gross}, leaving {value}."),
    "deduction_refused": _("{line}: {amount} could be taken off its value if it were evidenced."),
    # the code
    "code_same": _("The rule is read in HS {edition}: {code}."),
    "code_mapped": _("{code} of HS {given} is {codes} in HS {edition}, in which the rules are written."),
    "code_ambiguous": _("{code} of HS {given} may be {codes} in HS {edition}, in which the rules are written."),
    # criteria
    "wholly_obtained": _("Wholly obtained or produced in {exporter}."),
    "wholly_obtained_materials": _("Made in {exporter} only of goods wholly obtained there."),
    "not_wholly_obtained": _("Not wholly obtained: {line} is not."),
    "wholly_obtained_unknown": _("Whether it is wholly obtained is not known."),
    "originating_only": _("Made only of originating materials."),
    "not_originating_only": _("Not made of originating materials alone: {count} materials are not originating."),
    "originating_only_unknown": _("Whether all materials are originating is not known for {count} of them."),
    "rule": _("The rule for {code}: {rule}"),
    "rule_general": _("The general rule: {rule}"),
    "rule_not_loaded": _("Rule not loaded: no list of rules on file speaks of {code}."),
    "rule_not_listed": _("The list of rules does not have {code}."),
    "rule_needs_person": _("The rule for {code} could not be read and needs a person: “{text}”"),
    "rule_other_goods": _("The rule for {code} is about other goods than this one."),
    "which_goods": _("The rule for {code} tells several goods apart; which of them this is, is not known."),
    "way": _("Way {number}: {rule}"),
    "no_bill": _("There is no bill of materials."),
    # tests
    "changed": _("{line}: {code} to {goods}, change of {level}."),
    "not_changed": _("{line}: {code} to {goods}, no change of {level}."),
    "excluded": _("{line}: {code} is among those from which a change does not count."),
    "not_from": _("{line}: {code} is not among those a change must come from."),
    "change_unknown": _("{line}: whether its classification changes is not known."),
    "change_met": _("Every material that is not originating changes its {level}."),
    "change_failed": _("The change of {level} fails for {lines}."),
    "change_open": _("Whether the change of {level} is met hangs on {lines}."),
    "tolerance_value": _("What does not change is worth {value}, {share} of {price}; up to {percent} is passed over."),
    "tolerance_value_not": _(
        "What does not change is worth {value}, {share} of {price}; only {percent} would be passed over."
    ),
    "tolerance_weight": _("What does not change weighs {value}, {share} of {price}; up to {percent} is passed over."),
    "tolerance_weight_not": _(
        "What does not change weighs {value}, {share} of {price}; only {percent} would be passed over."
    ),
    "tolerance_unknown": _("Whether what does not change stays within {percent} is not known."),
    "tolerance_none": _("The agreement passes over nothing that does not change."),
    "value_down": _("({price} − {foreign}) ÷ {price} = {share}; at least {percent} is needed."),
    "value_down_open": _(
        "({price} − what is not originating) ÷ {price} lies between {least} and {share}; at least {percent} is needed; "
        "{foreign} is not originating for sure."
    ),
    "value_up": _("({own} + {costs}) ÷ {price} = {share}; at least {percent} is needed."),
    "value_up_open": _(
        "(at most {own} + {costs}) ÷ {price} lies between {least} and {share}; at least {percent} is needed."
    ),
    "value_cap": _("{foreign} ÷ {price} = {share}; at most {percent} may be not originating."),
    "value_cap_open": _(
        "What is not originating ÷ {price} lies between {least} and {share}; at most {percent} is allowed."
    ),
    "value_no_price": _("The share cannot be computed: the {base} price is not known."),
    "value_unknown": _("The share cannot be computed: a value is not known."),
    "all_wholly_obtained": _("All materials of {codes} are wholly obtained."),
    "some_not_wholly_obtained": _("Not all materials of {codes} are wholly obtained: {lines}."),
    "wholly_obtained_open": _("Whether all materials of {codes} are wholly obtained is not known: {lines}."),
    "all_originating": _("All materials of {codes} are originating."),
    "some_not_originating": _("Not all materials of {codes} are originating: {lines}."),
    "originating_open": _("Whether all materials of {codes} are originating is not known: {lines}."),
    "reaction": _("A chemical reaction forms a new molecule."),
    "no_reaction": _("No chemical reaction forms a new molecule."),
    "reaction_open": _("Whether a chemical reaction forms a new molecule is not known."),
    "operation": _("Done in {exporter}: {operation}."),
    "no_operation": _("Not done in {exporter}: {operation}."),
    "operation_open": _("Whether this is done in {exporter} is not known: {operation}."),
    "beyond_minimal": _("More is done than operations that never confer origin."),
    "only_minimal": _("Nothing is done but operations that never confer origin: {operations}."),
    "minimal_open": _("Whether more is done than operations that never confer origin is not known."),
    "set_met": _(
        "A set: parts that are not originating are worth {foreign}, {share} of {price}; up to {percent} is allowed."
    ),
    "set_failed": _(
        "A set: parts that are not originating are worth {foreign}, {share} of {price}; only {percent} is allowed."
    ),
    "set_open": _("A set: whether the parts that are not originating stay within {percent} is not known."),
    # consignment
    "consignment_condition": _(
        "It must travel straight from {exporter} to {importer}, or stay under customs control on the way."
    ),
    "consignment_direct": _("It travels straight from {exporter} to {importer}."),
    "consignment_kept": _("It passes through {via} and keeps its origin there."),
    "consignment_processed": _("It loses its origin: it is worked upon in {via}."),
    "consignment_free": _("It loses its origin: it does not stay under customs control in {via}."),
    "consignment_trade": _("It loses its origin: it enters trade or consumption in {via}."),
    "consignment_reason": _("It loses its origin: transport gives no reason to pass through {via}."),
    "consignment_long": _("It loses its origin: it stays {days} days in {via}, and {most} are allowed."),
    "consignment_open": _("Whether it keeps its origin in {via} is not known."),
    # applicability
    "not_in_force": _(
        "The agreement is not in force between {exporter} and {importer} on {day}; it begins on {begins}."
    ),
    "rules_later": _("The general rules on file hold from {begins}; those of {day} are not on file."),
    "not_parties": _("The agreement is not between {exporter} and {importer}."),
    "one_way": _("Only {party} imports under this arrangement."),
    # the result
    "originating": _("Originating."),
    "not_originating": _("Not originating."),
    "undetermined": _("Undetermined."),
    # the country of origin
    "country_no_difference": _(
        "{importer} gives all parties the same rate for this line; the country makes no difference."
    ),
    "country_difference_unknown": _("Whether {importer} gives the parties different rates is not on file."),
    "country_special": _(
        "The line is on the list of {importer}: the country is {exporter} only with {percent} of value added there."
    ),
    "country_not_special": _(
        "The line is not on the list of {importer} that asks for value added in the exporting party."
    ),
    "country_special_unknown": _(
        "Whether the line is on the list of {importer} that asks for value added is not on file."
    ),
    "country_own": _("Value added in {exporter}: ({price} − {foreign}) ÷ {price} = {share}; {percent} is needed."),
    "country_own_unknown": _("The value added in {exporter} cannot be computed."),
    "country_exporter_wo": _("Wholly obtained in {exporter}: that is the country of origin."),
    "country_exporter_pe": _(
        "Made of originating materials, with more than minimal operations in {exporter}: that is the country of origin."
    ),
    "country_exporter_pe_minimal": _("Made of originating materials, but with minimal operations only in {exporter}."),
    "country_exporter_rule": _("The rule of the line is met in {exporter}: that is the country of origin."),
    "country_exporter_special": _("{exporter} reaches the share: it is the country of origin."),
    "country_largest": _("Otherwise the party with the most originating materials: {party}, {value}."),
    "country_tie": _(
        "{parties} give equally much of the originating materials: the rule does not say which is the country."
    ),
    "country_unknown": _("The country of origin is not determined."),
    "claim_contributors": _(
        "The importer may claim the highest rate among the parties that contributed ({parties}), proof marked *."
    ),
    "claim_all": _("The importer may claim the highest rate among all parties, proof marked **."),
}

MISSING = {
    "origin": (_("Where {line} comes from."), _("Ask the supplier for its origin and enter it.")),
    "declaration": (
        _("Whether {line} from {origin} is originating under this agreement."),
        _("Ask the supplier for a declaration of origin."),
    ),
    "value": (_("What {line} is worth."), _("Enter its value.")),
    "weight": (_("What {line} weighs."), _("Enter its weight in kilograms.")),
    "product_weight": (_("What the product weighs."), _("Enter its weight in kilograms.")),
    "code": (_("The commodity code of {line}."), _("Enter its code with at least six digits.")),
    "long_code": (
        _("The national line of {line}: the rule asks for a change of the line of eight digits."),
        _("Enter the code with eight digits."),
    ),
    "code_choice": (
        _("Which of {codes} of HS {edition} {line} is."),
        _("Look at the good and enter its code of that edition under “codes”."),
    ),
    "no_successor": (
        _("What {code} of HS {given} is in HS {edition}."),
        _("Enter its code of that edition under “codes”, or have the correlation imported."),
    ),
    "costs": (
        _("Labour, overhead, profit and other cost of making {line}."),
        _("Enter all four; write zero where there is none."),
    ),
    "fob": (_("The FOB price of {line}."), _("Enter it.")),
    "ex_works": (_("The ex-works price of {line}."), _("Enter it.")),
    "rule": (
        _("The rule for {code}: none is loaded."),
        _("Have the list of rules of the agreement imported."),
    ),
    "rule_words": (_("The rule for {code} could not be read."), _("Have a person read its words and enter it.")),
    "goods": (_("Which of the goods that the rule tells apart {line} is: {known}."), _("Choose one.")),
    "wholly_obtained": (
        _("Whether {line} is wholly obtained in {exporter}."),
        _("Say whether it is grown, caught, extracted or born there."),
    ),
    "bill": (_("The bill of materials."), _("Enter the materials the product is made of.")),
    "operation": (_("Whether this is done in {exporter}: {operation}."), _("Say yes or no.")),
    "reaction": (
        _("Whether a chemical reaction forms a new molecule in {exporter}."),
        _("Say yes or no; dissolving, removing a solvent or crystal water is no reaction."),
    ),
    "part": (
        _("Whether this part is originating: {part}."),
        _("Mark the material that is this part, or say yes or no."),
    ),
    "processing": (
        _("Whether more is done to {line} than operations that never confer origin."),
        _("Say what is done in {exporter}."),
    ),
    "accessory": (
        _("Whether {line} is invoiced with the good and customary for it."),
        _("Say yes or no."),
    ),
    "fungible": (
        _("How {line} is kept apart from interchangeable materials of other origin."),
        _("Name the method: kept apart bodily, or a stock method held for the whole year."),
    ),
    "transit": (
        _("What happens in {via}."),
        _("Say whether it stays under customs control, is worked upon, and for how long."),
    ),
    "day": (_("A day on which the agreement is in force."), _("Choose a day from {begins}.")),
    "old_rules": (
        _("The general rules of the agreement on {day}."),
        _("Choose a day from {begins}, or ask the customs authority."),
    ),
    "special_list": (
        _("Whether the line is on the list of {importer} that asks for value added in the exporting party."),
        _("Look it up in the appendix of its schedule and say so."),
    ),
    "rate_difference": (
        _("Whether {importer} gives the parties different rates for the line."),
        _("Have its schedule imported, or claim the highest rate."),
    ),
    "largest": (
        _("Which party gave the most originating material."),
        _("Enter the values and origins of the materials."),
    ),
}
