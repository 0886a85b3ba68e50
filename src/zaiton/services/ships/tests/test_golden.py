"""The golden cases of the service on the domain alone: numbers with their check digits, figures as the report counts them."""

from pathlib import Path

import pytest

from zaiton.base.identifiers import imo_number
from zaiton.base.refusals import Refusal
from zaiton.base.ship_identifiers import mmsi, ship_id
from zaiton.kit.testing.golden import GoldenCase, golden_cases
from zaiton.services.ships.domain.figures import times, worth

READERS = {"imo": imo_number, "mmsi": mmsi, "ship_id": ship_id}
CASES = golden_cases(Path(__file__).parents[1] / "golden")


def came_out(case: GoldenCase) -> dict[str, object]:
    """What the domain makes of what is given."""
    given = case.given
    if "number" in given:
        try:
            return {"plain": READERS[given["number"]](given["text"])}
        except Refusal as refusal:
            return {"refused": refusal.code}
    if "per_day_fen" in given:
        return {"worth_fen": worth(given["saved_days"], given["per_day_fen"])}
    found = times(given["days"], given["target"])
    saved = None if found.median is None else given["statutory"] - found.median
    share = None if found.share is None else f"{found.share.normalize():f}"
    return {"median": found.median, "p90": found.p90, "within": found.within, "share": share, "saved": saved}


@pytest.mark.parametrize("case", CASES, ids=[case.name.split(" / ")[1] for case in CASES])
def test_golden(case: GoldenCase) -> None:
    assert came_out(case) == dict(case.expect)
