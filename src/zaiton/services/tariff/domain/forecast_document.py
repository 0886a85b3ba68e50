"""A forecast as one plain document, the same for page, API and command, with its sentences on crossing days and on waiting."""

from datetime import timedelta

from zaiton.base.text import gettext_noop as _
from zaiton.services.tariff.domain.document import (
    TREATMENT_NAMES,
    Voice,
    exchange_document,
    money,
    source_document,
    timeline_document,
)
from zaiton.services.tariff.domain.duty import minor_digits, percent_of
from zaiton.services.tariff.domain.duty_text import currency_name, duty_words
from zaiton.services.tariff.domain.forecast import HURRY, SAME, WAIT, Ending, Forecast, Step
from zaiton.services.tariff.domain.question import Rate
from zaiton.services.tariff.domain.timeline import Change, Stretch, last_day

CROSSING = _("From {day} the best agreement is {after} ({new}), before {before} ({old}).")
ADVICE = {
    WAIT: _("Importing on or after {day} instead of {eve} saves {amount}."),
    HURRY: _("Importing on {eve} or before instead of {day} saves {amount}."),
}
ADVICE_WITHOUT_VALUE = {
    WAIT: _("From {day} the best rate is {new}; on {eve} it is still {old}: waiting pays."),
    HURRY: _("From {day} the best rate is {new}; until {eve} it is {old}: hurrying pays."),
    SAME: _("The best rate on {day} is the same as on {eve}: {new}."),
}
UNTOLD = _("From {day} the best duty is {new}, on {eve} {old}; which is lower depends on the value or the quantity.")
ENDING = _("The schedule of {agreement} on file reaches to {day}; what holds after that is not covered.")


def forecast_document(given: Forecast, voice: Voice, currency: str) -> dict:
    """The whole forecast as a document. ``currency`` is the destination's."""
    asked = given.question
    crossings = {crossing.day: crossing for crossing in given.crossings}
    years = timeline_document(given.stretches, given.crossings)
    return {
        "code": asked.code,
        "origin": asked.origin,
        "destination": asked.destination,
        "from": given.first,
        "until": given.until,
        "value": money(asked.value_minor, currency),
        "exchange": None if asked.exchange is None else exchange_document(asked.exchange),
        "coverage": given.coverage,
        "stretches": years["stretches"],
        "gaps": _gaps(given.stretches),
        "crossings": [_crossing(crossing, voice) for crossing in given.crossings],
        "ends": [_ending(ending, voice) for ending in given.ends],
        "year_ends": [_step(step, voice, currency, step.day in crossings) for step in given.steps],
        "final": _final(given.stretches[-1], years["stretches"][-1], voice) if given.stretches else None,
        "sources": [
            source_document(source, voice)
            for source in (*given.sources, *(() if asked.exchange is None else (asked.exchange.source,)))
        ],
    }


def name_of(rate: Rate, voice: Voice) -> str:
    """What an agreement is called in a sentence: its name on file, else its id."""
    if rate.info is not None and rate.info.id == rate.agreement:
        return voice.pick(rate.info.name)
    name = TREATMENT_NAMES.get(rate.agreement)
    return rate.agreement if name is None else voice.translate(name)


def _gaps(stretches: tuple[Stretch, ...]) -> list[dict]:
    """Periods between two stretches of which nothing is known, both days inclusive."""
    pairs = zip(stretches, stretches[1:], strict=False)
    return [{"from": a.ends, "to": b.begins - timedelta(days=1)} for a, b in pairs if a.ends != b.begins]


def _crossing(crossing: Change, voice: Voice) -> dict:
    return {
        "on": crossing.day,
        "from": crossing.before,
        "to": crossing.after,
        "from_rate": _percent(crossing.old),
        "to_rate": _percent(crossing.new),
        "coverage": crossing.coverage,
        "text": voice.translate(CROSSING).format(
            day=crossing.day,
            before=name_of(crossing.old, voice),
            after=name_of(crossing.new, voice),
            old=duty_words(crossing.old.duty, voice.english),
            new=duty_words(crossing.new.duty, voice.english),
        ),
    }


def _step(step: Step, voice: Voice, currency: str, crosses: bool) -> dict:
    return {
        "on": step.day,
        "rate_before": _percent(step.before),
        "rate_after": _percent(step.after),
        "duty_before": duty_words(step.before.duty, voice.english),
        "duty_after": duty_words(step.after.duty, voice.english),
        "best_before": step.before.agreement,
        "best_after": step.after.agreement,
        "saving_of_waiting": money(step.saving_minor, currency),
        "advice": step.advice,
        "crossing": crosses,
        "coverage": step.coverage,
        "text": advice_text(step, voice, currency),
    }


def advice_text(step: Step, voice: Voice, currency: str) -> str:
    """In words, what importing on the day instead of the day before is worth."""
    words = {
        "day": step.day,
        "eve": step.day - timedelta(days=1),
        "old": duty_words(step.before.duty, voice.english),
        "new": duty_words(step.after.duty, voice.english),
    }
    if step.advice is None:
        return voice.translate(UNTOLD).format(**words)
    if step.saving_minor and step.advice in ADVICE:
        amount = money_words(abs(step.saving_minor), voice, currency)
        return voice.translate(ADVICE[step.advice]).format(**words, amount=amount)
    return voice.translate(ADVICE_WITHOUT_VALUE[step.advice]).format(**words)


def money_words(minor: int, voice: Voice, currency: str) -> str:
    """An amount of minor units with its currency, as people read it."""
    amount, name = money(minor, currency)["amount"], currency_name(currency, voice.english)
    text = f"{amount:,.{minor_digits(currency)}f}"
    return f"{text} {name}" if voice.english else f"{text}{name}"


def _ending(ending: Ending, voice: Voice) -> dict:
    day = ending.day
    last = None if day is None else day - timedelta(days=1)
    said = "" if last is None else voice.translate(ENDING).format(agreement=ending.agreement, day=last)
    return {"agreement": ending.agreement, "on": day, "last_day": last, "text": said}


def _final(stretch: Stretch, row: dict, voice: Voice) -> dict:
    best = stretch.answer.best
    return {
        "from": stretch.begins,
        "to": last_day(stretch),
        "coverage": stretch.answer.coverage,
        "best": row["best"],
        "rate_percent": None if best is None else _percent(best),
        "duty_text": "—" if best is None else duty_words(best.duty, voice.english),
        "rates": row["rates"],
    }


def _percent(rate: Rate):
    return None if rate.finding.rate is None else percent_of(rate.finding.rate)
