"""The papers block's lobby: what the site mounts, what its evidence entries mean, what its workers do."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="papers",
    title=gettext_noop("Papers"),
    summary=gettext_noop("Certificates that anyone can verify, seals with every use on record, and materials."),
    order=60,
)
