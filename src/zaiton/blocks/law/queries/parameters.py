"""Histories of parameters, shipped as ``data/parameters/*.yaml`` of a module."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from zaiton.blocks.law.domain import faults
from zaiton.blocks.law.domain.parameters import Parameter, ParameterValue, read_parameter
from zaiton.blocks.law.queries.discovery import module_data, services


def parameter(service: str, name: str, *, at: date) -> ParameterValue:
    """The value in force on a day; raises ``UnknownParameter`` or ``ParameterNotInForce``."""
    path = _folder(service) / f"{name}.yaml"
    if not name.replace("_", "").isalnum() or not path.is_file():
        raise faults.UnknownParameter(name=name)
    return read_history(path, path.stat().st_mtime_ns).at(at)


def parameters(service: str) -> tuple[Parameter, ...]:
    """Every usable history of a service, by name."""
    found = []
    for path in _files(service):
        try:
            found.append(read_history(path, path.stat().st_mtime_ns))
        except faults.BadParameter:
            continue
    return tuple(found)


def broken_parameters() -> list[faults.BadParameter]:
    """Why each unusable history is unusable."""
    found = []
    for service in services():
        for path in _files(service):
            try:
                read_history(path, path.stat().st_mtime_ns)
            except faults.BadParameter as fault:
                found.append(fault)
    return found


@lru_cache(maxsize=256)
def read_history(path: Path, changed: int) -> Parameter:
    """The history in a file; ``changed`` (its time of change) makes an edited file be read again."""
    try:
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise faults.BadParameter(file=path.name, name=path.stem, why=" ".join(str(error).split())) from error
    return read_parameter(source, path.stem, path.name)


def _files(service: str) -> list[Path]:
    return sorted(_folder(service).glob("*.yaml"))


def _folder(service: str) -> Path:
    return (module_data(service) or Path("/nonexistent")) / "parameters"
