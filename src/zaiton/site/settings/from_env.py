"""Read the environment. Each variable is declared once with its purpose; a bad value is refused in one clear line."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import SettingRefused

T = TypeVar("T")
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Declared:
    """One variable as ``zaiton check`` shows it. ``purpose`` is an English msgid; a secret's value is never shown."""

    name: str
    purpose: str
    default: str
    value: str
    is_set: bool
    secret: bool = False


declared: dict[str, Declared] = {}


def text(name: str, default: str, purpose: str, *, secret: bool = False) -> str:
    """The variable as it stands, stripped; the default when unset or empty."""
    return _read(name, default, purpose, str, secret=secret)


def flag(name: str, default: bool, purpose: str) -> bool:
    """1 or 0 (also true/false, yes/no, on/off)."""

    def parse(raw: str) -> bool:
        if raw.lower() in YES + NO:
            return raw.lower() in YES
        raise SettingRefused(name=name, value=repr(raw), expected=gettext_noop("1 or 0"))

    return _read(name, "1" if default else "0", purpose, parse)


def whole(name: str, default: int, purpose: str, *, low: int, high: int) -> int:
    """A whole number within bounds, both included."""

    def parse(raw: str) -> int:
        if raw.isascii() and raw.isdigit() and low <= int(raw) <= high:
            return int(raw)
        raise SettingRefused(name=name, value=repr(raw), expected=f"{low}..{high}")

    return _read(name, str(default), purpose, parse)


def choice(name: str, default: str, purpose: str, *, options: Sequence[str]) -> str:
    """One of the options, exactly."""

    def parse(raw: str) -> str:
        if raw in options:
            return raw
        raise SettingRefused(name=name, value=repr(raw), expected=" | ".join(options))

    return _read(name, default, purpose, parse)


def names(name: str, default: str, purpose: str) -> list[str]:
    """A list, separated by commas or spaces."""
    return _read(name, default, purpose, lambda raw: raw.replace(",", " ").split())


def unknown() -> list[str]:
    """Variables that begin with ZAITON_ and that nothing reads: most likely a slip of the pen."""
    return sorted(n for n in os.environ if n.startswith("ZAITON_") and n not in declared)


def _read(name: str, default: str, purpose: str, parse: Callable[[str], T], *, secret: bool = False) -> T:
    raw = os.environ.get(name, "").strip()
    value = parse(raw or default)
    shown = "***" if secret and raw else raw or default
    declared[name] = Declared(name, purpose, default, shown, bool(raw), secret)
    return value
