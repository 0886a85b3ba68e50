"""Rules in the short notation of certificates and manuals (CTH, RVC 40, WO), the same in every language."""

from fractions import Fraction

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

LEVELS = {"chapter": "CC", "heading": "CTH", "subheading": "CTSH", "item": "CTI"}
HUNDRED = 100


def percent_text(percent: Fraction) -> str:
    """A percentage without trailing zeros, cut (never rounded up) after the second decimal: ``37.7%``, ``33.33…%``."""
    cut, rest = divmod(percent.numerator * HUNDRED, percent.denominator)
    whole, decimals = divmod(cut, HUNDRED)
    shown = f"{whole}.{decimals:02}".rstrip("0").rstrip(".") if not rest else f"{whole}.{decimals:02}…"
    return f"{shown}%"


def spans_text(spans: tuple[Span, ...]) -> str:
    """Runs of codes: ``5106–5113, 72``."""
    return ", ".join(s.first if s.first == s.last else f"{s.first}–{s.last}" for s in spans)


def short(rule: Rule | Part | Way | Test) -> str:
    """A rule, a part of it, a way or a test in short notation."""
    if isinstance(rule, Rule):
        return " ‖ ".join(f"[{p.goods}] {short(p)}" if p.goods else short(p) for p in rule.parts)
    if isinstance(rule, Part):
        return " / ".join(short(way) for way in rule.ways)
    if isinstance(rule, Way):
        return " + ".join(short(test) for test in rule.tests)
    if isinstance(rule, Change):
        more = f" (≠ {spans_text(rule.excluding)})" if rule.excluding else ""
        only = f" (← {spans_text(rule.only_from)})" if rule.only_from else ""
        return LEVELS[rule.level] + more + only
    if isinstance(rule, ValueContent):
        return f"RVC ≥ {percent_text(rule.percent)}"
    if isinstance(rule, ValueCap):
        named = f" {spans_text(rule.of)}" if rule.of else ""
        return f"VNM{named} ≤ {percent_text(rule.percent)}"
    if isinstance(rule, WhollyObtained):
        return f"WO {spans_text(rule.inputs)}".strip()
    if isinstance(rule, Originating):
        return f"OM {rule.what or spans_text(rule.inputs)}"
    if isinstance(rule, Reaction):
        return "CR"
    if isinstance(rule, Operation):
        figures = ", ".join(f"{name} {value}" for name, value in rule.figures)
        return f"SP {rule.key} {figures}".strip()
    raise TypeError(f"no rule: {rule!r}")
