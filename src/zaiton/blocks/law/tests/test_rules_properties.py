"""Random tables against the slow reading: decisions, unknown facts, overlaps, gaps, receipts, DMN, all by trying everything."""

from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules.dmn_out import dmn_text
from zaiton.blocks.law.domain.rules.engine import Engine
from zaiton.blocks.law.domain.rules.reading import read_table
from zaiton.blocks.law.domain.rules.receipts import read_receipt, receipt_bytes, receipt_document, replay
from zaiton.blocks.law.domain.rules.soundness import check_table
from zaiton.blocks.law.domain.rules.whynot import wanted_of, why_not
from zaiton.blocks.law.queries.rules import load_dmn, load_table, table_yaml
from zaiton.blocks.law.tests.rules_naive import DAYS, FIRST_DAY, WORDS, WORLDS, answer, matching

LAST_DAY = FIRST_DAY + timedelta(days=3)
TYPES = {"number": "decimal", "day": "day", "kind": "choice", "flag": "boolean", "word": "text"}
EXTRAS = {
    "number": {"places": "0", "range": "[0..6]"},
    "day": {"range": f"[{DAYS[0]}..{DAYS[-1]}]"},
    "kind": {"values": WORDS},
}


@st.composite
def spans(draw, world):
    """A range with a non-empty interior written down, or an open one."""
    low, high = draw(st.none() | st.sampled_from(world)), draw(st.none() | st.sampled_from(world))
    if low is None and high is None:
        low = world[0]
    if low is not None and high is not None and low >= high:
        return low
    return (low, high, draw(st.sampled_from(["[]", "[)", "(]", "()"])))


def conditions(name):
    """None for any, or (negated, tests)."""
    world = WORLDS[name] if name != "word" else WORDS
    one = st.sampled_from(world) | spans(world) if name in ("number", "day") else st.sampled_from(world)
    return st.none() | st.tuples(st.booleans(), st.lists(one, min_size=1, max_size=2))


def written(condition, name) -> str:
    """The condition as a person writes it."""

    def bare(value):
        return str(value).lower() if isinstance(value, bool) else str(value)

    def test(one):
        if not isinstance(one, tuple):
            return bare(one)
        low, high, ends = one
        if low is None or high is None:
            sign, side = ("<", high) if low is None else (">", low)
            closed = ends[1] == "]" if low is None else ends[0] == "["
            return f"{sign}{'=' if closed else ''} {side}"
        return f"{ends[0]}{low}..{high}{ends[1]}"

    negated, tests = condition
    said = ", ".join(test(one) for one in tests)
    return f"not({said})" if negated else said


@st.composite
def tables(draw, hits=("unique", "first", "any", "collect")):
    """The plain rows, and the table read from what a person would write."""
    names = draw(st.lists(st.sampled_from(sorted(WORLDS)), min_size=1, max_size=4, unique=True))
    rows = []
    for number in range(draw(st.integers(1, 6))):
        first = draw(st.integers(0, 2)) if draw(st.booleans()) else 0
        until = draw(st.integers(first + 1, 3)) if draw(st.booleans()) else 3
        rows.append(
            {
                "id": f"r{number}",
                "from": FIRST_DAY + timedelta(days=first),
                "until": FIRST_DAY + timedelta(days=until),
                "when": {name: draw(conditions(name)) for name in names},
                "then": draw(st.sampled_from(["x", "y"])),
            }
        )
    hit = draw(st.sampled_from(hits))
    source = {
        "table": "random",
        "title": {"zh": "随机", "en": "Random"},
        "article": "synthetic",
        "status": "synthetic",
        "in_force_from": str(FIRST_DAY),
        "in_force_until": str(LAST_DAY),
        "hit": hit,
        "gaps": draw(st.sampled_from(["refused", "allowed"])),
        "inputs": [{"name": n, "type": TYPES[n], **EXTRAS.get(n, {})} for n in names],
        "outputs": [{"name": "then", "type": "text"}],
        "rows": [
            {
                "id": row["id"],
                "in_force_from": str(row["from"]),
                "in_force_until": str(row["until"]),
                "when": {n: written(c, n) for n, c in row["when"].items() if c is not None},
                "then": {"then": row["then"]},
            }
            for row in rows
        ],
    }
    return names, rows, read_table(source, "random.yaml")


def space(names):
    """Every day and every combination of facts."""
    for day in (FIRST_DAY + timedelta(days=n) for n in range(3)):
        for values in product(*[WORLDS[name] for name in names]):
            yield day, dict(zip(names, values, strict=True))


