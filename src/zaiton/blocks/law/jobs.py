"""What runs without a person: loading the packs when the installation is set up, and putting right what a killed process left."""

from datetime import datetime

from django.utils.translation import gettext

from zaiton.blocks.law.actions.packs import packs_load, publishing_recover
from zaiton.blocks.law.actions.versions import rules_load
from zaiton.kit import clock


def load_at_setup(*, now: datetime, demo: bool) -> str | None:
    """Finish what a killed publishing left, then register the packs on file and the decision tables shipped; lines for people when any is new."""
    publishing_recover()
    loading, rules = packs_load(actor="system", at=now), rules_load(at=now)
    lines = []
    if loading.new:
        lines.append(gettext("{count} data packs registered.").format(count=len(loading.new)))
    if rules.new:
        lines.append(gettext("{count} decision tables put in force.").format(count=len(rules.new)))
    for label, fault in rules.left_out:
        lines.append(gettext("Left out: {folder}: {reason}").format(folder=label, reason=fault.sentence(gettext)))
    return "\n".join(lines) or None


def recover_at_work() -> None:
    """Finish or take back what a killed publishing left, and take up calendars that came meanwhile, when a server's doors open."""
    publishing_recover()
    look_for_calendars(at=clock.now())


def look_for_calendars(*, at: datetime) -> None:
    """Register what lies in the folder for packs of this block; a calendar that is new is told to whoever counts by it."""
    packs_load(actor="system", at=at, of="law")
