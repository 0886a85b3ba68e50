"""Bills of 20 lines judged under ten agreements, each verdict with every step, its article and its figures.

The bills are random: codes of three editions of the Harmonized System led through the correlations on file, materials made of
parts, unknown origins, missing weights, up to four ways in a rule. Nothing is remembered between verdicts but the correlations.
Steps are kept as codes with their figures, as a program takes them; written out as text and JSON they are told apart. The peer
is a plain loop in Fractions that knows a change of heading, its tolerance and a value content, without text: on bills it can
read both must agree. Run it with ``make bench``.
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
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

os.environ.setdefault("ZAITON_HOME", tempfile.mkdtemp(prefix="zaiton-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")

import django

django.setup()

from zaiton.kit.cli import to_json
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.origin.judging import judge
from zaiton.services.tariff.domain.origin.product import Material, Processing, Product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import (
    Change,
    Operation,
    Part,
    Reaction,
    Rule,
    Span,
    Test,
    ValueContent,
    Way,
)
from zaiton.services.tariff.domain.origin.verdict_document import Words, verdict_document
from zaiton.services.tariff.domain.origin.world import World
from zaiton.services.tariff.queries.mapping import atlas
from zaiton.services.tariff.queries.origin import world
from zaiton.services.tariff.queries.origin_profiles import profile_on

BILLS, LINES, RUNS, WRITTEN, COMPARED = 300, 20, 7, 200, 2_000
DAY = date(2026, 3, 2)
PARTNERS = {
    "RCEP": "JP",
    "CN-KR": "KR",
    "ACFTA": "TH",
    "APTA": "IN",
    "CN-CH": "CH",
    "CN-NZ": "NZ",
    "CN-CL": "CL",
    "CN-EC": "EC",
    "CN-RS": "RS",
    "CN-AU": "AU",
}
Ask = tuple[Product, Profile, Callable[[str], Rule]]


def alternatives(*ways: tuple[Test, ...]) -> Rule:
    """A rule of several ways."""
    return Rule((Part(tuple(Way(tests) for tests in ways)),))


HEADING, CHAPTER, SUBHEADING = Change("heading"), Change("chapter"), Change("subheading")
FORTY, FIFTY = ValueContent(Fraction(40)), ValueContent(Fraction(50))
LISTS = (
    alternatives((HEADING,)),
    alternatives((HEADING,), (FORTY,)),
    alternatives((CHAPTER,), (FORTY,)),
    alternatives((SUBHEADING,), (FORTY,)),
    alternatives(
        (Change("chapter", (Span("50", "63"),)), Operation("sewn")), (HEADING, FIFTY), (FORTY,), (Reaction(),)
    ),
)
"""The forms that cover most lines of a large annex, and one of four ways."""


def material(
    chance: random.Random, codes: dict[int, list[str]], path: str, inner: tuple[Material, ...] = ()
) -> Material:
    """A random line."""
    edition = chance.choice((2017, 2022, 2022, 2022))
    origin = chance.choice(("CN", "CN", "JP", "KR", "TH", "US", "DE", None))
    return Material(
        path,
        f"part {path}",
        chance.choice(codes[edition]),
        edition,
        origin=origin,
        originating=chance.choice((True, True, False, None)) if origin and not inner else None,
        value=chance.randrange(500, 6000),
        weight=chance.choice((None, chance.randrange(10**5, 10**6))),
        own_made=bool(inner),
        processing=Processing(True),
        materials=inner,
    )


def bills(count: int, seed: int) -> list[Product]:
    """Random bills of 20 lines; in one of three, two lines are parts of a third."""
    chance = random.Random(seed)
    codes = {
        year: sorted(c for c in atlas().codes[year] if c[:2] in ("39", "54", "72", "73", "84", "85"))
        for year in (2017, 2022)
    }
    found = []
    for _ in range(count):
        lines = [material(chance, codes, str(n)) for n in range(1, LINES + 1)]
        if chance.random() < 1 / 3:
            parts = tuple(replace(m, path=f"1.{n}", value=m.value // 4) for n, m in enumerate(lines[-2:], 1))
            lines = [material(chance, codes, "1", parts), *lines[1:-2]]
        price = sum(m.value for m in lines) * 5 // 4
        found.append(
            Product(
                DAY,
                "CN",
                "JP",
                chance.choice(codes[2022]),
                2022,
                tuple(lines),
                fob=price,
                ex_works=price * 9 // 10,
                weight=10**8,
                processing=Processing(True),
                operations=(("sewn", False),),
            )
        )
    return found


def asked(products: list[Product], seed: int) -> list[Ask]:
    """Every bill under ten agreements, each with its partner and a rule of its own."""
    chance = random.Random(seed)
    profiles = {name: profile_on(name, DAY, "CN") for name in PARTNERS}
    found = []
    for product in products:
        for name, partner in PARTNERS.items():
            rule = chance.choice(LISTS)
            found.append((replace(product, importer=partner), profiles[name], lambda code, rule=rule: rule))
    return found


def measure(questions: list[Ask], about: World) -> tuple[float, list[int]]:
    """Verdicts a second, and the sorted nanoseconds of each."""
    clock = time.perf_counter_ns
    taken = []
    began = clock()
    for product, profile, rules in questions:
        start = clock()
        judge(product, profile, rules, about)
        taken.append(clock() - start)
    return len(questions) / ((clock() - began) / 1e9), sorted(taken)


def plain_loop(product: Product, heading: bool, content: bool) -> bool:
    """A change of heading with a tolerance of a tenth, or a content of 40, in Fractions: no text, no unknowns, no editions."""
    foreign = [m for m in product.materials if not m.originating]
    if not foreign:
        return True
    if heading:
        same = sum((Fraction(m.value) for m in foreign if m.code[:4] == product.code[:4]), Fraction(0))
        if same <= Fraction(product.fob) / 10:
            return True
    if not content:
        return False
    return 1 - sum((Fraction(m.value) for m in foreign), Fraction(0)) / product.fob >= Fraction(2, 5)


def plain_bills(count: int, seed: int) -> list[Product]:
    """Bills the plain loop can read: one edition, every origin known."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        lines = tuple(
            Material(str(n), "", f"{chance.choice((8501, 8509))}{chance.choice((10, 80))}", 2022, origin="CN",
                     originating=chance.random() < 0.6, value=chance.randrange(1, 1000))
            for n in range(1, LINES + 1)
        )  # fmt: skip
        price = int(sum(m.value for m in lines) * chance.uniform(1, 1.6)) + 1
        found.append(Product(DAY, "CN", "JP", "850980", 2022, lines, fob=price, processing=Processing(True)))
    return found


