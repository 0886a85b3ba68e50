"""The evidence block's lobby: its page for administrators and its command."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="evidence",
    title=gettext_noop("Evidence log"),
    summary=gettext_noop("Who did what and when, chained so that a later change shows."),
    order=920,
    urls="zaiton.blocks.evidence.pages",
    command="zaiton.blocks.evidence.cli:evidence",
    setup="zaiton.blocks.evidence.public:set_up",
    actions={"evidence.guards.restored": gettext_noop("Missing triggers of the evidence log put back")},
)
