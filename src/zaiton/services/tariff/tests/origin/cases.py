"""Products, profiles and rules for tests of origin, written as short as a person would say them."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.origin.judging import Verdict, judge
from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.product import Product
from zaiton.services.tariff.domain.origin.product_reading import read_product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.profile_reading import Parties, profile_of
from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Operation,
    Originating,
    Part,
    Reaction,
    Rule,
    Span,
    Test,
    ValueCap,
    ValueContent,
    Way,
    WhollyObtained,
)
from zaiton.services.tariff.domain.origin.world import Importer, World

PROFILES = Path(__file__).parents[2] / "data" / "origin" / "profiles"
NOT_LOADED = Lack("not_loaded")
PARTNERS = {
    "RCEP": "AU BN CN ID JP KH KR LA MM MY NZ PH SG TH VN",
    "ACFTA": "CN BN ID KH LA MM MY PH SG TH VN",
    "APTA": "CN KR IN LK BD LA MN",
    "LDC": "CN BD KH MM ET BJ",
    "CN-HN-EH": "CN HN",
}
MEMBERS_LATER = {("RCEP", "KR"): date(2022, 2, 1), ("RCEP", "PH"): date(2023, 6, 2)}
ANY_DAY = date(2000, 1, 1)
LEVELS = {"CC": "chapter", "CTH": "heading", "CTSH": "subheading", "CTI": "item"}


def profile(agreement: str = "RCEP", day: date = date(2024, 6, 1), exporter: str = "CN", **changes: Any) -> Profile:
    """The shipped general rules of an agreement."""
    document = yaml.safe_load((PROFILES / f"{agreement}.yaml").read_text(encoding="utf-8"))
    names = PARTNERS.get(agreement, "CN " + agreement.partition("-")[2]).split()
    begins = date(2022, 1, 1) if agreement == "RCEP" else ANY_DAY
    joined = {name: MEMBERS_LATER.get((agreement, name), begins) for name in names}
    unilateral = "CN" if agreement == "LDC" else ""
    document["versions"][0] |= changes
    found = profile_of(document, Parties(Bilingual("", agreement), joined, begins, unilateral), day, exporter)
    assert found is not None
    return found


def spans(text: str) -> tuple[Span, ...]:
    """Runs of codes written like ``5106-5113 84``."""
    found = []
    for piece in text.split():
        first, _, last = piece.partition("-")
        found.append(Span(first, last or first))
    return tuple(found)


def test_of(text: str) -> Test:
    """A test written short: ``CTH``, ``CTH -5106-5113``, ``CTH <72``, ``RVC40``, ``VNM40``, ``WO``, ``WO 03``, ``ORIG 8537``, ``CR``, ``DO sewn``."""
    word, *rest = text.split()
    more = " ".join(rest)
    if word in LEVELS:
        excluding = spans(" ".join(r[1:] for r in rest if r.startswith("-")))
        only = spans(" ".join(r[1:] for r in rest if r.startswith("<")))
        return Change(LEVELS[word], excluding, only)
    if word.startswith("RVC"):
        return ValueContent(Fraction(word[3:]), base=more)
    if word.startswith("VNM"):
        return ValueCap(Fraction(word[3:]), of=spans(more))
    if word == "WO":
        return WhollyObtained(spans(more))
    if word == "ORIG":
        return Originating(spans(more)) if more[:1].isdigit() else Originating(what=more)
    if word == "CR":
        return Reaction()
    if word == "DO":
        return Operation(more)
    raise ValueError(text)


def rule_of(text: str) -> Rule:
    """A rule written short: ways with `` | ``, tests of a way with `` & ``, parts with `` || `` and ``goods:``."""
    parts = []
    for piece in text.split("||"):
        goods, colon, words = piece.rpartition(":")
        ways = tuple(Way(tuple(test_of(t) for t in way.split("&"))) for way in words.split("|"))
        parts.append(Part(ways, goods.strip() if colon else ""))
    return Rule(tuple(parts))


def rules(text: str | dict[str, str]):
    """A list of rules: one for every code, or by beginning of the code; ``-`` stands for none loaded, ``~`` for not listed."""
    table = {"": text} if isinstance(text, str) else text
    kept = {key: _or_lack(words) for key, words in table.items()}

    def find(code: str) -> Rule | Lack:
        for length in range(len(code), -1, -1):
            if code[:length] in kept:
                return kept[code[:length]]
        return NOT_LOADED

    return find


def _or_lack(words: str) -> Rule | Lack:
    if words.startswith("?"):
        return Lack("needs_person", words[1:])
    return {"-": NOT_LOADED, "~": Lack("not_listed")}.get(words) or rule_of(words)


def make(
    product: dict | None = None, materials: list[dict] | None = None, world: World | None = None, **top: Any
) -> Product:
    """A product of the smallest document, with changes."""
    good = {"code": "850980", "fob": 10000, "processing": {"more_than_minimal": True}} | (product or {})
    document = {"on": "2024-06-01", "from": "CN", "to": "JP", "product": good, "materials": materials or []} | top
    return read_product(document, world or World())


def ask(
    rule: str | dict[str, str],
    materials: list[dict],
    product: dict | None = None,
    agreement: str = "RCEP",
    importer: Importer | None = None,
    world: World | None = None,
    **top: Any,
) -> Verdict:
    """The verdict on a product under a rule."""
    world = world or World()
    made = make(product, materials, world, **top)
    general = profile(agreement, made.on, made.exporter)
    return judge(made, general, rules(rule), world, importer or Importer())


def foreign(code: str = "850131", value: int = 1000, **more: Any) -> dict:
    """A material from outside every agreement."""
    return {"code": code, "origin": "US", "value": value} | more


def own(code: str = "850131", value: int = 1000, origin: str = "CN", **more: Any) -> dict:
    """A material said to be originating."""
    return {"code": code, "origin": origin, "originating": True, "value": value} | more
