"""Where the files of the wire lie: keys for counterparts, and the folders of counterparts that run beside this installation."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from zaiton.blocks.money.domain.wire_refusals import KeysMissing
from zaiton.kit.home import home

KEYS, COUNTERPARTS = "money", "counterparts"
OURS = ("ca.pem", "zaiton.pem", "zaiton.key", "zaiton-signing.key")


def keys_folder() -> Path:
    """The folder of certificates and keys."""
    return Path(settings.MONEY_KEYS) if settings.MONEY_KEYS else home() / KEYS


def counterpart_home(name: str) -> Path:
    """The folder of a counterpart that runs beside this installation."""
    return home() / COUNTERPARTS / name


def keys_lacking() -> Iterator[KeysMissing]:
    """The files without which a counterpart that the settings name cannot be talked to; none where none is named."""
    named = {"bank": settings.BANK_URL, "treasury": settings.TREASURY_URL, "customs": settings.CUSTOMS_URL}
    theirs = [f"{name}-signing.pub" for name, url in named.items() if url]
    for file in (*OURS, *theirs) if theirs else ():
        if not (keys_folder() / file).is_file():
            yield KeysMissing(folder=keys_folder(), file=file)
