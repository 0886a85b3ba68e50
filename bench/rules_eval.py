"""One decision table of sixty rows on its worst facts: half match one of the last ten rows only, half match none.

The peers stand in the same run: zen-engine with its table compiled once, in the quickest of its ways of being called, and a
plain Python loop over rows of tuples with Decimal, the best that is written by hand without an index. All must agree on every
set of facts. Facts are typed before, as a caller in the program has them; reading them from JSON is told apart, and so is
writing a receipt out. Run it with ``make bench``; without zen-engine (a test dependency) it says so and stops.
"""

import gc
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("ZAITON_HOME", tempfile.mkdtemp(prefix="zaiton-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")

from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.receipts import receipt_bytes
from zaiton.blocks.law.domain.rules.soundness import check_table

ROWS, ASKED, RUNS = 60, 40_000, 9
ZEN_ASKED, TEXTS = 4_000, 2_000
KINDS = ["sea", "air", "road", "rail", "post", "pipe"]
AREAS = ["north", "south", "east", "west"]
DAY = date(2026, 1, 1)


def source() -> dict:
    """A synthetic table: four inputs, every row with a kind, a band of amounts and two areas, policy first."""
    rows = []
    for i in range(ROWS):
        low = i // 6 * 1000
        when = {
            "kind": KINDS[i % 6],
            "amount": f"[{low}..{low + 1000})",
            "area": f"{AREAS[i % 4]}, {AREAS[(i + 1) % 4]}",
        }
        if i % 3:
            when["repeated"] = "true" if i % 3 == 1 else "false"
        rows.append({"id": f"r{i}", "when": when, "then": {"fee": str(i * 10)}})
    return {
        "table": "synthetic",
        "title": {"zh": "合成", "en": "Synthetic"},
        "article": "synthetic",
        "status": "synthetic",
        "in_force_from": "2026-01-01",
        "hit": "first",
        "gaps": "allowed",
        "inputs": [
            {"name": "repeated", "type": "boolean"},
            {"name": "area", "type": "text"},
            {"name": "amount", "type": "decimal"},
            {"name": "kind", "type": "choice", "values": KINDS},
        ],
        "outputs": [{"name": "fee", "type": "decimal"}],
        "rows": rows,
    }


def plain_rows() -> list[tuple]:
    """The same rows as a careful person would hard-code them: None for any."""
    rows = []
    for i in range(ROWS):
        low = Decimal(i // 6 * 1000)
        areas = frozenset({AREAS[i % 4], AREAS[(i + 1) % 4]})
        rows.append(([None, True, False][i % 3], areas, low, low + 1000, KINDS[i % 6], Decimal(i * 10)))
    return rows


def plain_loop(rows: list[tuple]) -> Callable[[dict], Decimal | None]:
    """The loop: first row whose four conditions hold."""

    def decide(facts: dict) -> Decimal | None:
        given_repeated, given_area, given_amount, given_kind = facts.values()
        for repeated, areas, low, high, kind, fee in rows:
            if repeated is not None and repeated is not given_repeated:
                continue
            if given_area in areas and low <= given_amount < high and kind == given_kind:
                return fee
        return None

    return decide


def zen_table() -> str:
    """The same table in zen's own format."""
    inputs = [{"id": n, "name": n, "field": n, "type": "expression"} for n in ("repeated", "area", "amount", "kind")]
    rules = []
    for i, (repeated, _, low, high, kind, fee) in enumerate(plain_rows()):
        first, second = AREAS[i % 4], AREAS[(i + 1) % 4]
        said = "" if repeated is None else str(repeated).lower()
        cells = {"repeated": said, "area": f'"{first}", "{second}"', "amount": f"[{low}..{high})", "kind": f'"{kind}"'}
        rules.append({"_id": f"r{i}", **cells, "fee": str(fee)})
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "fee", "name": "fee", "field": "fee", "type": "expression"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "content": {}},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out", "content": {}},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def worst_facts(count: int) -> list[dict]:
    """Distinct facts in random order: one half match one of the last ten rows and none before, the other half no row."""
    chance = random.Random(20260101)
    engine = Engine(read_table(source(), "bench"))
    rules, late, none = engine.on(DAY), [], []
    while min(len(late), len(none)) < count // 2:
        facts = {
            "repeated": chance.random() < 0.5,
            "area": chance.choice(AREAS),
            "amount": Decimal(chance.randrange(8_000_00, 12_000_00)) / 100,
            "kind": chance.choice(KINDS),
        }
        decision = rules.decide(facts)
        if decision.status == "no_match":
            none.append(facts)
        elif int(decision.rows[0][1:]) >= ROWS - 10:
            late.append(facts)
    mixed = late[: count // 2] + none[: count // 2]
    chance.shuffle(mixed)
    return mixed


def zen_ways(zen) -> dict[str, Callable[[dict], dict]]:
    """The ways zen can be asked, each with its table compiled once."""
    compiled = zen.ZenDecisionContent(zen_table())
    loading = zen.ZenEngine({"loader": lambda key: compiled})
    decision = zen.ZenEngine().create_decision(compiled)
    return {
        "loader": lambda facts: loading.evaluate("table", facts)["result"],
        "create_decision": lambda facts: decision.evaluate(facts)["result"],
    }


def rates(asked: dict[str, tuple[Callable, list]]) -> dict[str, float]:
    """Answers a second of each way of asking, the median of the runs; the ways take turns, so that all meet the same load."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(RUNS):
        for name, (ask, listed) in asked.items():
            begin = time.perf_counter()
            for facts in listed:
                ask(facts)
            found[name].append(len(listed) / (time.perf_counter() - begin))
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    """Agree, measure, print."""
    try:
        import zen
    except ImportError:
        sys.exit("this measurement needs zen-engine, a test dependency: make test installs it")
    table = read_table(source(), "bench")
    engine = Engine(table)
    check_table(table, "bench", engine.cuts)
    rules, loop, ways = engine.on(DAY), plain_loop(plain_rows()), zen_ways(zen)
    asked = worst_facts(ASKED)
    floats = [{**facts, "amount": float(facts["amount"])} for facts in asked[:ZEN_ASKED]]
    for place, facts in enumerate(asked):
        told = rules.decide(facts).outputs
        fee = told["fee"] if told else None
        assert fee == loop(facts)
        assert rules.receipt(facts).decision == rules.decide(facts)
        for way in ways.values() if place < ZEN_ASKED else ():
            assert (way(floats[place]) or {}).get("fee") == fee
    written = [{**facts, "amount": str(facts["amount"])} for facts in asked[:TEXTS]]
    gc.collect()
    gc.freeze()
    measured = rates(
        {
            "without": (rules.decide, asked),
            "with": (rules.receipt, asked),
            "loop": (loop, asked),
            **{name: (way, floats) for name, way in ways.items()},
            "text": (lambda facts: receipt_bytes(rules.receipt(facts)), asked[:TEXTS]),
            "from_text": (lambda facts: rules.decide(engine.facts_of(facts)), written),
        }
    )
    without, with_receipt, by_hand = measured["without"], measured["with"], measured["loop"]
    zen_rates, text, from_json = {name: measured[name] for name in ways}, measured["text"], measured["from_text"]
    gc.unfreeze()
    best_zen = max(zen_rates.values())
    print(f"{ASKED} sets of facts agree with the loop, {ZEN_ASKED} with zen-engine")
    print(f"without receipt {without:12,.0f}/s   with receipt {with_receipt:12,.0f}/s")
    print(f"plain loop      {by_hand:12,.0f}/s   zen-engine   {best_zen:12,.0f}/s")
    print(f"receipt written as bytes {text:,.0f}/s; facts read from text first {from_json:,.0f}/s")
    conditions = {
        "rows": ROWS,
        "mix": "half match one of the last ten rows, half match none",
        "facts": ASKED,
        "with_receipt_per_s": round(with_receipt),
        "receipt_written_as_bytes_per_s": round(text),
        "facts_read_from_text_first_per_s": round(from_json),
        "plain_loop_per_s": round(by_hand),
        "zen_engine_per_s": {name: round(value) for name, value in zen_rates.items()},
        "ratio_to_zen_engine": round(without / best_zen, 1),
        "peer": "plain Python loop over tuples with Decimal, no receipt",
        "cores_used": 1,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(without), "peer": round(by_hand)}
    print(json.dumps({**line, "ratio": round(without / by_hand, 1), "unit": "evaluations/s", "conditions": conditions}))


if __name__ == "__main__":
    main()
