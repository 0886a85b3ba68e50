"""Decision tables that modules ship: ``data/rules/NAME.yaml``, with their tests beside them in ``NAME.tests.yaml``."""

from dataclasses import dataclass
from pathlib import Path

from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.queries.discovery import module_data, services

TESTS = ".tests.yaml"


@dataclass(frozen=True, slots=True)
class ShippedRules:
    """The texts of one table and its tests; ``label`` is the module and the file's name."""

    label: str
    text: str
    tests: str


def shipped_rules() -> list[ShippedRules]:
    """Every table that an installed module ships, in the order of their labels; raises ``UnreadableTable``."""
    found = []
    for service in services():
        folder = (module_data(service) or Path()) / "rules"
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            if not path.name.endswith(TESTS):
                tests = path.with_name(path.stem + TESTS)
                found.append(
                    ShippedRules(f"{service}/{path.stem}", _text(path), _text(tests) if tests.is_file() else "")
                )
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise faults.UnreadableTable(file=path.name, why=str(error)[:120]) from error
