"""Find the modules: every folder of blocks and services that has a manifest is installed, routed and translated."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

import zaiton.blocks
import zaiton.services
from zaiton.kit.manifest import Manifest, install

BLOCK_ORDER = ("evidence", "identity", "law", "money", "papers", "notices", "cases")


@cache
def packages() -> tuple[str, ...]:
    """Package names of all modules, blocks first in their floor order, then services by name."""
    blocks = set(_with_manifest(zaiton.blocks))
    services = sorted(_with_manifest(zaiton.services))
    ordered = [b for b in BLOCK_ORDER if b in blocks] + sorted(blocks - set(BLOCK_ORDER))
    return tuple([f"zaiton.blocks.{b}" for b in ordered] + [f"zaiton.services.{s}" for s in services])


@cache
def manifests() -> dict[str, Manifest]:
    """Every module's manifest by package name, also handed to the kit."""
    found = {p: importlib.import_module(f"{p}.manifest").manifest for p in packages()}
    install(found)
    return found


def folder(package: str) -> Path:
    """The folder of an installed package."""
    return Path(importlib.import_module(package).__path__[0])


def _with_manifest(family: ModuleType) -> list[str]:
    found = []
    for module in pkgutil.iter_modules(family.__path__):
        if module.ispkg and (Path(module.module_finder.path) / module.name / "manifest.py").is_file():
            found.append(module.name)
    return found
