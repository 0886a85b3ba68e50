"""What a stranger is told: how a certificate stood on a day, what a file that is shown turns out to be, and how a holder is masked."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from zaiton.blocks.papers.domain.cards import Card, StatusCard
from zaiton.blocks.papers.domain.status import EXPIRED, VALID

THIS = "this_file"
UNSEALED = "unsealed"
APPENDED = "appended"
TRUNCATED = "truncated"
ALTERED = "altered"
FOREIGN = "foreign_key"
OTHER = "not_ours"
SEALED_BY_US = "sealed_by_us"
VERDICTS = (THIS, UNSEALED, APPENDED, TRUNCATED, ALTERED, FOREIGN, SEALED_BY_US, OTHER)
"""What a file can be: the very file issued; the file before it was sealed; a file issued with something added behind it; one that
breaks off; one whose sealed content was changed; one sealed with a key that is not ours; one that our seal is on but the register
does not know; nothing of ours."""

SOUND, WRONG, FOREIGN_KEY, UNREADABLE, UNCHECKED = "sound", "wrong", "foreign_key", "unreadable", "unchecked"
"""What a separate signature can be: sound; of another file, or altered; of a key that is not ours; no signature in our format; not
checked because this machine cannot."""

MOST_BYTES = 20 * 1024 * 1024
MOST_ENVELOPE = 256 * 1024
"""The largest files that are looked at, in bytes."""

ENDING = b"%%EOF"
MOST_ENDINGS = 64
HIDDEN = "**"
CODE_LENGTH = 16
CODE_LETTERS = frozenset("23456789abcdefghjkmnpqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Stand:
    """How a certificate stood: ``status`` since ``since`` because of ``entry``; an empty status: it had not been issued."""

    status: str
    since: datetime | None
    entry: StatusCard | None


def stand_on(card: Card, day: date, zone: tzinfo) -> Stand:
    """How a certificate stood when a day ended, by its history; days are those of ``zone``."""
    before = [entry for entry in card.history if not entry.note and entry.at.astimezone(zone).date() <= day]
    if not before:
        return Stand("", None, None)
    last = before[-1]
    over = card.valid_until is not None and day > card.valid_until
    return Stand(EXPIRED if last.status == VALID and over else last.status, last.at, last)


def read_as_typed(text: str) -> tuple[str, str]:
    """A code and a number as someone may have typed them, full width, in capitals, with spaces; empty where it can be none.

    >>> read_as_typed("ＧＪ-2026－000001 ")
    ('', 'GJ-2026-000001')
    >>> read_as_typed("ABCD efgh 2345 6789")
    ('abcdefgh23456789', 'ABCDEFGH23456789')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-").replace("−", "-").split())
    code = plain.replace("-", "").lower()
    is_code = len(code) == CODE_LENGTH and CODE_LETTERS.issuperset(code)
    return (code if is_code else "", plain.upper())


def masked(name: str) -> str:
    """A holder's name for those who know no more than a number.

    >>> masked("林小榕"), masked("演示航运有限公司"), masked("Demonstration Shipping Ltd")
    ('林**', '演示**', 'D**')
    """
    name = name.strip()
    shown = 1 if len(name) < 5 or name[:1].isascii() else 2
    return name[:shown] + HIDDEN


def endings(content: bytes) -> list[int]:
    """The places up to which a file may be a whole PDF on its own, each with the line end that may belong to it; the last few only."""
    found: list[int] = []
    place = len(content)
    while len(found) < MOST_ENDINGS * 3 and (place := content.rfind(ENDING, 0, place)) >= 0:
        end = place + len(ENDING)
        found += [end + extra for extra in (2, 1, 0) if content[end : end + extra] in (b"", b"\n", b"\r", b"\r\n")]
    return sorted({place for place in found if place < len(content)})


def is_cut_short(content: bytes) -> bool:
    """Whether a file begins as a PDF and has no end."""
    return content.startswith(b"%PDF-") and ENDING not in content[-1024:]
