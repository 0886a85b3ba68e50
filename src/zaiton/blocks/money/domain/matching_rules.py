"""By which rules statements are compared: the sources, which of them must state what, and the rules in their order.

The rules are data (``data/matching.toml``; an installation may have its own). Reading them checks that they can decide every
case: nothing is compared by a rule that nobody understands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.money.domain.reconcile_refusals import RulesUnfit

OURS = "ours"
"""The source that is our own: the settled instructions with what the ledger booked for them."""
FACTS = frozenset(["reference", "currency", "amount"])
MATCH = "match"
DIFFERS = "amount_differs"
MOST_SOURCES = 8


@dataclass(frozen=True, slots=True)
class Source:
    """Whose statements are compared; ``owner`` is the role that looks after what only this source is wrong about."""

    name: str
    title: Bilingual
    owner: str
    channels: tuple[str, ...] = ()
    """For our own source: the channels whose instructions take part."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: in what lines must be the same, within how many working days (None: whenever), and what that makes them."""

    name: str
    title: Bilingual
    same: frozenset[str]
    working_days: int | None
    makes: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """Everything that a run goes by. ``comes_in`` and ``goes_out`` are the sources that must state money of that direction."""

    sources: tuple[Source, ...]
    comes_in: frozenset[str]
    goes_out: frozenset[str]
    rules: tuple[Rule, ...]
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The sources' names in their order."""
        return tuple(source.name for source in self.sources)

    @property
    def patience(self) -> int:
        """So many working days a line may come later than the others before it counts as missing."""
        return max((rule.working_days or 0 for rule in self.rules if rule.makes == MATCH), default=0)

    def owner(self, kind: str) -> str:
        """Who looks after a break of this kind at first."""
        name = kind.partition("_")[2]
        return next((source.owner for source in self.sources if source.name == name), self.sources[0].owner)


def scheme_of(content: Mapping[str, Any], digest: str) -> Scheme:
    """The rules as read from their file. Raises ``RulesUnfit`` where they could not decide."""
    try:
        sources = tuple(_source(one) for one in content["source"])
        rules = tuple(_rule(one) for one in content["rule"])
        flows = {one["direction"]: frozenset(one["sources"]) for one in content["flow"]}
        scheme = Scheme(sources, flows["in"], flows["out"], rules, digest)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RulesUnfit("rules", why=f"{type(error).__name__}: {error}"[:200]) from error
    _checked(scheme)
    return scheme


def _source(one: Mapping[str, Any]) -> Source:
    channels = tuple(str(name) for name in one.get("channels", ()))
    return Source(str(one["name"]), _title(one), str(one["owner"]), channels)


def _rule(one: Mapping[str, Any]) -> Rule:
    days = one.get("working_days")
    if days is not None and (type(days) is not int or not 0 <= days <= 60):
        raise ValueError(f"working_days: {days}")
    return Rule(str(one["name"]), _title(one), frozenset(one["same"]), days, str(one["makes"]))


def _title(one: Mapping[str, Any]) -> Bilingual:
    return Bilingual(str(one["title"]["zh"]), str(one["title"]["en"]))


def _checked(scheme: Scheme) -> None:
    names = scheme.names
    faults = []
    if not 2 <= len(names) <= MOST_SOURCES or len(set(names)) < len(names):
        faults.append("between two and eight sources, each once")
    if any(not name.isidentifier() or len(name) > 20 for name in names):
        faults.append("a source is named by at most 20 letters")
    if not scheme.comes_in or not scheme.goes_out or not (scheme.comes_in | scheme.goes_out) <= set(names):
        faults.append("each direction names sources that there are")
    if len({rule.name for rule in scheme.rules}) < len(scheme.rules):
        faults.append("each rule has its own name")
    for rule in scheme.rules:
        if not rule.same <= FACTS or rule.makes not in {MATCH, DIFFERS}:
            faults.append(f"{rule.name}: same in reference, currency or amount; makes match or amount_differs")
        if rule.makes == MATCH and not {"currency", "amount"} <= rule.same:
            faults.append(f"{rule.name}: what matches is the same in currency and amount")
        if rule.makes == MATCH and "reference" not in rule.same and rule.working_days is None:
            faults.append(f"{rule.name}: without a reference there must be a number of days")
    if not any(rule.makes == MATCH and "reference" in rule.same for rule in scheme.rules):
        faults.append("at least one rule matches by reference")
    if [rule.same for rule in scheme.rules if rule.makes == DIFFERS] != [frozenset(["reference"])]:
        faults.append("exactly one rule makes amount_differs: the same in reference alone")
    if faults:
        raise RulesUnfit("rules", why="; ".join(faults))
