"""In which language the command speaks, before and after Django is there, and what it says when something breaks."""

import gettext as catalogues
import logging
import os
from functools import cache
from pathlib import Path

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop

from . import discovery

_chosen: str | None = None


def language() -> str:
    """``zh`` or ``en``: --lang, else ZAITON_LANG, else Chinese."""
    if _chosen:
        return _chosen
    return "en" if os.environ.get("ZAITON_LANG", "").strip() == "en" else "zh"


def speak(code: str) -> None:
    """Set the language for this run (``--lang``)."""
    global _chosen
    _chosen = code
    if _ready():
        _activate()


def translate(message: str) -> str:
    """The sentence in the language of this run: from all catalogues once Django is up, from the site's own before."""
    if _ready():
        from django.utils.translation import gettext

        _activate()
        return gettext(message)
    if language() == "en" or not message:
        return message
    return _early().gettext(message)


def prepare() -> None:
    """Settings read, modules loaded, language set. Refuses with one line when a setting is wrong."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    django.setup()
    _activate()


def recognise(error: BaseException) -> Refusal | None:
    """The refusal behind an error of the database where its tables are not those of the program (never set up, or old)."""
    from django.db import DatabaseError

    if not isinstance(error, DatabaseError):
        return None
    from .health import missing_migrations
    from .refusals import MigrationsMissing

    try:
        count = missing_migrations()
    except DatabaseError:
        return None
    return MigrationsMissing(count=count) if count else None


def record(error: BaseException) -> str:
    """Write an unexpected error to the log and return the one line a person sees."""
    from .incidents import new_incident

    incident = new_incident()
    logging.getLogger("zaiton.site").error("%s", error, exc_info=error, extra={"incident": incident})
    where = ""
    if _ready():
        from django.conf import settings

        where = str(settings.LOG_FILE)
    line = str(error).strip().splitlines()
    return translate(gettext_noop("Unexpected error {kind}: {line} (incident {incident}, see {where})")).format(
        kind=type(error).__name__, line=line[0] if line else "", incident=incident, where=where or "-"
    )


def _ready() -> bool:
    from django.apps import apps

    return apps.ready


def _activate() -> None:
    from django.utils import translation

    translation.activate("en" if language() == "en" else "zh-hans")


@cache
def _early() -> catalogues.NullTranslations:
    """The catalogues without Django: the site's, the kit's, then each module's (for the titles of its commands)."""
    here = Path(__file__).parent
    folders = [here.parent / "kit/pages", *(discovery.folder(package) for package in discovery.packages())]
    first = catalogues.translation("django", here / "locale", ["zh_Hans"], fallback=True)
    for folder in folders:
        first.add_fallback(catalogues.translation("django", folder / "locale", ["zh_Hans"], fallback=True))
    return first
