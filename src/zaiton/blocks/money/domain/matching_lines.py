"""Lines of all sources side by side in columns, and lines of one payment put together: what the rules look at.

Columns, because a day may have a million lines of each source. Nothing here depends on the order in which lines come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Lines:
    """Columns of equal length. ``source`` and ``currency`` count into the names; ``day`` is an ordinal; ``amount`` minor units.

    ``reference`` is empty where a line came without one, ``adopted`` says that it was given one by an earlier run, ``id`` is
    the caller's own number for the line.
    """

    sources: tuple[str, ...]
    currencies: tuple[str, ...]
    source: np.ndarray
    reference: pa.Array
    amount: np.ndarray
    currency: np.ndarray
    day: np.ndarray
    adopted: np.ndarray
    id: np.ndarray

    def __len__(self) -> int:
        return len(self.source)

    def told(self, number: int) -> dict[str, object]:
        """One line in words."""
        return {
            "source": self.sources[self.source[number]],
            "day": date.fromordinal(int(self.day[number])).isoformat(),
            "amount": int(self.amount[number]),
            "currency": self.currencies[self.currency[number]],
            "reference": self.reference[int(number)].as_py(),
            "id": int(self.id[number]),
        }


@dataclass(frozen=True, slots=True)
class Held:
    """The days for which a source's statements are there, and the last of them; ``days`` None: every day up to the last."""

    days: frozenset[int] | None
    last: int

    def has(self, days: np.ndarray) -> np.ndarray:
        """Whether the statement of each day is there."""
        if self.days is None:
            return days <= self.last
        return np.isin(days, np.fromiter(self.days, np.int64, len(self.days)))


@dataclass(frozen=True, slots=True)
class Groups:
    """Lines with the same reference and direction. ``order`` lists lines group by group, ``starts`` where each begins.

    The other columns have one value for each group: the sources as bits, whether each states it once, and lowest and highest
    amount, currency and day.
    """

    order: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray
    sources: np.ndarray
    single: np.ndarray
    same_amount: np.ndarray
    same_currency: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    outward: np.ndarray
    adopted: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def lines(self, group: int) -> np.ndarray:
        """The numbers of a group's lines."""
        begin = self.starts[group]
        return self.order[begin : begin + self.sizes[group]]

    def heads(self) -> np.ndarray:
        """One line of each group."""
        return self.order[self.starts]


def lines_of(
    sources: Sequence[str], rows: Iterable[tuple[str, str, int, str, date]], adopted: Mapping[int, str] | None = None
) -> Lines:
    """Columns from rows of source, reference, amount, currency and day: for tests and few lines."""
    given = list(rows)
    said = [dict(adopted or {}).get(number, row[1]) for number, row in enumerate(given)]
    currencies = tuple(sorted({row[3] for row in given}))
    return Lines(
        sources=tuple(sources),
        currencies=currencies,
        source=np.array([sources.index(row[0]) for row in given], np.int8),
        reference=pa.array(said, pa.string()),
        amount=np.array([row[2] for row in given], np.int64),
        currency=np.array([currencies.index(row[3]) for row in given], np.int16),
        day=np.array([row[4].toordinal() for row in given], np.int32),
        adopted=np.array([bool(adopted and number in adopted) for number in range(len(given))], bool),
        id=np.arange(len(given), dtype=np.int64),
    )


def payments(lines: Lines) -> np.ndarray:
    """For each line the number of its payment (reference and direction); -1 for a line without a reference."""
    codes = lines.reference.dictionary_encode()
    number = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64) * 2 + (lines.amount < 0)
    blank = codes.dictionary.index("").as_py()
    if blank >= 0:
        number[(number >> 1) == blank] = -1
    return number


def grouped(lines: Lines, payment: np.ndarray) -> Groups:
    """Put the lines of each payment together; those with -1 are left out."""
    order = np.argsort(payment, kind="stable")
    ordered = payment[order]
    begin = int(np.searchsorted(ordered, 0))
    order, ordered = order[begin:], ordered[begin:]
    new = np.empty(len(ordered), bool)
    if len(ordered):
        new[0] = True
        np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    sizes = np.diff(np.append(starts, len(ordered)))
    bits = _over(np.bitwise_or, np.left_shift(1, lines.source[order].astype(np.int16)), starts)
    amount, currency, day = lines.amount[order], lines.currency[order], lines.day[order]
    return Groups(
        order=order,
        starts=starts,
        sizes=sizes,
        sources=bits,
        single=np.bitwise_count(bits) == sizes,
        same_amount=_over(np.minimum, amount, starts) == _over(np.maximum, amount, starts),
        same_currency=_over(np.minimum, currency, starts) == _over(np.maximum, currency, starts),
        first_day=_over(np.minimum, day, starts),
        last_day=_over(np.maximum, day, starts),
        outward=amount[starts] < 0,
        adopted=_over(np.logical_or, lines.adopted[order], starts),
    )


def _over(how: np.ufunc, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return how.reduceat(values, starts) if len(starts) else values[:0]
