"""The evidence block's lobby: its page for administrators and its command."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, Tick

manifest = Manifest(
    slug="evidence",
    title=gettext_noop("Evidence log"),
    summary=gettext_noop("Who did what and when, chained so that a later change shows."),
    order=920,
    urls="zaiton.blocks.evidence.pages",
    command="zaiton.blocks.evidence.cli:evidence",
    setup="zaiton.blocks.evidence.public:set_up",
    ticks={"evidence.publish": Tick("zaiton.blocks.evidence.jobs:publish_entries", every=300)},
    actions={
        "evidence.guards.restored": gettext_noop("Missing triggers of the evidence log put back"),
        "evidence.key.made": gettext_noop("Signing key of the evidence log made"),
        "evidence.key.rotated": gettext_noop("Signing key of the evidence log changed"),
    },
)
