"""Where case types lie as folders: shipped with a module, shown as demonstration, and the operator's own."""

import importlib
from pathlib import Path

from zaiton.blocks.cases.domain.faults import TypeUnreadable
from zaiton.blocks.cases.queries.folders import CASE
from zaiton.kit.home import home
from zaiton.kit.manifest import installed

DEMO = "demo"
"""The folder of a module's data whose case types are published only on a demonstration."""
SHIPPED = "cases"


def shipped_folders() -> tuple[Path, ...]:
    """The case types that installed modules ship, in the order of the modules."""
    return _of_modules(SHIPPED)


def demo_folders() -> tuple[Path, ...]:
    """The case types of a demonstration."""
    return _of_modules(DEMO)


def folder_named(given: str) -> Path:
    """The folder that a path, or the name of one of the operator's own, means; raises ``TypeUnreadable``."""
    for folder in (Path(given), home() / "cases" / given):
        if (folder / CASE).is_file():
            return folder
    raise TypeUnreadable(file=given[:120], why=CASE)


def _of_modules(name: str) -> tuple[Path, ...]:
    places = [Path(place) for package in installed() for place in importlib.import_module(package).__path__]
    return tuple(folder for place in places for folder in _below(place / "data" / name))


def _below(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in folder.glob(f"*/{CASE}")))
