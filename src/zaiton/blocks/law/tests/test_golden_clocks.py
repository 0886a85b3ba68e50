"""The golden cases of terms, in the words of the Acts, on the engine alone."""

from pathlib import Path

import pytest

from zaiton.blocks.law.domain.clocks import deadline, recount
from zaiton.blocks.law.domain.clocks_explained import as_record, extension_effects, make_up_days, pause_effects
from zaiton.blocks.law.domain.terms import Allowance, Extension, Pause, Term, Unit
from zaiton.blocks.law.tests.clock_factories import invented_year, shipped_calendar
from zaiton.kit.testing.golden import GoldenCase, golden_cases

CASES = golden_cases(Path(__file__).parents[1] / "golden" / "clocks")
CALENDAR = shipped_calendar()
PLAIN = ("ends", "at", "provisional", "unpublished_year", "rolled_from")


def term_of(given: dict, article: str) -> Term:
    """The term of a case."""
    allowed = given.get("extension")
    more = {name: given[name] for name in ("start_excluded", "roll_last_day") if name in given}
    grounds = tuple(given["grounds"]) if "grounds" in given else None
    extension = Allowance(allowed) if allowed else None
    return Term(given["number"], Unit(given["unit"]), article, grounds=grounds, extension=extension, **more)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.article} {case.given['from']}")
def test_golden(case: GoldenCase):
    given, expect = case.given, case.expect
    pauses = [Pause(p["first"], p.get("last"), p["ground"], p["approver"]) for p in given.get("pauses", [])]
    extensions = [
        Extension(e["approved"], e["number"], e["ground"], e["approver"]) for e in given.get("extensions", [])
    ]
    result = deadline(CALENDAR, term_of(given["term"], case.article), given["from"], pauses, extensions)
    told = as_record(result)
    told["ends"] = told["on"]
    found = {name: told[name] for name in PLAIN if name in expect}
    found |= {"make_up_days": list(make_up_days(result))} if "make_up_days" in expect else {}
    found |= {"pauses": [[e.days, e.why] for e in pause_effects(result)]} if pauses else {}
    found |= {"extensions": [e.why for e in extension_effects(result)]} if extensions else {}
    if "calendar_2027" in given:
        again = recount(result, shipped_calendar(invented_year(2027, **given["calendar_2027"])))
        found |= {"then": again.now.on, "changed": again.changed, "settled": again.settled}
    assert found == dict(expect), case.name
    assert told["article"] == case.article
