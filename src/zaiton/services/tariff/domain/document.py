"""An answer as one plain document, the same for page, API and command: text rendered, figures as Decimal, days as dates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zaiton.base.text import Bilingual
from zaiton.base.text import gettext_noop as _
from zaiton.services.tariff.domain.answer import Answer, Rate
from zaiton.services.tariff.domain.duty import Duty, Need, minor_digits, percent_of
from zaiton.services.tariff.domain.duty_text import duty_code, duty_words, unit_name
from zaiton.services.tariff.domain.landed import Cost, Landed
from zaiton.services.tariff.domain.measures import Additional
from zaiton.services.tariff.domain.plan import GENERAL, MFN, PROVISIONAL, TRQ
from zaiton.services.tariff.domain.question import Exchange
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.schedule import Finding
from zaiton.services.tariff.domain.staging import Derivation
from zaiton.services.tariff.domain.tables import Source
from zaiton.services.tariff.domain.timeline import Change, Stretch, last_day

STEP_SENTENCES = {
    "linear": _("{base}% less {done} of {steps} equal yearly cuts = {raw}%, rounded to {rounded}%"),
    "cuts": _("{base}% less the cut of year {done} = {raw}%, rounded to {rounded}%"),
    "steps": _("{rounded}%, the step reached by year {done}"),
    "immediate": _("{base}% abolished on entry into force = {rounded}%"),
    "standstill": _("kept at the base rate {rounded}%"),
    "margin": _("{base}% less {percent}% of it = {raw}%, rounded to {rounded}%"),
}
MFN_NAME = _("Most-favoured-nation rate")
TREATMENT_NAMES = {
    MFN: MFN_NAME,
    PROVISIONAL: _("Provisional rate"),
    GENERAL: _("General rate"),
    TRQ: _("Rate within the tariff-rate quota"),
}
NOT_INCLUDED = (
    _("Consumption tax is not included."),
    _("Anti-dumping and other duties on top of all rates are not included."),
)
MEASURE_NAMES = {
    "anti-dumping": _("Anti-dumping duty"),
    "countervailing": _("Countervailing duty"),
    "safeguard": _("Safeguard duty"),
    "retaliation": _("Retaliatory duty"),
}
NEED_SENTENCES = {"value": _("the customs value"), "quantity": _("the quantity in {unit}")}


@dataclass(frozen=True, slots=True)
class Voice:
    """The language a document is written in: a translator of msgids, and whether it is English."""

    translate: Callable[[str], str]
    english: bool

    def pick(self, text: Bilingual) -> str:
        """One of the two languages."""
        return text.in_language("en" if self.english else "zh")

    def word(self, value: object) -> str:
        """An argument of a reason, as people read it."""
        if isinstance(value, Bilingual):
            return self.pick(value)
        if isinstance(value, Duty):
            return duty_words(value, self.english)
        if isinstance(value, date):
            return f"{value:%Y-%m-%d}"
        if isinstance(value, Need):
            return self.need(value)
        return str(value)

    def say(self, reason: Reason) -> str:
        """A reason as a sentence."""
        return reason.sentence(self.translate, self.word)

    def need(self, need: Need) -> str:
        """A missing fact as a phrase."""
        return self.translate(NEED_SENTENCES[need.fact]).format(unit=unit_name(need.unit, self.english))

    def derivation(self, derivation: Derivation | None) -> str:
        """How a staged rate came about, as a sentence; empty for a printed one."""
        if derivation is None:
            return ""
        raw = Decimal(derivation.raw_numerator) / derivation.raw_denominator / 10**10
        return self.translate(STEP_SENTENCES[derivation.kind]).format(
            base=f"{percent_of(derivation.base):f}",
            done=derivation.year_index if derivation.kind != "linear" else min(derivation.year_index, derivation.steps),
            steps=derivation.steps,
            percent=f"{percent_of(derivation.percent):f}",
            raw=f"{raw.quantize(Decimal(1).scaleb(-4)).normalize():f}",
            rounded=f"{percent_of(derivation.rounded):f}",
        )


def money(amount: int | Need | None, currency: str) -> dict | None:
    """An amount in minor units as ``{"amount": Decimal, "currency": ...}``; None where it is not known."""
    if not isinstance(amount, int):
        return None
    digits = minor_digits(currency)
    return {"amount": Decimal(amount).scaleb(-digits), "currency": currency}


def answer_document(given: Answer, voice: Voice, currency: str) -> dict:
    """The whole answer as a document. ``currency`` is the destination's."""
    asked = given.question
    return {
        "question": {
            "code": asked.code,
            "origin": asked.origin,
            "destination": asked.destination,
            "on": asked.day,
            "value": money(asked.value_minor, currency),
            "exchange": None if asked.exchange is None else exchange_document(asked.exchange),
            "quantity": asked.quantity,
            "unit": asked.unit or None,
            "facts": sorted(asked.facts),
        },
        "code": given.code,
        "coverage": given.coverage,
        "best": None if given.best is None else _rate_document(given.best, voice, currency),
        "mfn": None if given.mfn is None else _rate_document(given.mfn, voice, currency),
        "base": None if given.base is None else _rate_document(given.base, voice, currency),
        "equals": list(given.equals),
        "saving": {
            "percentage_points": None if given.saving_points is None else percent_of(given.saving_points),
            "duty": money(given.saving_minor, currency),
        },
        "rates": [_rate_document(rate, voice, currency) for rate in given.rates],
        "missing": [{"agreement": name, "code": why.code, "reason": voice.say(why)} for name, why in given.missing],
        "needs": [{"fact": n.fact, "unit": n.unit or None, "text": voice.need(n)} for n in given.needs],
        "additional": [additional_document(extra, voice) for extra in given.additional],
        "notes": [{"code": note.code, "text": voice.say(note)} for note in given.notes],
        "lines": list(given.lines),
        "sources": [source_document(source, voice) for source in given.sources],
    }


