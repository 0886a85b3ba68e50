"""The chain itself, in plain Python: how a state is digested, how an entry is sealed, how a log is checked.

Two serialisations, both fixed for ever by their version name. A *state* (what an object was before or after a write) is
canonical JSON: UTF-8, keys sorted, no spaces, no escapes beyond JSON's own, decimals and dates as text. An *entry* is the
concatenated netstrings (``<length>:<bytes>,``) of the version name, the sequence number in decimal, and the columns
``at``, ``actor``, ``action``, ``object``, ``before_digest``, ``after_digest``, ``previous`` byte for byte as stored. Both
are hashed with SHA-256 and written in lower-case hexadecimal. The first entry's ``previous`` is 64 zeros.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

VERSION = b"zaiton-evidence-1"
GENESIS = "0" * 64
COLUMNS = ("at", "actor", "action", "object", "before_digest", "after_digest", "previous")

CHANGED = gettext_noop("This entry was changed after it was written: its content no longer gives its hash.")
UNLINKED = gettext_noop("This entry does not follow from the one before it: an entry was changed, swapped or put in.")
MISSING = gettext_noop("An entry with this number is missing: it was deleted or moved.")
HEADLESS = gettext_noop("There are entries, but the row that names the last one is gone.")
CUT = gettext_noop("The log ends before its last entry: the tail was cut off.")
OVERLONG = gettext_noop("There are entries after the last one that the log knows of: they were put in from outside.")
HEAD_CHANGED = gettext_noop("The last entry is not the one the head row names: the head row or the tail was changed.")
UNREADABLE = gettext_noop("The store itself is damaged and cannot be read in full.")


class NoLog(Refusal):
    """A store in which nothing was ever set up has no log to check."""

    code = "no_log"
    message = gettext_noop("There is no log yet: this store has not been set up.")
    mend = gettext_noop("Run “zaiton setup” first, or point ZAITON_HOME at the store you mean.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole log found: ``broken_at`` is the first number where it fails, ``reason`` an English msgid."""

    ok: bool
    entries: int
    broken_at: int | None = None
    reason: str = ""
    guarded: bool = True
    """Whether the database still refuses changes to the log; a missing guard is no proof of tampering."""


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry as doors show it."""

    seq: int
    at: datetime
    actor: str
    action: str
    object: str
    before_digest: str
    after_digest: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One entry exactly as it lies in the table, every text column as bytes (``columns`` in the order of ``COLUMNS``)."""

    seq: int
    columns: tuple[bytes, ...]
    hash: bytes


def canonical(state: Any) -> bytes:
    """The one byte sequence that stands for ``state``, whatever order its keys were given in."""
    text = json.dumps(state, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode()


def digest(state: Any) -> str:
    """SHA-256 of the canonical form; the empty text where there was nothing (``None``)."""
    return "" if state is None else sha256(canonical(state)).hexdigest()


def moment_text(at: datetime) -> str:
    """A moment as the log stores it: UTC, microseconds, always 27 characters."""
    if at.tzinfo is None:
        raise ValueError("a moment in the log carries its time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment behind a stored text."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def seal(seq: int, columns: Iterable[bytes]) -> str:
    """The hash of one entry over its number and its columns, ``previous`` among them."""
    parts = (VERSION, b"%d" % seq, *columns)
    return sha256(b"".join(b"%d:%s," % (len(part), part) for part in parts)).hexdigest()


class Check:
    """Walks a log in order and stops at the first entry that is wrong. Feed every entry, then ask for the verdict."""

    def __init__(self) -> None:
        self.seen = 0
        self.last = GENESIS.encode()
        self.fault: tuple[int, str] | None = None

    def feed(self, entry: StoredEntry) -> bool:
        """Take the next entry; False once something is wrong and the rest need not be read."""
        expected = self.seen + 1
        if entry.seq != expected:
            self.fault = (expected, MISSING)
        elif seal(entry.seq, entry.columns).encode() != entry.hash:
            self.fault = (entry.seq, CHANGED)
        elif entry.columns[-1] != self.last:
            self.fault = (entry.seq, UNLINKED)
        else:
            self.seen, self.last = entry.seq, entry.hash
        return self.fault is None

    def verdict(self, head: tuple[int, bytes] | None, *, beyond: bool = False, guarded: bool = True) -> Verdict:
        """The verdict once all entries up to the head were fed; ``beyond`` says that entries lie after the head."""
        fault = self.fault or self._at_the_end(head, beyond)
        if fault:
            return Verdict(False, self.seen, fault[0], fault[1], guarded)
        return Verdict(True, self.seen, guarded=guarded)

    def _at_the_end(self, head: tuple[int, bytes] | None, beyond: bool) -> tuple[int, str] | None:
        if head is None:
            return (self.seen, HEADLESS) if self.seen else None
        seq, last = head
        if self.seen < seq:
            return self.seen + 1, CUT
        if beyond or self.seen > seq:
            return seq + 1, OVERLONG
        return None if last == self.last else (seq, HEAD_CHANGED)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no canonical form: give text, numbers, lists or mappings")
