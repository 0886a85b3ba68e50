"""The general rules of the agreements on file, bound to a day and to the parties the catalogue of agreements names."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.profile_reading import Parties, profile_of
from zaiton.services.tariff.queries.ratebook import book_signature, rate_book

FOLDER = Path(__file__).parents[1] / "data" / "origin"
MOST_KEPT = 512
"""Profiles kept ready: one for each agreement, exporting party and day asked about."""

_lock = threading.Lock()
_kept: dict[tuple[str, str, date, str], Profile | None] = {}


@cache
def _documents() -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for path in sorted((FOLDER / "profiles").glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[document["agreement"]] = document
    return found


@cache
def minimal_operations() -> Mapping[str, Bilingual]:
    """The operations that agreements list among those that never confer origin, by key."""
    given = yaml.safe_load((FOLDER / "minimal.yaml").read_text(encoding="utf-8"))
    return {key: Bilingual(**words) for key, words in given.items()}


def agreements_with_profile() -> tuple[str, ...]:
    """Agreements whose general rules are on file."""
    return tuple(_documents())


def agreements_between(exporter: str, importer: str) -> tuple[str, ...]:
    """Agreements on file that have both as parties, whatever the day, in order of their names."""
    return tuple(
        name
        for name in _documents()
        if (parties := parties_of(name)) is not None
        and {exporter, importer} <= set(parties.joined)
        and parties.unilateral in ("", importer)
    )


def parties_of(agreement: str) -> Parties | None:
    """The parties of an agreement and the day it holds from for each; None where the catalogue does not have it."""
    entries = [entry for (name, _), entry in rate_book().agreements.items() if name == agreement]
    if not entries:
        return None
    joined: dict[str, date] = {}
    for entry in entries:
        begins = entry.in_force_from or date.min
        joined[entry.destination] = min(joined.get(entry.destination, date.max), begins)
    for entry in entries:
        for origin, day in entry.origins.items():
            begins = day or entry.in_force_from or date.min
            joined[origin] = max(joined[origin], begins) if origin in joined else begins
    first = min(entries, key=lambda entry: entry.in_force_from or date.min)
    importing = {entry.destination for entry in entries}
    one_way = importing.pop() if len(importing) == 1 and first.kind == "unilateral" else ""
    return Parties(first.name, joined, first.in_force_from, one_way, first.proof)


def profile_on(agreement: str, day: date, exporter: str, edition: int | None = None) -> Profile | None:
    """The general rules of an agreement on a day; None where none are on file for it.

    ``edition``: the edition the list of rules on file is written in, where it is another than the agreement's own.
    """
    key = (book_signature(), agreement, day, exporter)
    if key not in _kept:
        with _lock:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            document, parties = _documents().get(agreement), parties_of(agreement)
            _kept[key] = None if document is None or parties is None else profile_of(document, parties, day, exporter)
    profile = _kept[key]
    if profile is None or edition is None or edition == profile.edition:
        return profile
    return replace(profile, edition=edition)


def profile_names(language: str) -> dict[str, str]:
    """The agreements whose general rules are on file, with their names in a language."""
    found = {}
    for name in agreements_with_profile():
        parties = parties_of(name)
        found[name] = parties.name.in_language(language or "zh-hans") if parties is not None else name
    return found
