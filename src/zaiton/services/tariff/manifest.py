"""What the site mounts of the tariff service."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="tariff",
    title=gettext_noop("Tariff advice"),
    summary=gettext_noop("Which agreement gives the lowest rate for a good, how much it saves, and what proves it."),
    order=10,
    urls="zaiton.services.tariff.pages",
    router="zaiton.services.tariff.api:router",
    command="zaiton.services.tariff.cli:tariff",
    capabilities=("S1.1", "S1.3", "S1.8"),
    scopes={
        "tariff:read": gettext_noop("Tariff advice: see saved answers"),
        "tariff:write": gettext_noop("Tariff advice: save and remove answers"),
    },
    actions={
        "tariff.answer_saved": gettext_noop("Saved an answer on rates of duty"),
        "tariff.answer_removed": gettext_noop("Removed a saved answer on rates of duty"),
    },
    home="tariff:ask",
)
