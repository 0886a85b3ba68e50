"""The way to each counterpart, as the settings say it."""

from django.conf import settings

from zaiton.blocks.money.actions.channels.http import Wire
from zaiton.blocks.money.queries.places import counterpart_home, keys_folder


def wire(name: str) -> Wire:
    """The way to a counterpart: the URL in the settings, or the process beside this installation."""
    url = {"bank": settings.BANK_URL, "treasury": settings.TREASURY_URL, "customs": settings.CUSTOMS_URL}[name]
    return Wire(url or counterpart_home(name) / "address", keys_folder(), settings.MONEY_TIMEOUT)
