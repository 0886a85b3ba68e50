"""What runs without a person: loading the packs when the installation is set up, and putting right what a killed process left."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.blocks.law.actions.packs import packs_load, publishing_recover
from zaiton.kit import clock


def load_at_setup(*, now: datetime, demo: bool) -> str | None:
    """Finish what a killed publishing left, then register the packs on file; a line for people when any was new."""
    publishing_recover()
    loading = packs_load(actor="system", at=now)
    if not loading.new:
        return None
    return gettext("{count} data packs registered.").format(count=len(loading.new))


def recover_at_work() -> None:
    """Finish or take back what a killed publishing left, and take up calendars that came meanwhile, when a server's doors open."""
    publishing_recover()
    look_for_calendars(at=clock.now())


def look_for_calendars(*, at: datetime) -> None:
    """Register what lies in the folder for packs of this block; a calendar that is new is told to whoever counts by it."""
    packs_load(actor="system", at=at, of="law")
