"""The forecast for a door: a good and a period as typed in, its document out; and the same for every row of a list."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.services.tariff.domain.asking import BadDay, read_day
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.domain.forecast import SAME, Forecast, Step, forecast
from zaiton.services.tariff.domain.forecast_document import advice_text, forecast_document
from zaiton.services.tariff.domain.question import Rate
from zaiton.services.tariff.domain.timeline import Change
from zaiton.services.tariff.queries.advice import Asked, good_name, question_of, voice
from zaiton.services.tariff.queries.names import currency_of
from zaiton.services.tariff.queries.ratebook import rate_book

GOODS_COLUMNS = ("code", "origin", "destination", "value", "currency", "quantity", "unit")
"""What a list may give for each good; ``code`` and ``origin`` are needed, a blank destination is CN."""
FIELDS = (
    *("row", "kind", "code", "name", "origin", "destination", "value", "currency", "on", "best_before", "best_after"),
    *("rate_before", "rate_after", "saving_of_waiting", "advice", "coverage", "reason", "sources"),
)
"""What a list answers: one row for each good (``summary``, ``not_covered`` or ``refused``), then its crossings and steps."""
SUMMARY, CROSSING, STEP, REFUSED, NOT_COVERED = "summary", "crossing", "step", "refused", "not_covered"


def forecast_of(asked: Asked, first: str = "", until: str = "") -> tuple[Forecast, dict]:
    """The forecast of a question as typed and its document; its day matters only for the rate of exchange of its value.

    Raises the refusals of ``read_question``, ``BadDay`` for a period that cannot be read, or ``PeriodReversed``.
    """
    begins, ends = _day(first, "from"), _day(until, "until")
    question = question_of(asked)
    given = forecast(rate_book(), question, begins, ends)
    document = forecast_document(given, voice(), currency_of(question.destination))
    document["name"] = good_name(question.code)
    return given, document


def _day(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return read_day(text)
    except BadDay as refusal:
        raise BadDay(field, given=refusal.data["given"]) from refusal


def forecast_list(
    rows: Iterable[Mapping[str, str]],
    today: date,
    first: str = "",
    until: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[dict]:
    """For each row of a list its summary, crossings and steps as flat rows of ``FIELDS``; ``row`` is its own number, else its place from 1.

    ``today`` decides the rate of exchange of a value in another currency. A row that cannot be read is ``refused`` with the reason; it changes no other. Raises what is wrong with the period.
    """
    _day(first, "from"), _day(until, "until")
    for number, row in enumerate(rows, 1):
        given = {name: (row.get(name) or "").strip() for name in GOODS_COLUMNS}
        asked = Asked(**(given | {"on": today, "destination": given["destination"] or "CN"}))
        echo = {
            "row": int(row.get("row") or number),
            "code": asked.code,
            "origin": asked.origin,
            "destination": asked.destination,
        }
        echo["value"] = asked.value
        try:
            given, document = forecast_of(asked, first, until)
        except Refusal as refusal:
            reason = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
            yield _flat({**echo, "kind": REFUSED, "reason": reason})
        else:
            yield from _good_rows({**echo, "code": document["code"], "name": document["name"]}, given, document)
        progress(number)


def _good_rows(echo: dict, given: Forecast, document: dict) -> Iterator[dict]:
    currency = currency_of(given.question.destination)
    sources = " ".join(f"{source.table}/{source.in_force_from}" for source in given.sources)
    common = {**echo, "currency": currency, "sources": sources}
    if given.question.exchange is not None:
        common["value"] = f"{document['value']['amount']:f}"
    if not given.stretches:
        reason = gettext("No table on file gives a rate for this good and origin in this period.")
        yield _flat({**echo, "kind": NOT_COVERED, "coverage": "none", "reason": reason})
        return
    start, final = given.stretches[0], document["final"]
    best = start.answer.best
    yield _flat(
        {
            **common,
            "kind": SUMMARY,
            "on": start.begins,
            "best_before": best.agreement if best else "",
            "rate_before": _rate(best),
            "best_after": final["best"] or "",
            "rate_after": final["rate_percent"],
            "coverage": given.coverage,
            "reason": _summary(given),
        }
    )
    crossings = {crossing.day: crossing for crossing in given.crossings}
    told = {step.day for step in given.steps}
    for day in sorted({*crossings, *told}):
        step = next((s for s in given.steps if s.day == day), None)
        if day in crossings or (step is not None and step.advice != SAME):
            yield _flat({**common, **_event(day, crossings.get(day), step, document, currency)})


def _event(day: date, crossing: Change | None, step: Step | None, document: dict, currency: str) -> dict:
    """One day on which the best agreement or the best rate changes."""
    row: dict = {"kind": STEP if crossing is None else CROSSING, "on": day}
    if crossing is not None:
        row |= {"best_before": crossing.before, "best_after": crossing.after, "coverage": crossing.coverage}
        row |= {"rate_before": _rate(crossing.old), "rate_after": _rate(crossing.new)}
        row["reason"] = next(c["text"] for c in document["crossings"] if c["on"] == day)
    if step is not None:
        saving = next(s["saving_of_waiting"] for s in document["year_ends"] if s["on"] == day)
        row |= {"advice": step.advice or "", "saving_of_waiting": saving["amount"] if saving else None}
        if crossing is None:
            row |= {"best_before": step.before.agreement, "best_after": step.after.agreement}
            row |= {"rate_before": _rate(step.before), "rate_after": _rate(step.after), "coverage": step.coverage}
            row["reason"] = advice_text(step, voice(), currency)
    return row


def _summary(given: Forecast) -> str:
    """How many days change something, and to which day the schedules on file reach."""
    last = given.stretches[-1].ends
    words = {"crossings": len(given.crossings), "steps": sum(1 for s in given.steps if s.advice != SAME)}
    if last is None:
        return gettext("Crossing days: {crossings}; steps of the best rate: {steps}.").format(**words)
    return gettext("Crossing days: {crossings}; steps of the best rate: {steps}; covered until {day}.").format(
        **words, day=last - timedelta(days=1)
    )


def _rate(rate: Rate | None) -> object:
    return None if rate is None or rate.finding.rate is None else percent_of(rate.finding.rate)


def _flat(row: Mapping[str, object]) -> dict:
    return {name: row.get(name, "") for name in FIELDS}
