"""What the settings say of the wire: the folder of keys, and the way to each counterpart."""

from pathlib import Path

from django.conf import settings

from zaiton.blocks.money.actions.channels.http import Wire
from zaiton.kit.home import home

KEYS, COUNTERPARTS = "money", "counterparts"


def keys_folder() -> Path:
    """The folder of certificates and keys."""
    return Path(settings.MONEY_KEYS) if settings.MONEY_KEYS else home() / KEYS


def counterpart_home(name: str) -> Path:
    """The folder of a counterpart that runs beside this installation."""
    return home() / COUNTERPARTS / name


def wire(name: str) -> Wire:
    """The way to a counterpart: the URL in the settings, or the process beside this installation."""
    url = {"bank": settings.BANK_URL, "treasury": settings.TREASURY_URL, "customs": settings.CUSTOMS_URL}[name]
    return Wire(url or counterpart_home(name) / "address", keys_folder(), settings.MONEY_TIMEOUT)
