"""Looking for viruses before anything is kept: one scanner, chosen by the operator, or none."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from django.conf import settings

from zaiton.blocks.papers.domain.store_refusals import VirusFound


class Scanner(Protocol):
    """What looks into contents. ``find`` names what it found, or returns the empty text; raises ``ScannerSilent``."""

    name: str

    def find(self, content: bytes) -> str:
        """The name of a virus in the content, or the empty text."""
        ...


class ScannerTwice(Exception):
    """Two scanners under one name."""


class Scanners:
    """The scanners that can be chosen, by name."""

    def __init__(self) -> None:
        self._made: dict[str, Callable[[], Scanner]] = {}

    def register(self, name: str, make: Callable[[], Scanner]) -> None:
        """Add a kind of scanner; ``make`` is called for each use. Raises ``ScannerTwice``."""
        if name in self._made:
            raise ScannerTwice(name)
        self._made[name] = make

    def chosen(self) -> Scanner | None:
        """The scanner the operator named; None where there is to be none."""
        return self._made[settings.SCANNER]() if settings.SCANNER else None

    def names(self) -> tuple[str, ...]:
        """What can be chosen."""
        return tuple(sorted(self._made))


scanners = Scanners()


@dataclass(frozen=True, slots=True)
class Scan:
    """That a scanner looked at a content and found nothing; ``scanner`` is blank where there is none."""

    sha256: str
    scanner: str

    @classmethod
    def needless(cls, content: bytes) -> "Scan":
        """For what this site has made itself: no scanner is asked."""
        return cls(sha256(content).hexdigest(), "")


def scanned(content: bytes) -> Scan:
    """Have the scanner look at a content, outside any transaction. Raises ``VirusFound``, ``ScannerSilent``."""
    scanner = scanners.chosen()
    if scanner is not None and (found := scanner.find(content)):
        raise VirusFound(found=found[:80])
    return Scan(sha256(content).hexdigest(), scanner.name if scanner else "")


def scanner_name() -> str:
    """The name of the scanner that looks at what is handed in; blank: none does."""
    scanner = scanners.chosen()
    return scanner.name if scanner else ""
