"""Reads: the assumptions of the simulated year as they are on file, and the year that they make, kept until they change.

An operator's file ``retail_tax/simulation/year.yaml`` below the home folder takes the place of the shipped one.
"""

from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zaiton.blocks.law import public as law
from zaiton.kit.home import home
from zaiton.services.retail_tax.domain.settlement_refusals import AssumptionsUnfit
from zaiton.services.retail_tax.domain.simulating import Assumed, Size, Swayed, Year, sensitivity, simulated

SERVICE = "retail_tax"
SHIPPED = Path(__file__).parent.parent / "data" / "simulation" / "year.yaml"
SHARES = ("joined_before", "join_each_month", "electronic_share", "lost_answers")
NUMBERS = (
    "bank_minutes",
    "bank_spread",
    "asked_hours",
    "paper_minutes",
    "electronic_minutes",
    "yuan_an_hour",
    "fee_percent_a_year",
)
MOST_COMPANIES, MOST_BOOKS = 1000, 2000


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody has published about their own service: held beside the outcome, never fitted to."""

    rate_by_amount_percent: str
    saved_fen: int
    document: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """The assumptions, the year they make, what sways it, and what is held beside."""

    assumed: Assumed
    year: Year
    swayed: tuple[Swayed, ...]
    published: Published


def simulation(seed: int | None = None) -> Simulation:
    """The year from the assumptions on file; another ``seed`` draws another year. Raises ``AssumptionsUnfit``."""
    own = home() / SERVICE / "simulation" / SHIPPED.name
    path = own if own.is_file() else SHIPPED
    return _simulation(path, path.stat().st_mtime_ns, seed)


@lru_cache(maxsize=4)
def _simulation(path: Path, changed: int, seed: int | None) -> Simulation:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        assumed, published = _assumed(said), _published(said["published"])
    except (
        OSError,
        UnicodeDecodeError,
        yaml.YAMLError,
        KeyError,
        TypeError,
        ValueError,
        ZeroDivisionError,
        AttributeError,
    ) as error:
        raise AssumptionsUnfit("assumptions", why=" ".join(f"{type(error).__name__} {error}".split())[:200]) from error
    if seed is not None:
        assumed = replace(assumed, seed=seed)
    works = lru_cache(maxsize=2000)(law.calendar().is_working)
    return Simulation(assumed, simulated(assumed, works), sensitivity(assumed, works), published)


def _assumed(said: dict[str, Any]) -> Assumed:
    sizes = {
        name: Size(
            _share(one["share"]), _whole(one["books"], MOST_BOOKS), _more(one["median_yuan"]), _more(one["spread"])
        )
        for name, one in said["sizes"].items()
    }
    if sum(size.share for size in sizes.values()) != 1:
        raise ValueError("the shares of sizes do not make one")
    first = said["first"]
    if not isinstance(first, date) or first.day != 1:
        raise ValueError(f"first {first}")
    hours = tuple(sorted(time.fromisoformat(one) for one in said["treasury_hours"]))
    days = tuple(_whole(one, 60) for one in said["paper_days"])
    if not hours or not days:
        raise ValueError("treasury_hours, paper_days")
    varied = {name: tuple(_varied(name, one) for one in values) for name, values in said.get("varied", {}).items()}
    return Assumed(
        seed=int(said["seed"]),
        first=first,
        companies=_whole(said["companies"], MOST_COMPANIES),
        sizes=sizes,
        treasury_hours=hours,
        paper_days=days,
        varied=varied,
        **{name: _share(said[name]) for name in SHARES},
        **{name: _more(said[name]) for name in NUMBERS},
    )


def _published(said: dict[str, Any]) -> Published:
    return Published(str(said["rate_by_amount_percent"]), int(said["saved_yuan_a_year"]) * 100, str(said["document"]))


def _varied(name: str, value: object) -> Fraction:
    if name not in (*SHARES, *NUMBERS):
        raise ValueError(f"varied {name}")
    return _share(value) if name in SHARES else _more(value)


def _share(value: object) -> Fraction:
    found = Fraction(str(value))
    if not 0 <= found <= 1:
        raise ValueError(f"share {value}")
    return found


def _more(value: object) -> Fraction:
    found = Fraction(str(value))
    if not 0 <= found < 10**9:
        raise ValueError(f"number {value}")
    return found


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"count {value}")
    return value
