"""The service's answers for a door: a typed question in, the answer document out. The same for page, API and command."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext

from zaiton.services.tariff.domain.answer import Answer, Question, answer
from zaiton.services.tariff.domain.asking import read_amount, read_currency, read_question
from zaiton.services.tariff.domain.document import (
    Voice,
    answer_document,
    landed_document,
    source_document,
    timeline_document,
)
from zaiton.services.tariff.domain.landed import exchanged, landed_cost
from zaiton.services.tariff.domain.reasons import Reason
from zaiton.services.tariff.domain.search import Named
from zaiton.services.tariff.domain.timeline import Change, Stretch, changes, timeline
from zaiton.services.tariff.queries.names import currency_of, known_territories, name_index
from zaiton.services.tariff.queries.ratebook import charges, rate_book

SEARCH_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as typed; ``on`` is never empty: the door fills in the day."""

    code: str
    origin: str
    on: str | date
    destination: str = "CN"
    value: str = ""
    quantity: str = ""
    unit: str = ""
    facts: tuple[str, ...] = ()
    currency: str = ""
    """Of the value; the destination's where it is left out."""


def voice() -> Voice:
    """The active language."""
    return Voice(gettext, (get_language() or "").startswith("en"))


def question_of(asked: Asked) -> Question:
    """The checked question. Raises the refusals of ``read_question``."""
    territories = known_territories()
    own = currency_of((asked.destination or "CN").strip().upper())
    foreign = asked.currency.strip().upper()
    question = read_question(
        code=asked.code,
        origin=asked.origin,
        destination=asked.destination or "CN",
        on=asked.on,
        value="" if foreign not in ("", own) else asked.value,
        quantity=asked.quantity,
        unit=asked.unit,
        facts=asked.facts,
        currency=own,
        territories=territories,
    )
    value = read_amount(asked.value, "value") if foreign not in ("", own) else None
    if value is None:
        return question
    exchange = exchanged(value, read_currency(foreign), own, question.day, charges().exchange)
    return question._replace(value_minor=exchange.minor, exchange=exchange)


def advise(question: Question) -> tuple[Answer, dict]:
    """The answer and its document, with the good's name."""
    given = answer(rate_book(), question)
    currency = currency_of(question.destination)
    document = answer_document(given, voice(), currency)
    document["name"] = good_name(given.code)
    landed = landed_cost(given, charges().vat)
    document["landed"] = landed_document(landed, voice(), currency)
    beside = (landed.vat_source, None if question.exchange is None else question.exchange.source)
    document["sources"] += [source_document(source, voice()) for source in beside if source is not None]
    if question.facts:
        known = _facts_asked_for(question)
        unknown = [Reason("fact_unknown", (("fact", f[:40]),)) for f in sorted(question.facts - known)[:5]]
        document["notes"] += [{"code": note.code, "text": voice().say(note)} for note in unknown]
    return given, document


def _facts_asked_for(question: Question) -> set[str]:
    """Ids of the answers that some condition on this good asks for: its own, and those of the line an answer chooses."""
    found: set[str] = set()
    for asked in (question._replace(facts=frozenset()), question):
        given = answer(rate_book(), asked)
        found |= {when for r in given.rates if r.finding.undecided for when, _, _ in r.finding.undecided.candidates}
        found |= set(given.lines)
    return found


def good_name(code: str) -> str:
    """The name on file for a code or the nearest heading above it, in the active language where there is one."""
    named = name_index().name_of(code)
    return voice().pick(named.name) if named is not None else ""


def years(question: Question) -> tuple[tuple[Stretch, ...], tuple[Change, ...], dict]:
    """The question over all days on file: stretches, the days the best agreement changes, and their document."""
    stretches = timeline(rate_book(), question)
    changed = changes(stretches)
    return stretches, changed, timeline_document(stretches, changed)


def find_goods(words: str, *, limit: int = SEARCH_LIMIT) -> list[dict]:
    """Goods whose code or name matches, best first, as documents."""
    return [_good(named) for named in name_index().search(words.strip()[:200], limit)] if words.strip() else []


def find_good_lines(code: str, destination: str) -> list[str]:
    """National lines beneath a code in the tables of a destination, in order, at most two hundred."""
    found: dict[str, None] = {}
    for schedule in rate_book().by_destination.get(destination, ()):
        for line in schedule.beneath(code):
            found[line] = None
            if len(found) >= 200:
                return sorted(found)
    return sorted(found)


def _good(named: Named) -> dict:
    return {
        "code": named.code,
        "name": voice().pick(named.name),
        "name_zh": named.name.zh,
        "name_en": named.name.en,
        "source": named.origin,
        "status": named.status,
        "match": named.match,
    }


def agreements_document() -> list[dict]:
    """Every agreement on file as documents, one for each importing territory."""
    say = voice()
    book = rate_book()
    loaded = {(s.table.agreement, s.table.destination) for s in book.schedules}
    return [
        {
            "agreement": a.id,
            "name": say.pick(a.name),
            "type": a.kind,
            "destination": a.destination,
            "origins": dict(sorted(a.origins.items())),
            "in_force_from": a.in_force_from,
            "in_force_until": a.in_force_until,
            "proof": say.pick(a.proof),
            "article": a.article,
            "status": a.status,
            "note": say.pick(a.note),
            "schedule_on_file": (a.id, a.destination) in loaded,
        }
        for a in sorted(book.agreements.values(), key=lambda a: (a.destination != "CN", a.destination, a.id))
    ]
