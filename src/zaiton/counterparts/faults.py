"""What a counterpart is told to do wrong, at its start or while it runs; chances are drawn from a seed and so can be repeated."""

import random
import threading
from collections.abc import Mapping

CHANCES = ("timeout_before_acting", "timeout_after_acting", "answer_twice", "lie_totals", "lose_file")
SECONDS = ("slow", "answer_late", "hang")
WORDS = ("reject",)
NAMES = (*CHANCES, *SECONDS, *WORDS, "seed")
"""``hang``: how long a connection without an answer is held before it is cut. ``reject``: the reason code given to new orders."""
MOST_SECONDS = 3600


class Faults:
    """The faults in force. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._values: dict[str, float | str] = {}
        self._hits: dict[str, int] = {}
        self._random = random.Random(0)

    def clear(self) -> None:
        """No fault any more, the seed back at 0."""
        with self._lock:
            self._clear()

    def set(self, wanted: Mapping[str, str]) -> None:
        """Put faults in force, ``0`` or blank ends one. Raises ``ValueError`` for what is no fault; then nothing changes."""
        read = {name: _read(name, str(text)) for name, text in wanted.items()}
        with self._lock:
            if "seed" in read:
                self._random = random.Random(int(read["seed"]))
            self._values |= read

    def seconds(self, name: str) -> float:
        """How long; 0 when not in force."""
        with self._lock:
            return self._hit(name, float(self._values.get(name, 0)))

    def hit(self, name: str) -> bool:
        """Whether it strikes this time."""
        with self._lock:
            chance = float(self._values.get(name, 0))
            return bool(self._hit(name, float(chance > 0 and self._random.random() < chance)))

    def word(self, name: str) -> str:
        """The word it was given; blank when not in force."""
        with self._lock:
            word = str(self._values.get(name, ""))
            self._hit(name, float(bool(word)))
            return word

    def shown(self) -> dict[str, object]:
        """The faults in force, and how often each has struck."""
        with self._lock:
            return {"faults": {k: v for k, v in self._values.items() if v}, "hits": dict(self._hits)}

    def _hit(self, name: str, value: float) -> float:
        if value:
            self._hits[name] = self._hits.get(name, 0) + 1
        return value


def _read(name: str, text: str) -> float | str:
    if name in WORDS:
        if not (text == "" or (text.isascii() and text.isalnum() and len(text) <= 4)):
            raise ValueError(f"{name}={text}: up to four letters and digits")
        return text
    if name not in NAMES:
        raise ValueError(f"{name}: one of {', '.join(NAMES)}")
    value = float(text or 0)
    most = 1 if name in CHANCES else MOST_SECONDS if name in SECONDS else 2**31
    if not 0 <= value <= most:
        raise ValueError(f"{name}={text}: from 0 to {most}")
    return value
