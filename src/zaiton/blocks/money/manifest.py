"""The money block's lobby: what the site mounts, what its evidence entries mean, what its workers do."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, Tick

manifest = Manifest(
    slug="money",
    title=gettext_noop("Money"),
    summary=gettext_noop(
        "A ledger that cannot lose a cent, payments that are never made twice, and daily reconciliation."
    ),
    order=65,
    router="zaiton.blocks.money.api:router",
    command="zaiton.blocks.money.cli:money",
    beside="zaiton.blocks.money.actions.counterparts:beside",
    missing="zaiton.blocks.money.queries.lacking:lacking",
    handlers=("zaiton.blocks.money.jobs:send", "zaiton.blocks.money.jobs:ask"),
    ticks={
        "money.anchor": Tick("zaiton.blocks.money.jobs:anchor", every=300),
        "money.holds_expire": Tick("zaiton.blocks.money.jobs:expire", every=60),
        "money.reconcile": Tick("zaiton.blocks.money.jobs:reconcile", every=1800),
        "money.sweep": Tick("zaiton.blocks.money.jobs:sweep", every=15),
    },
    actions={
        "money.day_closed": gettext_noop("Closed a business day"),
        "money.anchored": gettext_noop("Anchored a stretch of entries"),
        "money.instruction_made": gettext_noop("Had a payment made"),
        "money.instruction_sending": gettext_noop("Began to send a payment"),
        "money.instruction_not_sent": gettext_noop("Could not send a payment; it waits to be sent again"),
        "money.instruction_unknown": gettext_noop("Lost sight of a payment; it is being asked for"),
        "money.instruction_received": gettext_noop("Had a payment received by the counterpart"),
        "money.instruction_not_known": gettext_noop("Learnt that the counterpart does not know a payment"),
        "money.instruction_settled": gettext_noop("Booked a payment that the counterpart made"),
        "money.instruction_rejected": gettext_noop("Released the money of a payment that was rejected"),
        "money.instruction_returned": gettext_noop("Reversed a payment that the counterpart returned"),
        "money.instruction_cancelled": gettext_noop("Cancelled a payment before it was sent"),
        "money.agreement_drawn_up": gettext_noop("Drew an agreement on payments up"),
        "money.agreement_enterprise_signs": gettext_noop("Signed an agreement on payments for the enterprise"),
        "money.agreement_bank_signs": gettext_noop("Signed an agreement on payments for the bank"),
        "money.agreement_customs_accepts": gettext_noop("Accepted an agreement on payments for customs"),
        "money.agreement_changed": gettext_noop("Changed an agreement on payments, to be signed anew"),
        "money.agreement_suspended": gettext_noop("Suspended an agreement on payments"),
        "money.agreement_resumed": gettext_noop("Let an agreement on payments be in force again"),
        "money.agreement_terminated": gettext_noop("Ended an agreement on payments"),
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
        "money.callback_taken": gettext_noop("Took a message of a counterpart"),
        "money.keys_made": gettext_noop("Made keys for counterparts of payments"),
        "money.fault_set": gettext_noop("Told a demonstration counterpart what to do wrong"),
    },
)
