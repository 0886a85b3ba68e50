"""Chance for the simulated year: shares, waits and spreads drawn from a seed, handed on as whole parts of a million.

Binary fractions stay in this file; whoever draws here reckons on in whole numbers.
"""

from fractions import Fraction

import numpy as np

FINE = 10**6
"""What is drawn is told in so many parts of one."""


class Chance:
    """A stream of draws, many at once; the same seed gives the same ones."""

    def __init__(self, *seed: int) -> None:
        self._draws = np.random.default_rng(seed)

    def below(self, share: Fraction, count: int) -> list[bool]:
        """True in this share of all draws."""
        least = int(share * FINE)
        return [one < least for one in self._draws.integers(FINE, size=count).tolist()]

    def times(self, spread: Fraction, count: int) -> list[int]:
        """Factors around one (log-normal: their median is one, the spread is that of their logarithm)."""
        return _parts(np.exp(self._draws.normal(size=count) * float(spread)))

    def waits(self, count: int) -> list[int]:
        """How long waits are whose mean is one (exponential)."""
        return _parts(self._draws.exponential(size=count))

    def whole(self, below: int, count: int) -> list[int]:
        """Whole numbers from 0 to one less than ``below``."""
        return self._draws.integers(below, size=count).tolist()


def _parts(values: np.ndarray) -> list[int]:
    return np.rint(values * FINE).astype(np.int64).tolist()
