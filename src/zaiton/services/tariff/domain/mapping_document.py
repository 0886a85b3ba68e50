"""A mapped code as the document that page, API and command print, and as a row of a list."""

from collections.abc import Callable, Sequence
from typing import Any

from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.document import Voice, source_document
from zaiton.services.tariff.domain.mapping import Mapped, Note, Target

Names = Callable[[str, bool], str]
"""The name of a code, on the side it came from (False) or on the side it leads to (True)."""

STATUSES = {
    "same": gettext_noop("unchanged"),
    "renamed": gettext_noop("another code, the same goods"),
    "split": gettext_noop("split into several codes"),
    "merged": gettext_noop("merged with other codes"),
    "ambiguous": gettext_noop("several codes possible"),
    "gone": gettext_noop("ended without a successor"),
    "unknown": gettext_noop("cannot be told"),
    "not_covered": gettext_noop("not covered"),
    "not_a_code": gettext_noop("no code of this list"),
}
EVIDENCE = {
    "same_code": gettext_noop("the same code stands in both tariffs"),
    "same_six_digits": gettext_noop("the same first six digits"),
    "edition_correlates": gettext_noop("the correlation of the Harmonized System leads there"),
    "same_rate": gettext_noop("the same rate"),
    "same_name": gettext_noop("the same name"),
    "same_table": gettext_noop("one table is on file for both years"),
    "not_listed": gettext_noop("the concordance names no change"),
}
QUESTION = gettext_noop("Which of these describes the good?")
SAID_ONCE = ("inferred", "edition_changed")
"""Remarks that would stand in every row of a list; the column ``inferred`` says it."""
COLUMNS = ("row", "code", "name", "status", "codes", "names", "likely", "inferred", "relationship", "question", "note")


def mapped_document(mapped: Mapped, voice: Voice, names: Names, given: str = "") -> dict[str, Any]:
    """The document of one code. ``given`` is the code as it was asked for."""
    return {
        "code": mapped.code,
        "given": given or mapped.code,
        "name": names(mapped.code, False),
        "status": mapped.status,
        "status_text": voice.translate(STATUSES[mapped.status]),
        "relationship": mapped.relationship,
        "inferred": mapped.inferred,
        "codes": [_target(target, voice, names) for target in mapped.targets],
        "question": _question(mapped, voice, names),
        "also_from": list(mapped.also_from),
        "via": list(mapped.via),
        "notes": [{"code": n.code, "text": say(n, voice)} for n in mapped.notes],
        "sources": [source_document(source, voice) for source in mapped.sources],
    }


def say(remark: Note, voice: Voice) -> str:
    """A remark in words."""
    return voice.translate(remark.message).format(**remark.data)


def _target(target: Target, voice: Voice, names: Names) -> dict[str, Any]:
    return {
        "code": target.code,
        "name": names(target.code, True),
        "inferred": target.inferred,
        "likely": target.likely,
        "evidence": list(target.evidence),
        "evidence_text": [voice.translate(EVIDENCE[e]) for e in target.evidence],
        "rate_from": target.rate_from,
        "rate_to": target.rate_to,
    }


def _question(mapped: Mapped, voice: Voice, names: Names) -> dict[str, Any] | None:
    """The question that settles several candidates: those with one name, or beyond the likely one of one heading, are one answer."""
    if len(mapped.targets) < 2:
        return None
    groups: dict[str, list[str]] = {}
    for target in mapped.targets:
        many = len(mapped.targets) > 20 and not target.likely
        label = names(target.code[:4] if many else target.code, True)
        key = target.code if target.likely else label if many else f"{target.code} {label}"
        groups.setdefault(key, []).append(target.code)
    candidates = []
    for codes in groups.values():
        label = names(codes[0] if len(codes) == 1 else codes[0][:4], True)
        candidates.append({"codes": codes, "name": label})
    return {"text": voice.translate(QUESTION), "candidates": candidates}


def list_row(number: int, given: str, name: str, document: dict[str, Any]) -> dict[str, str]:
    """One row of the result of a list, all cells as text."""
    codes = document["codes"]
    question = document["question"]
    return {
        "row": str(number),
        "code": given,
        "name": name or document["name"],
        "status": document["status"],
        "codes": " ".join(c["code"] for c in codes),
        "names": " | ".join(c["name"] for c in codes[:10]),
        "likely": next((c["code"] for c in codes if c["likely"]), ""),
        "inferred": "yes" if document["inferred"] else "no",
        "relationship": document["relationship"],
        "question": question["text"] if question else "",
        "note": " ".join(n["text"] for n in document["notes"] if n["code"] not in SAID_ONCE),
    }


def counts_of(rows: Sequence[dict[str, str]]) -> dict[str, int]:
    """How many rows have which status, in the order of ``STATUSES``."""
    found = dict.fromkeys(STATUSES, 0)
    for row in rows:
        found[row["status"]] += 1
    return {status: count for status, count in found.items() if count}
