"""Find the modules: every folder of blocks and services that has a manifest is installed, routed and translated."""

import importlib
import pkgutil
from functools import cache

import zaiton.blocks
import zaiton.services
from zaiton.kit.manifest import Manifest, install

BLOCK_ORDER = ("evidence", "identity", "law", "money", "papers", "notices", "cases")


@cache
def packages() -> tuple[str, ...]:
    """Package names of all modules, blocks first in their floor order, then services by name."""
    blocks = {m.name for m in pkgutil.iter_modules(zaiton.blocks.__path__) if m.ispkg}
    services = sorted(m.name for m in pkgutil.iter_modules(zaiton.services.__path__) if m.ispkg)
    ordered = [b for b in BLOCK_ORDER if b in blocks] + sorted(blocks - set(BLOCK_ORDER))
    return tuple([f"zaiton.blocks.{b}" for b in ordered] + [f"zaiton.services.{s}" for s in services])


@cache
def manifests() -> dict[str, Manifest]:
    """Every module's manifest by package name, also handed to the kit."""
    found = {p: importlib.import_module(f"{p}.manifest").manifest for p in packages()}
    install(found)
    return found
