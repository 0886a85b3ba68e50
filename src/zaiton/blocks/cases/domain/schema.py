"""The form of a case type as JSON Schema 2020-12: what machines must send and what every submission is held against.

Numbers and days are texts, so that nothing passes through a float; yes and no are truth values. ``$id`` names the version by
its digest, so that a submission can always be read with the form it was made with.
"""

from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.domain.graph import Definition, Fact

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LONGEST_TEXT = 1_000
MOST_PLACES = 12

Schema = dict[str, Any]


def schema_id(definition: Definition) -> str:
    """The name of the form of this version."""
    return f"urn:zaiton:case-type:{definition.name}:{definition.sha256}"


def submission_schema(definition: Definition) -> Schema:
    """The schema of the facts that an applicant gives; what registers hold is named apart and not taken."""
    asked = [fact for fact in definition.facts if not fact.register]
    return {
        "$schema": DIALECT,
        "$id": schema_id(definition),
        **_titles(definition.title),
        "type": "object",
        "properties": {fact.name: _property(fact) for fact in asked},
        "required": [fact.name for fact in asked if fact.required],
        "additionalProperties": False,
        "x-from-registers": [
            {"name": fact.name, **_titles(fact.title), "register": fact.register}
            for fact in definition.facts
            if fact.register
        ],
    }


def _property(fact: Fact) -> Schema:
    told: Schema = {**_titles(fact.title), **_kind(fact)}
    if fact.range:
        told["x-range"] = fact.range
    if fact.hint is not None:
        told |= {"description": fact.hint.en, "x-description-zh": fact.hint.zh}
    return told


def _kind(fact: Fact) -> Schema:
    if fact.type == "boolean":
        return {"type": "boolean"}
    if fact.type == "choice":
        titles = {v: {"zh": t.zh, "en": t.en} for v, t in zip(fact.values, fact.value_titles, strict=True)}
        return {"type": "string", "enum": list(fact.values), "x-enum-titles": titles}
    if fact.type == "decimal":
        places = MOST_PLACES if fact.places is None else fact.places
        fraction = rf"(\.[0-9]{{1,{places}}})?" if places else ""
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,24}}{fraction}$", "x-type": "decimal"}
    if fact.type == "day":
        return {"type": "string", "format": "date"}
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


def _titles(title: Bilingual) -> Schema:
    return {"title": title.en, "x-title-zh": title.zh}