def _rate_document(rate: Rate, voice: Voice, currency: str) -> dict:
    finding, info = rate.finding, rate.info
    undecided = finding.undecided
    return {
        "agreement": rate.agreement,
        "name": _name(rate, voice),
        "rate_percent": None if finding.rate is None else percent_of(finding.rate),
        "duty_text": duty_words(finding.duty, voice.english),
        "duty_code": duty_code(finding.duty),
        "applies": finding.applies,
        "part_of_mfn": rate.part,
        "reason_code": rate.reason.code,
        "reason": voice.say(rate.reason),
        "derivation": voice.derivation(finding.derivation),
        "status": finding.status or None,
        "row": rate.row,
        "duty": money(rate.amount, currency),
        "needs": voice.need(rate.amount) if isinstance(rate.amount, Need) else None,
        "in_force_from": finding.period_from,
        "in_force_until": finding.period_until,
        "proof": voice.pick(info.proof) if info is not None and finding.applies is not False else "",
        "article": info.article if info is not None and info.id == rate.agreement else "",
        "source": None if finding.source is None else finding.source.table,
        "question": None if undecided is None else voice.pick(undecided.question),
        "candidates": [] if undecided is None else [_candidate(c, voice) for c in undecided.candidates],
        "conflicts": [_conflict(rate, other, voice) for other in rate.conflicts],
    }


def _name(rate: Rate, voice: Voice) -> str:
    """The agreement's name; MFN has one even where it is made of columns that have their own."""
    if rate.info is not None and rate.info.id == rate.agreement:
        return voice.pick(rate.info.name)
    name = TREATMENT_NAMES.get(rate.agreement)
    return rate.agreement if name is None else voice.translate(name)


