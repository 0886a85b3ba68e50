"""The answers of a form held against its schema, and the facts they make: texts from people, values from machines, registers.

The form is that of the definition at hand, never of another version.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain import answers
from zaiton.blocks.cases.domain.graph import Definition, Fact
from zaiton.blocks.cases.domain.identifiers import READERS
from zaiton.blocks.cases.domain.schema import LONGEST_TEXT, MOST_PLACES, submission_schema
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.law.public import Column, Range, RuleFault, fact_of, plain, read_range

Problems = list[tuple[str, Refusal]]
YES_NO = {"true": True, "false": False}


@lru_cache(maxsize=2_000)
def column_of(fact: Fact) -> Column:
    """The fact as a column of a decision table; raises the law block's fault of a range that is none."""
    column = Column(fact.name, fact.title, fact.type, fact.values, fact.places)
    if not fact.range:
        return column
    span = read_range(fact.range, column, f"facts.{fact.name}.range")
    return Column(fact.name, fact.title, fact.type, fact.values, fact.places, span)


def schema_of(sha256: str) -> dict[str, Any]:
    """The JSON Schema of the version with this digest; raises ``NoSuchVersion``."""
    return submission_schema(definition_of(sha256))


def values_of(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """What people typed as the values the schema speaks of: blanks left out, yes and no as truth values, digits plain."""
    kinds = {fact.name: fact.type for fact in definition.facts}
    found: dict[str, Any] = {}
    for name, given in data.items():
        value = given.replace("\0", "").strip() if isinstance(given, str) else given
        if value is None or value == "":
            continue
        if kinds.get(name) == "boolean" and isinstance(value, str):
            value = YES_NO.get(value, value)
        elif kinds.get(name) in ("decimal", "day") and isinstance(value, str):
            value = unicodedata.normalize("NFKC", value)
        found[name] = value
    return found


def texts_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The values of a machine as the texts a form holds; the reverse of ``values_of``."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value is not None
    }


def problems(definition: Definition, values: Mapping[str, Any]) -> Problems:
    """What is wrong with these values, for each fact the first thing, in the order of the form."""
    found: dict[str, Refusal] = {}
    validator = Draft202012Validator(submission_schema(definition), format_checker=FormatChecker(["date"]))
    for error in validator.iter_errors(dict(values)):
        for name, refusal in _told(definition, error, values):
            found.setdefault(name, refusal)
    for fact in definition.facts:
        if fact.name in values and fact.name not in found and not fact.register:
            refusal = _beyond_schema(fact, values[fact.name])
            if refusal is not None:
                found[fact.name] = refusal
    order = [fact.name for fact in definition.facts]
    return sorted(found.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))


def facts_given(definition: Definition, data: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a case: what is known already (from registers, or before a correction), overlaid by what is given.

    A blank takes back what was known. Raises ``AnswersRefused`` with everything that is wrong or missing.
    """
    registered = {fact.name for fact in definition.facts if fact.register}
    asked = {fact.name for fact in definition.facts} - registered - set(data)
    given = {**{n: v for n, v in known.items() if n in asked}, **values_of(definition, data)}
    wrong = problems(definition, given)
    wrong += [
        (fact.name, answers.RegisterSilent(fact.name))
        for fact in definition.facts
        if fact.register and fact.required and fact.name not in known
    ]
    if wrong:
        raise answers.AnswersRefused(wrong)
    held = {name: value for name, value in known.items() if name in registered}
    facts = {**held, **{name: _stored(definition.fact(name), value) for name, value in given.items()}}
    return {fact.name: facts[fact.name] for fact in definition.facts if fact.name in facts}


def _stored(fact: Fact, value: Any) -> Any:
    """A value as the case keeps it: numbers and days in their plain form, identifiers as their standard writes them."""
    if fact.identifier:
        return READERS[fact.identifier](value, field=fact.name)
    return plain(fact_of(column_of(fact), value, fact.name))


def _told(definition: Definition, error: Any, values: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """One error of the schema in our words."""
    if error.validator == "required":
        for name in error.validator_value:
            if name not in values:
                yield name, answers.AnswerMissing(name)
    elif error.validator == "additionalProperties":
        asked = [fact.name for fact in definition.facts if not fact.register]
        for name in values:
            if name not in asked:
                yield name, answers.AnswerUnasked(name, name=name[:60], known=", ".join(asked))
    elif error.path:
        name = str(error.path[0])
        yield name, _wrong(definition.fact(name), error.instance)


def _wrong(fact: Fact, given: Any) -> Refusal:
    shown = str(given)[:60]
    if fact.type == "decimal":
        places = MOST_PLACES if fact.places is None else fact.places
        return answers.AnswerNotNumber(fact.name, given=shown, places=places)
    if fact.type == "day":
        return answers.AnswerNotDay(fact.name, given=shown)
    if fact.type == "text":
        return answers.AnswerTooLong(fact.name, most=LONGEST_TEXT)
    known = ("true", "false") if fact.type == "boolean" else fact.values
    return answers.AnswerNotOffered(fact.name, given=shown, known=", ".join(known))


def _beyond_schema(fact: Fact, given: Any) -> Refusal | None:
    """What a schema of texts cannot say: that a number or a day lies within its range."""
    if fact.identifier:
        try:
            READERS[fact.identifier](given, field=fact.name)
        except Refusal as refusal:
            return refusal
        return None
    column = column_of(fact)
    try:
        fact_of(column, given, fact.name)
    except RuleFault:
        if column.range is None:
            return _wrong(fact, given)
        return answers.AnswerOutside(fact.name, given=str(given)[:60], range=_bounds(column.range))
    return None


def _bounds(span: Range) -> str:
    """A range as people read it: ``1 – 2000``, ``≥ 1``, ``> 1, < 5``."""
    if span.low_closed and span.high_closed:
        return f"{plain(span.low)} – {plain(span.high)}"
    low = "" if span.low is None else f"{'≥' if span.low_closed else '>'} {plain(span.low)}"
    high = "" if span.high is None else f"{'≤' if span.high_closed else '<'} {plain(span.high)}"
    return ", ".join(part for part in (low, high) if part)
