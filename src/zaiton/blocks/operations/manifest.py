"""The lobby of the operators' block: the page and the command over background work, and what its evidence entries mean."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="work",
    title=gettext_noop("Background work"),
    summary=gettext_noop("What waits, what runs, what failed, and what is run regularly."),
    order=930,
    urls="zaiton.blocks.operations.pages",
    command="zaiton.blocks.operations.cli:work",
    context="zaiton.blocks.operations.pages:frame",
    actions={
        "operations.job.retried": gettext_noop("Background work sent again"),
        "operations.job.dropped": gettext_noop("Background work struck out"),
    },
)
