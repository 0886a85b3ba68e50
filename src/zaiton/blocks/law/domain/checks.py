"""Checks that hold for packs of any kind: order, repeated rows, size, and how the versions of one table meet in time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from zaiton.base.dates import Period, uncovered_between
from zaiton.base.tables import Columns, first_unsorted, repeats
from zaiton.base.text import gettext_noop
from zaiton.blocks.law.domain.findings import Finding

CSV_LIMIT_BYTES = 1_000_000
"""Above this a table of rows belongs into Parquet."""


def check_rows(pack: str, columns: Columns) -> Iterator[Finding]:
    """Rows in the order of their first column, and no row twice."""
    first = next(iter(columns))
    unsorted = first_unsorted(columns[first])
    if unsorted is not None:
        yield Finding(
            *(pack, "error", unsorted + 2, "unsorted"),
            gettext_noop("Line {line}: {value} comes after a larger {column}; the rows must be sorted by {column}."),
            {"line": unsorted + 2, "value": columns[first][unsorted], "column": first},
        )
    for index, earlier in repeats(list(zip(*columns.values(), strict=True))):
        yield Finding(
            *(pack, "error", index + 2, "repeated_row"),
            gettext_noop("Line {line} repeats line {earlier} word for word."),
            {"line": index + 2, "earlier": earlier + 2},
        )


def check_size(pack: str, csv_bytes: int) -> Iterator[Finding]:
    """A large table is kept as Parquet."""
    if csv_bytes > CSV_LIMIT_BYTES:
        yield Finding(
            *(pack, "error", None, "csv_too_large"),
            gettext_noop("rows.csv has {size} bytes; above {limit} bytes keep the rows as rows.parquet."),
            {"size": csv_bytes, "limit": CSV_LIMIT_BYTES},
        )


def check_place(pack: str, table: str, day: str, folders: tuple[str, str]) -> Iterator[Finding]:
    """A shipped pack lies in the folder of its table and in-force day."""
    if folders != (table, day):
        yield Finding(
            *(pack, "error", None, "misplaced"),
            gettext_noop("The pack lies in {found}; its folder must be {expected}."),
            {"found": "/".join(folders), "expected": f"{table}/{day}"},
        )


def check_fields(pack: str, unknown: Iterable[str]) -> Iterator[Finding]:
    """Nothing in SOURCE.toml is ignored in silence."""
    for name in unknown:
        yield Finding(
            *(pack, "warning", None, "unknown_field"),
            gettext_noop("SOURCE.toml gives {name}, which means nothing here and is not used."),
            {"name": name},
        )


def check_kind(pack: str, kind: str, known: Iterable[str]) -> Iterator[Finding]:
    """The kind is one that the service reads."""
    names = sorted(known)
    if names and kind not in names:
        yield Finding(
            *(pack, "warning", None, "unknown_kind"),
            gettext_noop("Nobody reads packs of the kind {kind}; the service knows {known}."),
            {"kind": kind, "known": ", ".join(names)},
        )


def check_sealed(pack: str, sealed: bool) -> Iterator[Finding]:
    """A shipped pack carries its checksum."""
    if not sealed:
        yield Finding(
            *(pack, "error", None, "not_sealed"),
            gettext_noop("SOURCE.toml gives no sha256; run `zaiton data seal` on the folder of the pack."),
        )


def check_versions(versions: Sequence[tuple[str, Period]]) -> Iterator[Finding]:
    """Versions of one table follow one another: none begins on the same day or before its predecessor's stated end.

    A version without an end holds until the next one begins. Days that no version holds are told as a warning,
    because there the answer will be "not covered".
    """
    ordered = sorted(versions, key=lambda v: v[1].first)
    for (earlier, before), (pack, after) in pairwise(ordered):
        if before.first == after.first or (before.until is not None and after.first < before.until):
            yield Finding(
                *(pack, "error", None, "overlap"),
                gettext_noop("It begins on {first}, while {earlier} of the same table is in force until {until}."),
                {"first": after.first, "earlier": earlier, "until": before.until or "…"},
            )
    periods = [Period(p.first, p.until or _next_first(ordered, p)) for _, p in ordered]
    for gap in uncovered_between(periods):
        pack = next(name for name, p in ordered if p.first == gap.until)
        yield Finding(
            *(pack, "warning", None, "gap"),
            gettext_noop("No version of the table is in force from {first} until {until}; those days are not covered."),
            {"first": gap.first, "until": gap.until},
        )


def _next_first(ordered: Sequence[tuple[str, Period]], period: Period):
    return next((p.first for _, p in ordered if p.first > period.first), None)
