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
    command="zaiton.blocks.money.cli:money",
    beside="zaiton.blocks.money.actions.counterparts:beside",
    missing="zaiton.blocks.money.queries.lacking:lacking",
    actions={
        "money.break_assigned": gettext_noop("Handed a break on"),
        "money.break_opened": gettext_noop("Opened a break"),
        "money.break_proposed": gettext_noop("Proposed how a break is settled"),
        "money.break_refused": gettext_noop("Turned down how a break was to be settled"),
        "money.break_resolved": gettext_noop("Settled a break that another had proposed to settle"),
        "money.reconciled": gettext_noop("Compared the statements of a day"),
        "money.statement_taken": gettext_noop("Took a statement of a counterpart"),
        "money.account_opened": gettext_noop("Opened an account"),
        "money.account_closed": gettext_noop("Closed an account"),
        "money.account_limited": gettext_noop("Set the limits of an account"),
        "money.keys_made": gettext_noop("Made keys for counterparts of payments"),
        "money.fault_set": gettext_noop("Told a demonstration counterpart what to do wrong"),
    },
)
