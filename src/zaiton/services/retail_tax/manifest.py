"""What the site mounts of this service."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="retail-tax",
    title=gettext_noop("Retail import tax"),
    summary=gettext_noop("Import tax on goods bought from abroad at retail."),
    order=200,
    router="zaiton.services.retail_tax.api:router",
    command="zaiton.services.retail_tax.cli:group",
)
