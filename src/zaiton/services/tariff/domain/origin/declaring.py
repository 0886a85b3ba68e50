"""What a supplier is asked about one line, and how the answer changes the bill: the declared origin, nothing else."""

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.origin.product_refusals import AnswerIncomplete, LineUnknown

WHO = gettext_noop("who declares it, with name and function.")
WHERE = gettext_noop("the country in which it originates.")
WHICH = gettext_noop("under which agreements it originates, or that it does not.")
SINCE = gettext_noop("the last day on which the declaration holds, not before today.")
LONGEST = 300


def find_line(document: Mapping[str, Any], line: str) -> dict[str, Any]:
    """The material of a document by its path. Raises ``LineUnknown``."""
    materials: Any = document.get("materials", [])
    found: dict[str, Any] | None = None
    for piece in line.split("."):
        found = next((m for n, m in enumerate(materials, 1) if str(m.get("id", n)) == piece), None)
        if found is None:
            raise LineUnknown("line", line=line[:40])
        materials = found.get("materials", [])
    assert found is not None
    return found


def answer_of(
    given: Mapping[str, Any], agreements: tuple[str, ...], territories: frozenset[str], today: date
) -> dict[str, Any]:
    """A checked answer: ``originates``, ``origin``, ``agreements``, ``criterion``, ``valid_until``, ``name``, ``remark``. Raises
    ``AnswerIncomplete``."""
    name = str(given.get("name", "")).strip()[:LONGEST]
    if len(name) < 2:
        raise AnswerIncomplete("name", why=WHO)
    origin = str(given.get("origin", "")).strip().upper()
    originates = given.get("originates")
    if originates not in (True, False):
        raise AnswerIncomplete("originates", why=WHICH)
    if origin not in territories and (originates or origin):
        raise AnswerIncomplete("origin", why=WHERE)
    under = [name for name in agreements if name in given.get("agreements", ())]
    if originates and not under:
        raise AnswerIncomplete("agreements", why=WHICH)
    until = given.get("valid_until")
    if originates and (not isinstance(until, date) or until < today):
        raise AnswerIncomplete("valid_until", why=SINCE)
    return {
        "originates": originates,
        "origin": origin,
        "agreements": under if originates else [],
        "criterion": str(given.get("criterion", "")).strip()[:40],
        "valid_until": until.isoformat() if originates and isinstance(until, date) else "",
        "name": name,
        "remark": str(given.get("remark", "")).strip()[:LONGEST],
    }


def with_answer(
    document: Mapping[str, Any], line: str, answer: Mapping[str, Any], asked: tuple[str, ...]
) -> dict[str, Any]:
    """The document in which the line says what the supplier declared of it; other agreements keep what they said."""
    changed = copy.deepcopy(dict(document))
    material = find_line(changed, line)
    if answer["origin"]:
        material["origin"] = answer["origin"]
    before = material.get("originating")
    said = dict(before) if isinstance(before, Mapping) else {}
    said |= {name: name in answer["agreements"] for name in asked}
    material["originating"] = said
    return changed
