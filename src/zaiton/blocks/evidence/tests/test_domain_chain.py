"""The chain in plain Python: canonical forms, seals, and what a check finds."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.blocks.evidence.domain import chain as domain
from zaiton.blocks.evidence.domain.chain import Check, StoredEntry, canonical, digest, moment_of, moment_text, seal


def chain(length: int) -> list[StoredEntry]:
    """A sound chain."""
    entries, previous = [], domain.GENESIS
    for seq in range(1, length + 1):
        columns = tuple(
            text.encode() for text in ("2026-11-22T00:00:00.000000Z", "a", f"b{seq}", "c", "", "", previous)
        )
        previous = seal(seq, columns)
        entries.append(StoredEntry(seq, columns, previous.encode()))
    return entries


def checked(entries: list[StoredEntry], head: tuple[int, bytes] | None = None) -> domain.Verdict:
    """The verdict over entries whose head is the sound chain's."""
    check = Check()
    all(check.feed(entry) for entry in entries)
    return check.verdict(head or (len(entries), entries[-1].hash))


def test_a_sound_chain_passes() -> None:
    assert checked(chain(5)) == domain.Verdict(True, 5)
    assert Check().verdict(None).ok


@given(st.integers(0, 4), st.integers(0, 7), st.integers(0, 10_000), st.integers(1, 255))
def test_one_flipped_byte_is_found(entry: int, column: int, place: int, flip: int) -> None:
    entries = chain(5)
    found = entries[entry]
    text = bytearray(found.hash if column == 7 else found.columns[column])
    if not text:
        text = bytearray(b"x")
    else:
        text[place % len(text)] ^= flip
    if column == 7:
        damaged = replace(found, hash=bytes(text))
    else:
        columns = list(found.columns)
        columns[column] = bytes(text)
        damaged = replace(found, columns=tuple(columns))
    head = (5, entries[-1].hash)
    entries[entry] = damaged
    verdict = checked(entries, head)
    assert not verdict.ok
    assert verdict.broken_at == entry + 1


def test_moved_bytes_between_columns_do_not_pass() -> None:
    assert seal(1, (b"ab", b"c")) != seal(1, (b"a", b"bc"))


@pytest.mark.parametrize("gone", [0, 2, 4])
def test_a_missing_entry_is_found(gone: int) -> None:
    entries = chain(5)
    head = (5, entries[-1].hash)
    del entries[gone]
    verdict = checked(entries, head)
    assert (verdict.ok, verdict.broken_at) == (False, gone + 1)
    assert verdict.reason in {domain.MISSING, domain.CUT}


def test_swapped_entries_are_found() -> None:
    entries = chain(4)
    entries[1], entries[2] = replace(entries[2], seq=2), replace(entries[1], seq=3)
    assert checked(entries, (4, entries[3].hash)).broken_at == 2


def test_a_resealed_entry_breaks_the_next_link() -> None:
    entries = chain(3)
    columns = (*entries[0].columns[:2], b"forged", *entries[0].columns[3:])
    entries[0] = StoredEntry(1, columns, seal(1, columns).encode())
    verdict = checked(entries, (3, entries[2].hash))
    assert (verdict.broken_at, verdict.reason) == (2, domain.UNLINKED)


def test_the_head_guards_the_tail() -> None:
    entries = chain(3)
    head = (3, entries[2].hash)
    assert checked(entries[:2], head).reason == domain.CUT
    check = Check()
    for entry in entries:
        check.feed(entry)
    assert check.verdict((3, b"other")).reason == domain.HEAD_CHANGED
    assert check.verdict(None).reason == domain.HEADLESS
    assert check.verdict(head, beyond=True).reason == domain.OVERLONG


@dataclass(frozen=True)
class Plain:
    name: str
    rate: Decimal


def test_canonical_form_is_one_for_one_state() -> None:
    assert canonical({"b": 1, "a": "税"}) == canonical({"a": "税", "b": 1}) == '{"a":"税","b":1}'.encode()
    assert canonical([Decimal("3.30"), date(2026, 1, 2)]) == b'["3.30","2026-01-02"]'
    assert canonical({"tags": {"b", "a"}}) == b'{"tags":["a","b"]}'
    assert canonical(Plain("x", Decimal("1E+2"))) == b'{"name":"x","rate":"100"}'
    assert digest(None) == ""
    assert digest({"a": 1}) == sha256(b'{"a":1}').hexdigest()
    with pytest.raises(ValueError):
        canonical(float("nan"))
    with pytest.raises(TypeError):
        canonical(object())


def test_moments_are_utc_to_the_microsecond() -> None:
    beijing = datetime(2026, 11, 22, 8, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    assert moment_text(beijing) == "2026-11-22T00:00:00.000005Z"
    assert moment_of(moment_text(beijing)) == beijing
    assert len(moment_text(datetime(2026, 1, 1, tzinfo=UTC))) == 27
    with pytest.raises(ValueError):
        moment_text(datetime(2026, 1, 1))
