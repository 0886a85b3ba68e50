"""The forecast page: one good's rates to the end of each schedule, crossing days, what waiting is worth; and a list of goods."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from zaiton.base.refusals import Refusal
from zaiton.kit import clock
from zaiton.services.tariff.domain.asking import read_day
from zaiton.services.tariff.domain.forecast import HURRY, SAME, WAIT, Forecast, PeriodReversed
from zaiton.services.tariff.pages.amounts import amount_text
from zaiton.services.tariff.pages.asking import (
    AskState,
    currency_options,
    destination_options,
    origin_options,
    read_state,
    unit_options,
)
from zaiton.services.tariff.pages.showing import DOUBTFUL, Shown, show_years
from zaiton.services.tariff.queries.advice import Asked
from zaiton.services.tariff.queries.forecast import forecast_of
from zaiton.services.tariff.queries.names import territory_name

REGION = "forecast"
LONGEST_FIELD = 40
EXAMPLE = "?q=030359&origin=KR&value=1000000"


@dataclass(slots=True)
class Period:
    """The first and the last day of the forecast as typed."""

    first: str = ""
    until: str = ""


@dataclass(slots=True)
class ShownForecast:
    """Everything the forecast's part of the page places, every text made."""

    years: Shown
    document: dict
    heading: str
    verdict: str
    tone: str = ""
    lines: list[str] = field(default_factory=list)
    crossings: list[dict] = field(default_factory=list)
    steps: list[dict] = field(default_factory=list)
    links: dict = field(default_factory=dict)

    @property
    def coming(self) -> list[dict]:
        """Steps after today."""
        return [step for step in self.steps if not step["past"]]

    @property
    def past(self) -> list[dict]:
        """Steps up to today."""
        return [step for step in self.steps if step["past"]]


@require_safe
def forecast_page(request: HttpRequest) -> HttpResponse:
    """The question and its forecast. The part named ``forecast`` alone for a fragment request."""
    today = clock.today()
    state = read_state(request.GET, today)
    period = Period(*(request.GET.get(name, "").strip()[:LONGEST_FIELD] for name in ("from", "until")))
    _check(state, period)
    view = None
    if state.question is not None and not state.errors:
        view = shown(state, period, today)
    others = [(name, value) for name, value in _pairs(state, period) if name != "q"]
    context = {
        "state": state,
        "period": period,
        "view": view,
        "others": others,
        "example": EXAMPLE,
        "origin_options": origin_options(state.origin),
        "destination_options": destination_options(state.destination),
        "currency_options": currency_options(state.currency),
        "unit_options": unit_options(state.unit),
    }
    fragment = getattr(request, "htmx", None) and request.htmx.target == REGION
    template = "tariff/forecast.html#forecast" if fragment else "tariff/forecast.html"
    return render(request, template, context, status=422 if state.errors else 200)


def _check(state: AskState, period: Period) -> None:
    """The period's errors, beside those of the question."""
    if not (state.q or state.origin or period.first or period.until):
        return
    days: dict[str, date] = {}
    for name, text in (("from", period.first), ("until", period.until)):
        try:
            if text:
                days[name] = read_day(text)
        except Refusal as refusal:
            state.errors[name] = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}"
    if len(days) == 2 and days["until"] < days["from"]:
        refusal = PeriodReversed("until", first=days["from"], until=days["until"])
        state.errors["until"] = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}"


def _pairs(state: AskState, period: Period) -> list[tuple[str, str]]:
    given = (
        ("q", state.q),
        ("origin", state.origin),
        ("destination", state.destination),
        ("from", period.first),
        ("until", period.until),
        ("value", state.value),
        ("currency", state.currency),
        ("quantity", state.quantity),
        ("unit", state.unit if state.quantity else ""),
    )
    return [(name, value) for name, value in given if value]


def shown(state: AskState, period: Period, today: date) -> ShownForecast:
    """The forecast's part of the page."""
    asked = Asked(
        code=state.question.code,
        origin=state.origin,
        on=today,
        destination=state.destination,
        value=state.value,
        quantity=state.quantity,
        unit=state.unit,
        facts=state.facts,
        currency=state.currency,
    )
    given, document = forecast_of(asked, period.first, period.until)
    good = f"{document['code']} {document['name']}".strip()
    years = Shown(tone="", verdict="", lines=[], good=good, document=document, rows=[])
    if given.stretches:
        show_years(years, given.stretches, given.crossings, today)
    language = get_language() or ""
    places = (territory_name(document[end], language) for end in ("origin", "destination"))
    heading = gettext("From {origin} to {destination}").format(
        **dict(zip(("origin", "destination"), places, strict=True))
    )
    view = ShownForecast(years, document, heading, *_verdict(given, document, today))
    view.lines = _lines(document, today)
    view.crossings = [c | {"past": c["on"] <= today} for c in document["crossings"]]
    view.steps = [_row(step, today) for step in document["year_ends"] if step["advice"] != SAME]
    query = [("code" if name == "q" else name, value) for name, value in _pairs(state, period)]
    query[0] = ("code", document["code"])
    answer = [("q", document["code"]), *((n, v) for n, v in query[1:] if n not in ("from", "until"))]
    view.links = {"json": f"/api/tariff/forecast?{urlencode(query)}", "answer": f"?{urlencode(answer)}"}
    return view


def _verdict(given: Forecast, document: dict, today: date) -> tuple[str, str]:
    """The sentence that comes first, and its tone: the next crossing, else the last one, else that there is none."""
    if not given.stretches:
        return gettext("Not covered"), "warn"
    coming = [c for c in document["crossings"] if c["on"] > today]
    crossing = coming[0] if coming else document["crossings"][-1] if document["crossings"] else None
    if crossing is not None:
        return crossing["text"], "ok"
    if all(stretch["best"] is None for stretch in document["stretches"]):
        return gettext("A fact is missing, so the best rate cannot be told"), "warn"
    return gettext("The best agreement does not change in this period."), ""


def _lines(document: dict, today: date) -> list[str]:
    """What the next step is worth, where the tables end, and that some figures are not official."""
    lines = []
    coming = [step for step in document["year_ends"] if step["on"] > today and step["advice"] in (WAIT, HURRY)]
    if coming:
        lines.append(gettext("Next step: {sentence}").format(sentence=coming[0]["text"]))
    if not document["stretches"]:
        lines.append(gettext("No table on file gives a rate for this good and origin in this period."))
    elif document["coverage"] != "full":
        lines.append(
            gettext("In part of the period something in force is not on file; those rows say “partly covered”.")
        )
    if any(source["status"] in DOUBTFUL for source in document["sources"]):
        lines.append(gettext("Rests on sample or unverified figures: check them before you declare."))
    return lines


def _row(step: dict, today: date) -> dict:
    """One row of the table of steps."""
    saving = step["saving_of_waiting"]
    words = {WAIT: gettext("wait"), HURRY: gettext("hurry"), None: gettext("depends")}
    amount = "—"
    if saving is not None:
        amount = amount_text({"amount": abs(saving["amount"]), "currency": saving["currency"]})
    return {
        "day": f"{step['on']:%Y-%m-%d}",
        "before": f"{step['best_before']} {step['duty_before']}",
        "after": f"{step['best_after']} {step['duty_after']}",
        "amount": amount,
        "advice": words[step["advice"]],
        "icon": {WAIT: "clock", HURRY: "warn", None: "info"}[step["advice"]],
        "text": step["text"],
        "crossing": step["crossing"],
        "partial": step["coverage"] != "full",
        "past": step["on"] <= today,
    }
