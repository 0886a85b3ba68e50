"""What a command prints: the same data as JSON for machines or as text for people."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

import click

from zaiton.base.text import gettext_noop

EXIT_OK = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_NOT_COVERED = 3

META_JSON = "zaiton.kit.cli.json"


def _remember(context: click.Context, parameter: click.Parameter, value: bool) -> bool:
    if value:
        context.find_root().meta[META_JSON] = True
    return value


json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    is_eager=True,
    callback=_remember,
    help=gettext_noop("Print JSON instead of text."),
)
"""Decorator: adds ``--json`` to a command, given to it as ``as_json``."""


def wants_json(context: click.Context) -> bool:
    """Whether ``--json`` was given to the running command."""
    return bool(context.find_root().meta.get(META_JSON))


def emit(data: Any, as_json: bool, text: str | Callable[[], str]) -> None:
    """Print ``data`` as JSON, or ``text`` (called only when needed)."""
    if as_json:
        click.echo(to_json(data))
    else:
        click.echo(text() if callable(text) else text)


def to_json(data: Any, *, indent: int | None = 2) -> str:
    """JSON with Chinese readable, decimals as numbers, days and moments in ISO 8601; on one line with ``indent=None``."""
    return json.dumps(data, ensure_ascii=False, indent=indent, default=_plain)


def _plain(value: Any) -> Any:
    """A value that JSON does not know, in the types it knows."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(value)
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if dataclasses.is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