def additional_document(extra: Additional, voice: Voice) -> dict:
    """A duty on top of all rates, as a document; it is listed, never added up: it depends on maker and scope."""
    name = MEASURE_NAMES.get(extra.measure)
    return {
        "measure": extra.measure,
        "name": extra.measure if name is None else voice.translate(name),
        "code": extra.code,
        "duty_text": duty_words(extra.duty, voice.english),
        "scope": voice.pick(extra.scope),
        "in_force_from": extra.begins,
        "in_force_until": extra.ends,
        "document": extra.document,
        "status": extra.source.status,
        "source": extra.source.table,
    }


def _candidate(candidate: tuple[str, Bilingual, Finding], voice: Voice) -> dict:
    when, text, finding = candidate
    return {
        "fact": when,
        "answer": voice.pick(text),
        "rate_percent": None if finding.rate is None else percent_of(finding.rate),
        "duty_text": duty_words(finding.duty, voice.english),
        "applies": finding.applies,
    }


def _conflict(rate: Rate, other: Finding, voice: Voice) -> dict:
    document = voice.pick(other.source.title)
    reason = Reason(
        "conflict", (("document", document), ("duty", other.duty), ("chosen", voice.pick(rate.finding.source.title)))
    )
    return {
        "source": other.source.table,
        "rate_percent": None if other.rate is None else percent_of(other.rate),
        "duty_text": duty_words(other.duty, voice.english),
        "text": voice.say(reason),
    }


def exchange_document(exchange: Exchange) -> dict:
    """A value in another currency and the rate it was turned by, as a document."""
    return {
        "value": {"amount": exchange.value, "currency": exchange.currency},
        "month": exchange.month,
        "rate": exchange.rate,
        "source": exchange.source.table,
    }


def landed_document(landed: Landed, voice: Voice, currency: str) -> dict:
    """The whole cost as a document; consumption tax and duties on top of all rates are not in it."""
    return {
        "vat_percent": None if landed.vat_rate is None else percent_of(landed.vat_rate),
        "vat_status": None if landed.vat_source is None else landed.vat_source.status,
        "vat_source": None if landed.vat_source is None else landed.vat_source.table,
        "vat_note": None if landed.vat_note is None else voice.say(landed.vat_note),
        "best": _cost_document(landed.best, currency),
        "base": _cost_document(landed.base, currency),
        "saving": money(landed.saving, currency),
        "not_included": [voice.translate(sentence) for sentence in NOT_INCLUDED],
    }


def _cost_document(cost: Cost | None, currency: str) -> dict | None:
    if cost is None:
        return None
    return {
        "agreement": cost.agreement,
        "duty": money(cost.duty, currency),
        "vat": money(cost.vat, currency),
        "total": money(cost.total, currency),
    }


def source_document(source: Source, voice: Voice) -> dict:
    """Where figures came from, as a document."""
    return {
        "table": source.table,
        "title": voice.pick(source.title),
        "issuer": voice.pick(source.issuer),
        "document": source.document,
        "published": source.published,
        "in_force_from": source.in_force_from,
        "in_force_until": source.in_force_until,
        "status": source.status,
        "hs_edition": source.hs_edition,
        "operator": source.operator,
        "sha256": source.sha256,
        "note": voice.pick(source.note),
    }


def timeline_document(stretches: tuple[Stretch, ...], changed: tuple[Change, ...]) -> dict:
    """The years as a document: one row for each stretch, and the days the best agreement changes."""
    return {
        "stretches": [
            {
                "from": s.begins,
                "to": last_day(s),
                "coverage": s.answer.coverage,
                "best": s.answer.best.agreement if s.answer.best else None,
                "rates": {
                    r.agreement: None if r.finding.rate is None else percent_of(r.finding.rate)
                    for r in s.answer.rates
                    if r.finding.applies and not r.part
                },
            }
            for s in stretches
        ],
        "changes": [{"on": c.day, "before": c.before, "after": c.after} for c in changed],
    }
