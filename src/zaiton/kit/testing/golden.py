"""Golden cases: what a rule's own words say must come out, kept as YAML beside the engine they bind."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FIELDS = {"case", "article", "given", "expect"}


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One case: its name in the rule's words, the article, what is given and what must come out."""

    name: str
    article: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]


def golden_cases(folder: Path) -> list[GoldenCase]:
    """Every case of the YAML files in the folder, in order. Raises ``ValueError`` for a file that does not hold cases."""
    cases = []
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            if set(entry) != FIELDS:
                raise ValueError(f"{path.name}: a case has exactly {sorted(FIELDS)}, this one {sorted(entry)}")
            cases.append(GoldenCase(entry["case"], entry["article"], entry["given"], entry["expect"]))
    return cases
