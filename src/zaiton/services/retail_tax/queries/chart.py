"""The accounts of retail import tax and the two sides of each step, as the file beside the programme says them."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent.parent / "data" / "chart" / "chart.yaml"


@cache
def chart() -> dict[str, Any]:
    """The whole file: ``accounts`` and ``arrows``."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def sides(arrow: str) -> tuple[str, str]:
    """Debit and credit account of a step (``generated``, ``confirmed``, …), as the file has them."""
    debit, credit = chart()["arrows"][arrow]
    return debit, credit
