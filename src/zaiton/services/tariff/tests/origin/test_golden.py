"""The golden cases of origin, in the words of the agreements, on the engine with the shipped general rules."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from zaiton.kit.testing.golden import GoldenCase, golden_cases
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.domain.origin.verdict_document import Words, verdict_document
from zaiton.services.tariff.domain.origin.world import Importer, World
from zaiton.services.tariff.tests.origin.cases import ask, profile

CASES = golden_cases(Path(__file__).parents[2] / "golden" / "origin")
FEWEST = 150
GIVEN = {"agreement", "rule", "product", "materials", "importer", "editions", "top"}
EXPECT = {
    "outcome",
    "criterion",
    "marks",
    "missing",
    "country",
    "basis",
    "steps",
    "shortfall",
    "blocking",
    "faults",
    "claims",
}


def world_of(editions: dict) -> World:
    """Codes and what they may be in other editions: ``{"850980 2017 2022": "850980 850990"}``."""
    table = {tuple(key.split()): tuple(codes.split()) for key, codes in editions.items()}

    def lead(code: str, first: int, last: int) -> tuple[str, ...]:
        return table.get((code, str(first), str(last)), (code,))

    return World(editions=lead, edition_years=(2002, 2007, 2012, 2017, 2022))


def importer_of(given: dict) -> Importer:
    """What the importing party's tariff says."""
    rates = tuple((party, Fraction(str(rate))) for party, rate in given.get("rates", {}).items())
    return Importer(given.get("rates_differ"), given.get("special"), rates)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.rpartition(" / ")[2])
def test_golden(case: GoldenCase):
    given, expect = case.given, case.expect
    assert set(given) <= GIVEN
    assert expect and set(expect) <= EXPECT
    world = world_of(given.get("editions", {}))
    arguments = (
        given.get("rule", "-"),
        given.get("materials", []),
        given.get("product"),
        given.get("agreement", "RCEP"),
    )
    if "faults" in expect:
        with pytest.raises(BadProduct) as caught:
            ask(*arguments, importer_of({}), world, **given.get("top", {}))
        assert [f"{f.line} {f.code}" for f in caught.value.faults] == expect["faults"]
        return
    verdict = ask(*arguments, importer_of(given.get("importer", {})), world, **given.get("top", {}))
    assert verdict.outcome == expect["outcome"]
    assert (verdict.outcome == "undetermined") == bool(verdict.missing)
    if "criterion" in expect:
        assert verdict.criterion == expect["criterion"]
    if "marks" in expect:
        assert list(verdict.marks) == expect["marks"]
    if "missing" in expect:
        assert sorted({f"{m.line} {m.code}" for m in verdict.missing}) == sorted(expect["missing"])
    if "steps" in expect:
        assert set(expect["steps"]) <= {
            s.code for s in (*verdict.steps, *(verdict.country.steps if verdict.country else ()))
        }
    if "country" in expect:
        assert (verdict.country.party, verdict.country.basis) == (
            expect["country"],
            expect.get("basis", verdict.country.basis),
        )
    if "claims" in expect:
        assert {c.mark: str(c.rate) for c in verdict.country.claims} == expect["claims"]
    results = [test for part in verdict.parts for way in part.ways for test in way.tests]
    if "shortfall" in expect:
        assert expect["shortfall"] in [
            f.shortfall for r in results if isinstance(r.figures, tuple) for f in r.figures if hasattr(f, "shortfall")
        ]
    if "blocking" in expect:
        assert expect["blocking"] in [list(r.figures.blocking) for r in results if hasattr(r.figures, "blocking")]


def test_there_are_cases():
    assert len(CASES) >= FEWEST
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "case", [c for c in CASES if "faults" not in c.expect], ids=lambda case: case.name.rpartition(" / ")[2]
)
def test_every_line_of_a_golden_case_can_be_told(case: GoldenCase):
    """Each step and each missing fact renders with its own arguments, with nothing left to fill and no None in it."""
    given = case.given
    world = world_of(given.get("editions", {}))
    importer = importer_of(given.get("importer", {}))
    arguments = (
        given.get("rule", "-"),
        given.get("materials", []),
        given.get("product"),
        given.get("agreement", "RCEP"),
    )
    verdict = ask(*arguments, importer, world, **given.get("top", {}))
    general = profile(given.get("agreement", "RCEP"))
    document = verdict_document(verdict, general, Words(Voice(str, True), "CNY", str))
    texts = [step["text"] for step in document["steps"]]
    texts += [m[key] for m in document["missing"] for key in ("text", "mend")]
    texts += [step["text"] for step in (document["country"] or {"steps": []})["steps"]]
    assert all(texts)
    assert not [text for text in texts if "None" in text or "{" in text]
    assert json.loads(json.dumps(document)) == document