def compare(about: World) -> tuple[int, float]:
    """How many verdicts agree with the plain loop (all must), and the loop's rate."""
    profile = profile_on("RCEP", DAY, "CN")
    products = plain_bills(COMPARED, 7)
    for product in products:
        for rule, heading, content in ((LISTS[0], True, False), (LISTS[1], True, True)):
            ours = judge(product, profile, lambda code, rule=rule: rule, about).outcome
            theirs = "originating" if plain_loop(product, heading, content) else "not_originating"
            if ours != theirs:
                sys.exit(f"the engine says {ours}, the plain loop {theirs}: {product}")
    start = time.perf_counter()
    for product in products:
        plain_loop(product, True, True)
    return 2 * len(products), len(products) / (time.perf_counter() - start)


def main() -> None:
    """Measure, compare and print."""
    about = world()
    questions = asked(bills(BILLS, 20261123), 11)
    agreed, loop = compare(about)
    outcomes: dict[str, int] = {}
    steps = 0
    for product, profile, rules in questions:  # the correlations are looked up once here
        verdict = judge(product, profile, rules, about)
        outcomes[verdict.outcome] = outcomes.get(verdict.outcome, 0) + 1
        steps += len(verdict.steps)
    gc.collect()
    gc.freeze()
    runs = [measure(questions, about) for _ in range(RUNS)]
    ours = statistics.median(rate for rate, _ in runs)
    p99 = statistics.median(taken[int(len(taken) * 0.99)] for _, taken in runs) / 1000
    words = Words(Voice(str, True), "CNY", str)
    start = time.perf_counter()
    for product, profile, rules in questions[:WRITTEN]:
        to_json(verdict_document(judge(product, profile, rules, about), profile, words), indent=None)
    written = WRITTEN / (time.perf_counter() - start)
    gc.unfreeze()
    print(
        f"{len(questions)} verdicts: {outcomes}, {steps / len(questions):.0f} steps each; {agreed} agree with the plain loop"
    )
    print(
        f"verdicts with all steps {ours:10,.0f}/s   p99 {p99:.0f} us   best run {max(rate for rate, _ in runs):,.0f}/s"
    )
    print(f"written as text and JSON{written:10,.0f}/s")
    print(f"plain loop in Fractions {loop:10,.0f}/s")
    conditions = {
        "bills": BILLS,
        "lines": LINES,
        "agreements": len(PARTNERS),
        "p99_us": round(p99, 1),
        "target": "10,000/s on one core, p99 under 1,000 us",
        "met": ours >= 10_000 and p99 < 1_000,
        "best_run_per_s": round(max(rate for rate, _ in runs)),
        "steps_each": round(steps / len(questions)),
        "outcomes": outcomes,
        "text_and_json_per_s": round(written),
        "agree_with_plain_loop": agreed,
        "runs": RUNS,
        "cores_used": 1,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "peer": "plain loop in Fractions: change of heading, tolerance, value content; no text",
        "load": [round(x, 1) for x in os.getloadavg()],
    }
    line = {"name": Path(__file__).stem, "ours": round(ours), "peer": round(loop), "ratio": round(ours / loop, 2)}
    print(json.dumps({**line, "unit": "verdicts/s", "conditions": conditions}))


if __name__ == "__main__":
    main()
