"""A certificate as pages show it: how it stands in both languages, its lines, what it rests on, its history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zaiton.blocks.papers.domain.cards import Card, StatusCard
from zaiton.blocks.papers.domain.verdicts import Stand, masked, stand_on
from zaiton.blocks.papers.pages.words import ICONS, TONES, foreign_half, told, word_in_both
from zaiton.blocks.papers.queries.register import certificates_named
from zaiton.kit.clock import BEIJING


def certificate_shown(card: Card, day: date, *, whole: bool, today: date) -> dict[str, Any]:
    """Everything a page says of a certificate on a day; without ``whole`` no lines, no history, and the holder masked."""
    near = certificates_named({*card.rests_on, card.superseded_by, *(entry.cause for entry in card.history)} - {""})
    return {
        "card": card,
        "whole": whole,
        "title": told(card.title),
        "title_other": foreign_half(card.title),
        "issuer": told(card.issuer),
        "issuer_other": foreign_half(card.issuer),
        "holder": card.holder if whole else masked(card.holder),
        "stand": stand_shown(card, stand_on(card, day, BEIJING), near, whole=whole),
        "day": day,
        "is_today": day == today,
        "lines": [_line(line) for line in card.lines] if whole else [],
        "rests_on": [_neighbour(near[name], day) for name in card.rests_on if name in near],
        "superseded_by": _neighbour(near[card.superseded_by], day) if card.superseded_by in near else None,
        "history": [_entry(entry, near) for entry in reversed(card.history)] if whole else [],
    }


def stand_shown(card: Card, stand: Stand, near: Mapping[str, Card], *, whole: bool) -> dict[str, Any]:
    """The status in both languages with its day and, for who has seen the paper, why it came about after the issue."""
    entry = stand.entry
    expired = entry is not None and stand.status != entry.status
    why = entry if entry and whole and not expired and entry is not card.history[0] else None
    return {
        "status": stand.status,
        "tone": TONES[stand.status],
        "icon": ICONS[stand.status],
        "word": word_in_both(stand.status),
        "since": None if expired else stand.since,
        "expired": expired,
        "reason": why.reason if why else None,
        "article": why.article if why else "",
        "because_of": near.get(entry.cause) if entry and not expired else None,
    }


def tag_of(card: Card, day: date) -> str:
    """The status tag of a certificate on a day up to today."""
    return stand_on(card, day, BEIJING).status or "waiting"


def _line(line: Any) -> dict[str, Any]:
    value, other = told(line.value), foreign_half(line.value)
    return {"title": told(line.title), "value": value, "other": other}


def _neighbour(card: Card, day: date) -> dict[str, Any]:
    return {"number": card.number, "title": told(card.title), "status": tag_of(card, day)}


def _entry(entry: StatusCard, near: Mapping[str, Card]) -> dict[str, Any]:
    return {
        "entry": entry,
        "status": "" if entry.note else entry.status,
        "because_of": near.get(entry.cause),
    }
