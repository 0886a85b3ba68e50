"""An order as a message or a file says it, read strictly: whole fen, ISO days, decimal texts; and the assessment written back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from zaiton.services.retail_tax.domain.exact import number, shown
from zaiton.services.retail_tax.domain.order import Assessment, Basis, Line, Order, Rates, Step
from zaiton.services.retail_tax.domain.order_refusals import LineUnfit, OrderUnfit

MOST_FEN = 10**15
MOST_LINES = 999
PERCENTS = ("tariff_percent", "vat_percent", "consumption_percent")
MEMBERS = {"on", "buyer_used_fen", "freight_fen", "insurance_fen", "lines"}
LINE_MEMBERS = {"id", "code", "price_fen", "articles", "quantity", "rates"}

RatesOf = Callable[[str, date], Rates]
"""The rates on file for a code on a day; unknown ones are None."""


def order_of(said: Any, rates_of: RatesOf) -> Order:
    """The order a document says. Raises ``OrderUnfit``, ``LineUnfit``; ``rates`` given in a line win over those on file."""
    if not isinstance(said, Mapping):
        raise OrderUnfit("order", what="order", given=_short(said))
    for name in said:
        if name not in MEMBERS:
            raise OrderUnfit(str(name)[:40], what=str(name)[:40], given=_short(said[name]))
    on, lines = _day(said.get("on")), said.get("lines")
    if on is None:
        raise OrderUnfit("on", what="on", given=_short(said.get("on")))
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise OrderUnfit("lines", what="lines", given=_short(lines))
    return Order(
        on,
        tuple(_line(line, place, on, rates_of) for place, line in enumerate(lines, 1)),
        *(_fen(said, name) for name in ("buyer_used_fen", "freight_fen", "insurance_fen")),
    )


def document_of(assessment: Assessment) -> dict[str, Any]:
    """The assessment as a document; amounts in whole fen."""
    return {
        "scheme": assessment.scheme,
        "reason": assessment.reason,
        "lines": [
            {
                "id": line.id,
                "dutiable_fen": line.dutiable_fen,
                "tariff_fen": line.tariff_fen,
                "consumption_fen": line.consumption_fen,
                "vat_fen": line.vat_fen,
                "steps": [step_of(step) for step in line.steps],
            }
            for line in assessment.lines
        ],
        "total_fen": assessment.total_fen,
    }


def step_of(step: Step) -> dict[str, Any]:
    """One step as a document."""
    basis = step.basis
    return {
        "step": step.name,
        "formula": step.formula,
        "exact_fen": shown(step.exact_fen),
        "article": basis.article,
        "document": basis.document,
        "status": basis.status,
        "since": basis.since.isoformat() if basis.since else None,
    }


def _line(said: Any, place: int, on: date, rates_of: RatesOf) -> Line:
    label = str(said.get("id")) if isinstance(said, Mapping) and isinstance(said.get("id"), str | int) else f"#{place}"
    if not isinstance(said, Mapping):
        raise LineUnfit("lines", member="line", line=label, given=_short(said))

    def refuse(member: str) -> LineUnfit:
        return LineUnfit(member, member=member, line=label[:40], given=_short(said.get(member)))

    for name in said:
        if name not in LINE_MEMBERS:
            raise refuse(str(name)[:40])
    if not isinstance(said.get("id"), str | int) or isinstance(said["id"], bool) or not label or len(label) > 60:
        raise refuse("id")
    price, articles, code = said.get("price_fen"), said.get("articles"), said.get("code", "")
    if not _whole(price):
        raise refuse("price_fen")
    if not _whole(articles) or articles < 1:
        raise refuse("articles")
    if not isinstance(code, str) or (code and not (code.isascii() and code.isdigit() and 4 <= len(code) <= 13)):
        raise refuse("code")
    quantity = _decimals(said.get("quantity", {}))
    if quantity is None:
        raise refuse("quantity")
    rates = rates_of(code, on) if code else Rates()
    return Line(label, price, articles, _given(said.get("rates"), rates, refuse), code, quantity)


def _given(said: Any, on_file: Rates, refuse: Callable[[str], LineUnfit]) -> Rates:
    """What the line itself gives, the rest from the file. Consumption tax that is not given with other rates is none."""
    if said is None:
        return on_file
    if not isinstance(said, Mapping) or set(said) - {*PERCENTS, "consumption_fen_per"}:
        raise refuse("rates")
    changes: dict[str, Any] = {"consumption_percent": Fraction(0), "consumption_when": {}}
    basis = dict(on_file.basis) | {"consumption": Basis("", status="given")}
    for name in PERCENTS:
        if name in said:
            changes[name] = number(said[name])
            basis[name.removesuffix("_percent")] = Basis("", status="given")
            if changes[name] is None or (name == "consumption_percent" and changes[name] >= 100):
                raise refuse("rates")
    per = _decimals(said.get("consumption_fen_per", {}))
    if per is None:
        raise refuse("rates")
    return replace(on_file, **changes | {"consumption_fen_per": per}, basis=basis)


def _decimals(said: Any) -> dict[str, Fraction] | None:
    if not isinstance(said, Mapping) or len(said) > 20:
        return None
    found = {str(unit): number(value) for unit, value in said.items()}
    return None if None in found.values() else {unit: value for unit, value in found.items() if value is not None}


def _fen(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name, 0)
    if not _whole(value):
        raise OrderUnfit(name, what=name, given=_short(value))
    return value


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_FEN


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _short(value: Any) -> str:
    return repr(value)[:60]
