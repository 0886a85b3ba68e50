"""One answer as one row of a batch: what a list of shipments needs to know of each, in plain fields.

The same function makes the row of a single answer and the row that a class of equal lines shares, so that a batch cannot
say anything else than the single answer does. Fields that depend on the value (``duty``, ``saving``) are left to ``amounts``.
"""

from decimal import Decimal
from typing import NamedTuple

from zaiton.base.text import gettext_noop as _
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.duty import SCALE, Duty, duty_needs, half_up, percent_of
from zaiton.services.tariff.domain.duty_text import duty_words
from zaiton.services.tariff.domain.question import Answer

ANSWERED, REFUSED, NOT_COVERED = "answered", "refused", "not_covered"
GIVE_FACTS = _("Give {facts}: then it can be told.")


class Outcome(NamedTuple):
    """The value-independent part of one row. Rates are scaled integers; ``reason`` is rendered in the batch's language."""

    status: str
    coverage: str
    agreement: str
    rate: int | None
    duty_text: str
    base_agreement: str
    base_rate: int | None
    saving_points: int | None
    reason: str
    sources: str


class Amounts(NamedTuple):
    """What depends on the value: the duty at the best rate and what it saves, in minor units."""

    duty: int | None
    saving: int | None


def outcome_of(given: Answer, voice: Voice) -> Outcome:
    """The row of an answer."""
    best, base = given.best, given.base
    return Outcome(
        status=ANSWERED if best is not None else NOT_COVERED,
        coverage=given.coverage,
        agreement="" if best is None else best.agreement,
        rate=None if best is None else best.finding.rate,
        duty_text="" if best is None else duty_words(best.duty, voice.english),
        base_agreement="" if base is None else base.agreement,
        base_rate=None if base is None else base.finding.rate,
        saving_points=given.saving_points,
        reason=_reason(given, voice),
        sources=" ".join(f"{s.table}/{s.in_force_from}" for s in given.sources),
    )


def _reason(given: Answer, voice: Voice) -> str:
    if given.best is not None:
        return voice.say(given.best.reason)
    said = [voice.say(note) for note in given.notes]
    if given.needs:
        facts = voice.translate(", ").join(voice.need(need) for need in given.needs)
        said.append(voice.translate(GIVE_FACTS).format(facts=facts))
    said += [f"{r.agreement}: {voice.say(r.reason)}" for r in given.rates if r.finding.undecided is not None]
    said += [f"{name}: {voice.say(why)}" for name, why in given.missing] if not said else []
    said += [f"{r.agreement}: {voice.say(r.reason)}" for r in given.rates] if not said else []
    return " ".join(said)


def amounts_of(given: Answer) -> Amounts:
    """The amounts of an answer as it computed them itself."""
    best = given.best
    return Amounts(best.amount if best is not None and isinstance(best.amount, int) else None, given.saving_minor)


def amounts(outcome: Outcome, value_minor: int | None) -> Amounts:
    """The amounts of a shared row for one value: its rates of the value, each rounded half up."""
    if value_minor is None or outcome.rate is None:
        return Amounts(None, None)
    duty = half_up(value_minor * outcome.rate, 100 * SCALE)
    if outcome.base_rate is None:
        return Amounts(duty, None)
    return Amounts(duty, half_up(value_minor * outcome.base_rate, 100 * SCALE) - duty)


def depends_on_value(given: Answer) -> bool:
    """Whether another value could give another row: a duty that is no single percentage and still needs no quantity."""
    return any(
        _by_value(rate.duty) for rate in given.rates if rate.duty is not None and rate.finding.applies is not False
    )


def _by_value(duty: Duty) -> bool:
    return duty.rate is None and all(need.fact == "value" for need in duty_needs(duty))


def shown_rate(rate: int | None) -> Decimal | None:
    """A scaled rate as people read it, in per cent."""
    return None if rate is None else percent_of(rate)
