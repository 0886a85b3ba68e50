"""The question as it stands in an address: its fields, their errors, and the good that was meant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from zaiton.base.identifiers import hs_code
from zaiton.base.refusals import Refusal
from zaiton.services.tariff.domain.answer import Question
from zaiton.services.tariff.domain.asking import read_amount, read_day, read_territory, read_unit
from zaiton.services.tariff.domain.duty import UNITS
from zaiton.services.tariff.domain.duty_text import unit_name
from zaiton.services.tariff.queries.advice import Asked, find_goods, question_of
from zaiton.services.tariff.queries.names import known_territories, territory_names
from zaiton.services.tariff.queries.ratebook import charges
from zaiton.services.tariff.queries.territories import common_origins, destinations

LONGEST_FIELD = 200
SUBHEADING_DIGITS = 6
MOST_CHOICES = 150


@dataclass(slots=True)
class AskState:
    """What the page shows of the question: texts as typed, the error of each field, the choices where a name has several."""

    q: str = ""
    origin: str = ""
    destination: str = "CN"
    on: str = ""
    value: str = ""
    quantity: str = ""
    unit: str = ""
    currency: str = ""
    facts: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    choices: list[dict] = field(default_factory=list)
    question: Question | None = None
    hint: str = ""
    """What to do next, where the question came half asked (from the first page)."""

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """The errors in the order of the fields."""
        return list(self.errors.items())


def read_state(given: QueryDict, today: date) -> AskState:
    """The state of the page from its address; errors are collected, nothing is raised."""
    state = AskState(
        q=_text(given, "q"),
        origin=_text(given, "origin"),
        destination=_text(given, "destination") or "CN",
        on=_text(given, "on") or f"{today:%Y-%m-%d}",
        value=_text(given, "value"),
        quantity=_text(given, "quantity"),
        unit=_text(given, "unit"),
        currency=_text(given, "currency"),
        facts=tuple(f[:LONGEST_FIELD] for f in given.getlist("fact")[:20]),
    )
    if state.q and "origin" not in given:
        _code_of(state)
        if not state.errors:
            state.hint = gettext("Now choose where the good originates.")
    elif state.q or state.origin:
        _settle(state)
    return state


def _text(given: Mapping[str, str], name: str) -> str:
    return given.get(name, "").strip()[:LONGEST_FIELD]


def _settle(state: AskState) -> None:
    code = _code_of(state)
    if not state.origin:
        state.errors["origin"] = gettext("Choose where the good originates.")
    known = known_territories()
    for name, read in (
        ("q", lambda: hs_code(code, least=4, most=13) if code else None),
        ("origin", lambda: read_territory(state.origin, "origin", known) if state.origin else None),
        ("destination", lambda: read_territory(state.destination, "destination", known)),
        ("on", lambda: read_day(state.on)),
        ("value", lambda: read_amount(state.value, "value")),
        ("quantity", lambda: read_amount(state.quantity, "quantity")),
        ("unit", lambda: read_unit(state.unit, bool(state.quantity))),
    ):
        _collect(state, name, read)
    if code and not state.errors:
        _collect(state, "q", lambda: _ask(state, code))


def _collect(state: AskState, name: str, read: Callable[[], object]) -> None:
    try:
        read()
    except Refusal as refusal:
        name = refusal.field if refusal.field in ("value", "unit", "currency") else name
        state.errors.setdefault(name, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())


def _ask(state: AskState, code: str) -> None:
    state.question = question_of(
        Asked(
            code=code,
            origin=state.origin,
            destination=state.destination,
            on=state.on,
            value=state.value,
            quantity=state.quantity,
            unit=state.unit,
            currency=state.currency,
            facts=state.facts,
        )
    )


def _code_of(state: AskState) -> str:
    """The code typed, or the code of the only good of that name; fills ``choices`` where there are several."""
    if not state.q:
        state.errors["q"] = gettext("Write the code or the name of the good.")
        return ""
    first = state.q.split()[0].replace(".", "")
    if any(c.isdigit() for c in first) and not any(c.isalpha() for c in first):
        if first.isdigit() and len(first) < SUBHEADING_DIGITS:
            state.choices = [
                g for g in find_goods(first, limit=MOST_CHOICES) if len(first) < len(g["code"]) <= SUBHEADING_DIGITS
            ]
        return "" if state.choices else first
    found = find_goods(state.q)
    wanted = state.q.lower()
    sure = [g for g in found if g["match"] in ("code", "name")]
    exact = [g for g in sure if wanted in (g["name_zh"].lower(), g["name_en"].lower()) and len(g["code"]) >= 6]
    if len(exact) == 1 or (len(sure) == 1 and len(found) == 1 and len(sure[0]["code"]) >= 6):
        return (exact or sure)[0]["code"]
    if found:
        state.choices = found
    else:
        state.errors["q"] = gettext("Nothing on file has this name. Write the code, or another name for the good.")
    return ""


def origin_options(chosen: str) -> SafeString:
    """The options of the field of origin, the chosen one marked; partners of agreements stand first."""
    return _selected(_origin_options(get_language() or "", common_origins()), chosen)


def destination_options(chosen: str) -> SafeString:
    """The options of the field of destination: territories with a tariff on file."""
    return _selected(_territory_options(get_language() or "", destinations()), chosen)


def currency_options(chosen: str) -> SafeString:
    """The options of the field of currency: the destination's own, and those with an exchange rate on file; none, no field."""
    foreign = sorted({currency for table in charges().exchange for currency, _ in table.rates})
    if not foreign and not chosen:
        return mark_safe("")
    listed = sorted({*foreign, *([chosen.upper()] if chosen.isascii() and chosen.isalpha() else [])})
    options = format_html('<option value="">{}</option>', gettext("the destination's"))
    options += format_html_join("", '<option value="{0}">{0}</option>', ((code,) for code in listed))
    return _selected(options, chosen.upper())


def unit_options(chosen: str) -> SafeString:
    """The options of the field of unit."""
    return _selected(_unit_options(get_language() or ""), chosen or "kg")


def _selected(options: str, chosen: str) -> SafeString:
    mark = f'<option value="{chosen}">'
    return mark_safe(options.replace(mark, mark[:-1] + " selected>", 1) if chosen.isalnum() else options)


@lru_cache(maxsize=64)
def _origin_options(language: str, common: tuple[str, ...]) -> str:
    names = territory_names(language)
    rest = tuple(sorted(set(names) - set(common), key=names.get))
    return (
        f'<option value="">{gettext("Choose …")}</option>'
        + format_html('<optgroup label="{}">', gettext("Partners of agreements"))
        + _territory_options(language, common)
        + format_html('</optgroup><optgroup label="{}">', gettext("All others"))
        + _territory_options(language, rest)
        + "</optgroup>"
    )


@lru_cache(maxsize=256)
def _territory_options(language: str, codes: tuple[str, ...]) -> str:
    names = territory_names(language)
    return "".join(
        format_html('<option value="{}">{} {}</option>', code, names.get(code, code), code) for code in codes
    )


@lru_cache(maxsize=8)
def _unit_options(language: str) -> str:
    english = language.startswith("en")
    return "".join(format_html('<option value="{}">{}</option>', unit, unit_name(unit, english)) for unit in UNITS)
