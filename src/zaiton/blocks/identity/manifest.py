"""The identity block's lobby: account pages, the account API, its commands, and what its evidence entries mean."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="account",
    title=gettext_noop("Account"),
    summary=gettext_noop("Sign in, your organisation, who may act for it, and keys for machines."),
    order=900,
)
