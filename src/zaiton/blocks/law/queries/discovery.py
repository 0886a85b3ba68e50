"""Where packs are: shipped in ``data/tables`` of a module, the operator's own anywhere under ``packs`` of the data home.

A folder that is no acceptable pack is left out and remembered with its reason; it can never stop the site.
"""

import hashlib
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.queries.packs import SOURCE, Pack, check_conditions, read_pack, read_source
from zaiton.kit.home import home
from zaiton.kit.manifest import installed


@dataclass(frozen=True, slots=True)
class BrokenPack:
    """A folder that should be a pack and is not, with the reason. ``service`` is what it says of itself, if it can be read."""

    folder: Path
    service: str
    operator: bool
    fault: faults.PackFault

    @property
    def label(self) -> str:
        """How lists name it: the folder below the one where packs lie."""
        parts = self.folder.parts
        for anchor in ("tables", "packs"):
            if anchor in parts:
                cut = len(parts) - 1 - parts[::-1].index(anchor)
                return "/".join(parts[cut + 1 :])
        return self.folder.name


def services() -> tuple[str, ...]:
    """Every installed module that ships data."""
    found = {package.rpartition(".")[2] for package in installed() if data_folder(package)}
    return tuple(sorted(found))


def shipped_folder(service: str) -> Path | None:
    """The folder of the packs that a service or block ships, or None."""
    data = module_data(service)
    return data / "tables" if data and (data / "tables").is_dir() else None


def package_of(service: str) -> str:
    """The installed package of a service or block by its name; a service's address where none is installed."""
    found = (package for package in installed() if package.rpartition(".")[2] == service)
    return next(found, f"zaiton.services.{service}")


def module_data(service: str) -> Path | None:
    """The ``data`` folder of a service or block by its name, or None."""
    return data_folder(package_of(service))


def operator_folder() -> Path:
    """The folder below which an operator's own packs are looked for."""
    return home() / "packs"


def find_packs(service: str, kind: str | None = None) -> tuple[Pack, ...]:
    """The acceptable packs of a service: latest first, then by status, the operator's own first, then precedence."""
    packs = _read(service, signature(service), str(operator_folder()))[0]
    return tuple(p for p in packs if kind is None or p.kind == kind)


def broken_packs() -> tuple[BrokenPack, ...]:
    """Every folder that is left out, shipped or the operator's, with its reason."""
    found: dict[Path, BrokenPack] = {}
    for service in services() or ("",):
        for broken in _read(service, signature(service), str(operator_folder()))[1]:
            found[broken.folder] = broken
    return tuple(found[path] for path in sorted(found))


def signature(service: str) -> str:
    """A fingerprint of all files that ``find_packs`` looks at; changes when any is added, changed or removed."""
    digest = hashlib.blake2b(digest_size=16)
    for root in (shipped_folder(service), operator_folder()):
        for folder, names in _pack_folders(root):
            for name in names:
                try:
                    stat = os.stat(os.path.join(folder, name))
                except OSError:
                    continue
                digest.update(
                    f"{folder}/{name}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}\n".encode(
                        errors="surrogateescape"
                    )
                )
    return digest.hexdigest()


@lru_cache(maxsize=16)
def _read(service: str, fingerprint: str, operators: str) -> tuple[tuple[Pack, ...], tuple[BrokenPack, ...]]:
    packs, broken = [], []
    for root, operator in ((shipped_folder(service), False), (Path(operators), True)):
        for folder, _names in _pack_folders(root):
            outcome = _outcome(Path(folder), service, operator)
            if isinstance(outcome, Pack):
                packs.append(outcome)
            elif outcome is not None:
                broken.append(outcome)
    return tuple(sorted(packs, key=lambda p: p.rank)), tuple(broken)


def _outcome(folder: Path, service: str, operator: bool) -> Pack | BrokenPack | None:
    """The pack, or why it is none; None when it belongs to another service."""
    named = "" if operator else service
    try:
        named = str(read_source(folder).get("service", named))
        if operator and named and named != service:
            return None if named in services() else BrokenPack(folder, named, operator, _stranger(named))
        pack = read_pack(folder, operator=operator)
        if operator:
            check_conditions(pack)
        return pack
    except faults.PackFault as fault:
        return BrokenPack(folder, named, operator, fault)


def _stranger(service: str) -> faults.PackFault:
    return faults.UnknownService("service", file=SOURCE, given=service, known=", ".join(services()))


def _pack_folders(root: Path | None) -> Iterator[tuple[str, list[str]]]:
    """Folders below ``root`` that hold a SOURCE.toml, with the names of their files, in a stable order."""
    if root is None or not root.is_dir():
        return
    seen: set[tuple[int, int]] = set()
    for folder, below, names in os.walk(root, followlinks=True):
        place = _place(folder)
        if place is None or place in seen:  # gone meanwhile, or a link that leads back to a folder above it
            below.clear()
            continue
        seen.add(place)
        below[:] = sorted(name for name in below if not name.startswith("."))
        if SOURCE in names:
            yield folder, sorted(name for name in names if not name.startswith("."))


def _place(folder: str) -> tuple[int, int] | None:
    """What a folder is on disk, whatever links lead to it; None for one that is not there."""
    try:
        stat = os.stat(folder)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


@lru_cache(maxsize=200)
def data_folder(package: str) -> Path | None:
    """The ``data`` folder of a package, or None; imports only the packages above it."""
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / "data").is_dir():
            return Path(place) / "data"
    return None
