"""Decision tables against what the articles say, case by case; each receipt is replayed."""

from functools import cache
from pathlib import Path

import pytest

from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.receipts import read_receipt, receipt_bytes, receipt_document, replay
from zaiton.blocks.law.domain.rules.values import day_of
from zaiton.blocks.law.queries.rules import load_checked
from zaiton.kit.testing.golden import golden_cases

FOLDER = Path(__file__).parents[1] / "golden" / "rules"
TABLES = Path(__file__).parents[1] / "data" / "rules"
CASES = golden_cases(FOLDER)


@cache
def engine(name: str) -> Engine:
    """The engine of a shipped table, which is sound and has no row in vain."""
    made, unreached = load_checked(TABLES / f"{name}.yaml")
    assert unreached == ()
    return made


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case):
    asked = engine(case.given["table"])
    receipt = asked.on(day_of(case.given["day"])).receipt(asked.facts_of(case.given["facts"]))
    document = receipt_document(receipt)
    rejected = {entry["row"]: entry["cell"] for entry in document["rejected"]}
    for name, value in case.expect.items():
        if name == "rejected":
            assert value.items() <= rejected.items()
        else:
            assert document[name] == value, name
    if document["status"] == "decided":
        assert case.article in [source["article"] for source in document["sources"]]
    content = receipt_bytes(receipt)
    assert replay(asked.table, read_receipt(content, "receipt.json"), content) == content