@settings(max_examples=250, deadline=None)
@given(tables(), st.data())
def test_the_engine_says_what_the_slow_reading_says(made, data):
    names, rows, table = made
    engine = Engine(table)
    day = FIRST_DAY + timedelta(days=data.draw(st.integers(0, 2)))
    facts = {name: data.draw(st.none() | st.sampled_from(WORLDS[name])) for name in names}
    if table.hit in ("unique", "any"):
        try:
            check_table(table, "random.yaml", engine.cuts)
        except (faults.RowsOverlap, faults.RowsDisagree, faults.NeverHolds):
            return
        except faults.GapFound:
            pass
    status, outputs, matters = answer(table.hit, rows, facts, day)
    rules = engine.on(day)
    decision = rules.decide(facts)
    told = decision.outputs if isinstance(decision.outputs, tuple) else (decision.outputs,)
    assert decision.status == status
    assert set(decision.matters) == matters
    if status == "decided":
        assert tuple(one["then"] for one in told) == outputs
    receipt = rules.receipt(facts)
    content = receipt_bytes(receipt)
    assert receipt.decision == decision
    assert replay(table, read_receipt(content, "receipt.json"), content) == content
    if None not in facts.values():
        document = receipt_document(receipt)
        assert document["matched"] == [row["id"] for row in matching(rows, facts, day)]
        assert len(document["matched"]) + len(document["rejected"]) == len(rows)


@settings(max_examples=250, deadline=None)
@given(tables())
def test_overlaps_and_gaps_are_found_and_only_they(made):
    names, rows, table = made
    impossible = any(
        not any(matching([{**row, "from": date.min, "until": date.max}], f, day) for day, f in space(names))
        for row in rows
    )
    meets, gap = False, False
    for day, facts in space(names):
        found = matching(rows, facts, day)
        gap = gap or not found
        if table.hit == "unique":
            meets = meets or len(found) > 1
        elif table.hit == "any":
            meets = meets or len({row["then"] for row in found}) > 1
    wrong = impossible or meets or (gap and table.gaps == "refused")
    try:
        unreached = check_table(table, "random.yaml")
    except (faults.NeverHolds, faults.RowsOverlap, faults.RowsDisagree, faults.GapFound) as fault:
        assert wrong
        assert "random.yaml: rows" in fault.data["place"]
        assert not isinstance(fault, faults.NeverHolds) or impossible
        assert not isinstance(fault, (faults.RowsOverlap, faults.RowsDisagree)) or meets
        assert not isinstance(fault, faults.GapFound) or gap
        return
    assert not wrong
    if table.hit == "first":
        firsts = {found[0]["id"] for day, facts in space(names) if (found := matching(rows, facts, day))}
        assert set(unreached) == {row["id"] for row in rows} - firsts


@settings(max_examples=100, deadline=None)
@given(tables(hits=("first", "collect")), st.data())
def test_every_change_proposed_brings_the_outcome_and_none_is_missed(made, data):
    names, rows, table = made
    rules = Engine(table).on(FIRST_DAY)
    facts = {name: data.draw(st.sampled_from(WORLDS[name])) for name in names}
    told = why_not(rules, facts, wanted_of(rules, {"then": "x"}))

    def gives(given):
        found = [row["then"] for row in matching(rows, given, FIRST_DAY)]
        return "x" in (found if table.hit == "collect" else found[:1])

    assert told["reached"] == gives(facts)
    typed = {**facts}
    for change in told["changes"]:
        typed = rules.engine.facts_of({**facts, change["fact"]: change["example"]})
        assert gives({n: "another" if n == "word" and v not in WORDS else v for n, v in typed.items()})
    turning = {name for name in names if any(gives({**facts, name: value}) for value in WORLDS[name])}
    assert {change["fact"] for change in told["changes"]} == (set() if told["reached"] else turning)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_table_goes_through_dmn_and_yaml_unchanged(tmp_path_factory, made):
    _, _, table = made
    folder = tmp_path_factory.mktemp("round")
    (folder / "t.dmn").write_text(dmn_text(table), encoding="utf-8")
    (folder / "t.yaml").write_text(table_yaml(table), encoding="utf-8")
    (folder / "t.json").write_bytes(table.content)
    for again in (load_dmn(folder / "t.dmn"), load_table(folder / "t.yaml"), load_table(folder / "t.json")):
        assert again == table
        assert again.content == table.content


@settings(max_examples=200, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=Decimal(-(10**20)), max_value=10**20))
def test_numbers_are_compared_exactly_and_never_through_floats(number):
    nudge = Decimal("0.000000000001")
    source = {
        "table": "exact",
        "title": {"zh": "精确", "en": "Exact"},
        "article": "synthetic",
        "status": "synthetic",
        "in_force_from": "2024-01-01",
        "inputs": [{"name": "amount", "type": "decimal"}],
        "outputs": [{"name": "side", "type": "choice", "values": ["below", "at", "above"]}],
        "rows": [
            {"id": "below", "when": {"amount": f"< {number:f}"}, "then": {"side": "below"}},
            {"id": "at", "when": {"amount": f"{number:f}"}, "then": {"side": "at"}},
            {"id": "above", "when": {"amount": f"> {number:f}"}, "then": {"side": "above"}},
        ],
    }
    engine = Engine(read_table(source, "exact.yaml"))
    check_table(engine.table, "exact.yaml", engine.cuts)
    rules = engine.on(date(2024, 1, 1))

    with localcontext() as exact:
        exact.prec = 60
        sides = {"below": number - nudge, "at": number, "above": number + nudge}
    for side, value in sides.items():
        assert rules.decide({"amount": value}).outputs["side"] == side
