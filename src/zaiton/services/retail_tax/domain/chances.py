"""Chance for the simulated year: shares, waits and spreads drawn from a seed, handed on as exact fractions.

Binary fractions stay in this file; whoever draws here reckons on exactly.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

FINE = 10**6
"""What is drawn is cut to so many parts of one."""
Thing = TypeVar("Thing")


class Chance:
    """A stream of draws; the same seed gives the same ones."""

    def __init__(self, *seed: int) -> None:
        self._draws = np.random.default_rng(seed)

    def below(self, share: Fraction) -> bool:
        """True in this share of all draws."""
        return Fraction(int(self._draws.integers(FINE)), FINE) < share

    def times(self, spread: Fraction) -> Fraction:
        """A factor around one (log-normal: its median is one, the spread is that of its logarithm)."""
        return _cut(float(np.exp(self._draws.normal() * float(spread))))

    def wait(self) -> Fraction:
        """How long a wait is whose mean is one (exponential)."""
        return _cut(float(self._draws.exponential()))

    def whole(self, below: int) -> int:
        """A whole number from 0 to one less than ``below``."""
        return int(self._draws.integers(below))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """One of several, each as likely."""
        return things[self.whole(len(things))]


def _cut(value: float) -> Fraction:
    return Fraction(round(value * FINE), FINE)
