"""The money block's lobby: what the site mounts, what its evidence entries mean, what its workers do."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="money",
    title=gettext_noop("Money"),
    summary=gettext_noop(
        "A ledger that cannot lose a cent, payments that are never made twice, and daily reconciliation."
    ),
    order=65,
    actions={
        "money.account_opened": gettext_noop("Opened an account"),
        "money.account_closed": gettext_noop("Closed an account"),
        "money.account_limited": gettext_noop("Set the limits of an account"),
    },
)
