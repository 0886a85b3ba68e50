"""What stands beside the schedules: how an origin is treated, safeguards that switch lines back, duties on top of all rates."""

from dataclasses import dataclass
from datetime import date

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.duty import Duty
from zaiton.services.tariff.domain.tables import Source


@dataclass(frozen=True, slots=True)
class Treatment:
    """Origins that a destination treats otherwise than by most-favoured-nation rates; ``treatment`` is ``general``."""

    source: Source
    destination: str
    treatment: str
    origins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Safeguard:
    """From ``begins`` to the day before ``ends`` the lines under ``code`` have no concession: the MFN rate is due."""

    source: Source
    agreement: str
    destination: str
    origins: frozenset[str]
    code: str
    begins: date
    ends: date | None
    document: str

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Additional:
    """A duty on top of every rate (anti-dumping, countervailing, safeguard, retaliation), for the goods its scope describes."""

    source: Source
    destination: str
    origins: frozenset[str]
    code: str
    measure: str
    duty: Duty | None
    begins: date
    ends: date | None
    scope: Bilingual
    document: str

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.begins <= day and (self.ends is None or day < self.ends)
