"""The cases block's lobby."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="cases",
    title=gettext_noop("Cases"),
    summary=gettext_noop("Apply once for what several organs decide, and see who has it and when it will be done."),
    order=50,
)
