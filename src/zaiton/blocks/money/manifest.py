"""The money block's lobby: what the site mounts, what its evidence entries mean, what its workers do."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, NoticeKind, Tick

manifest = Manifest(
    slug="money",
    title=gettext_noop("Money"),
    summary=gettext_noop(
        "A ledger that cannot lose a cent, payments that are never made twice, and daily reconciliation."
    ),
    order=65,
    router="zaiton.blocks.money.api:router",
    urls="zaiton.blocks.money.pages.urls",
    context="zaiton.blocks.money.pages.context:frame",
    command="zaiton.blocks.money.cli:money",
    setup="zaiton.blocks.money.public:set_up",
    beside="zaiton.blocks.money.actions.counterparts:beside",
    missing="zaiton.blocks.money.queries.lacking:lacking",
    advice="zaiton.blocks.money.queries.schemas:schemas_lacking",
    scopes={
        "money:read": gettext_noop("See accounts, statements and payments"),
        "money:sign": gettext_noop("Sign agreements on payments"),
        "money:pay": gettext_noop("Have payments made by an agreement"),
        "money:books": gettext_noop("Keep the books: trial balance, proposed entries, refunds, breaks (officers)"),
    },
    handlers=("zaiton.blocks.money.jobs:send", "zaiton.blocks.money.jobs:ask"),
    notices={
        "money.settled": NoticeKind(
            gettext_noop("A payment was made"),
            gettext_noop("The payment of {amount} for {document} was made."),
            "zaiton.money.settled",
        ),
        "money.rejected": NoticeKind(
            gettext_noop("A payment was rejected"),
            gettext_noop(
                "The payment of {amount} for {document} was rejected; the money is free again. Reason: {reason}"
            ),
            "zaiton.money.rejected",
            urgent=True,
        ),
        "money.returned": NoticeKind(
            gettext_noop("A payment came back"),
            gettext_noop(
                "The payment of {amount} for {document} was returned; {document} is not paid any more. Reason: {reason}"
            ),
            "zaiton.money.returned",
            urgent=True,
        ),
        "money.refunded": NoticeKind(
            gettext_noop("Money was refunded"),
            gettext_noop("Of the payment for {document}, {amount} were refunded."),
            "zaiton.money.refunded",
        ),
        "money.refund_failed": NoticeKind(
            gettext_noop("A refund did not arrive"),
            gettext_noop("The refund of {amount} for {document} could not be made. Reason: {reason}"),
            "zaiton.money.refund_failed",
        ),
        "money.unknown": NoticeKind(
            gettext_noop("It is not known yet whether a payment was made"),
            gettext_noop(
                "No answer came to the payment of {amount} for {document}. It is being asked for; please do not pay a second time. You will be told."
            ),
            "zaiton.money.unknown",
        ),
        "money.unknown_long": NoticeKind(
            gettext_noop("A payment has been unknown for long"),
            gettext_noop("Nobody has known for more than {hours} hours whether the payment {number} was made."),
            urgent=True,
        ),
        "money.contradiction": NoticeKind(
            gettext_noop("A counterpart contradicts our books"),
            gettext_noop(
                "What was said of the payment {number} contradicts our books. Nothing was booked; a break was opened."
            ),
            urgent=True,
        ),
        "money.breaks_old": NoticeKind(
            gettext_noop("Breaks have grown old"),
            gettext_noop("Breaks of {day} that have stood for more than {days} working days: {count}"),
        ),
        "money.day_missing": NoticeKind(
            gettext_noop("Statements have not come"),
            gettext_noop("The day {day} cannot be reconciled: no statement has come of {sources}."),
        ),
        "money.day_refused": NoticeKind(
            gettext_noop("A statement was refused"),
            gettext_noop("The day {day} cannot be reconciled: a statement was refused of {sources}."),
            urgent=True,
        ),
        "money.day_rules": NoticeKind(
            gettext_noop("The rules of reconciliation cannot be used"),
            gettext_noop("The day {day} cannot be reconciled: the rules cannot be used."),
            urgent=True,
        ),
        "money.agreement_drawn_up": NoticeKind(
            gettext_noop("A payment agreement was drawn up"),
            gettext_noop("The payment agreement {number} ({account}) was drawn up; the enterprise signs next."),
            "zaiton.money.agreement_drawn_up",
        ),
        "money.agreement_enterprise_signs": NoticeKind(
            gettext_noop("A payment agreement was signed by the enterprise"),
            gettext_noop(
                "The payment agreement {number} ({account}) was signed for the enterprise; the bank signs next."
            ),
            "zaiton.money.agreement_enterprise_signs",
        ),
        "money.agreement_bank_signs": NoticeKind(
            gettext_noop("A payment agreement was signed by the bank"),
            gettext_noop("The payment agreement {number} ({account}) was signed for the bank; customs accepts next."),
            "zaiton.money.agreement_bank_signs",
        ),
        "money.agreement_customs_accepts": NoticeKind(
            gettext_noop("A payment agreement is in force"),
            gettext_noop("The payment agreement {number} ({account}) was accepted for customs and is in force."),
            "zaiton.money.agreement_customs_accepts",
        ),
        "money.agreement_changed": NoticeKind(
            gettext_noop("A payment agreement was changed"),
            gettext_noop("The payment agreement {number} ({account}) was changed; it must be signed anew."),
            "zaiton.money.agreement_changed",
        ),
        "money.agreement_suspended": NoticeKind(
            gettext_noop("A payment agreement was suspended"),
            gettext_noop("The payment agreement {number} ({account}) was suspended; payments by it wait."),
            "zaiton.money.agreement_suspended",
            urgent=True,
        ),
        "money.agreement_resumed": NoticeKind(
            gettext_noop("A payment agreement is in force again"),
            gettext_noop("The payment agreement {number} ({account}) is in force again."),
            "zaiton.money.agreement_resumed",
        ),
        "money.agreement_terminated": NoticeKind(
            gettext_noop("A payment agreement has ended"),
            gettext_noop("The payment agreement {number} ({account}) has ended; nothing is paid by it any more."),
            "zaiton.money.agreement_terminated",
        ),
    },
    subscriptions={
        "money.settled": ("zaiton.blocks.money.jobs:tell",),
        "money.rejected": ("zaiton.blocks.money.jobs:tell",),
        "money.returned": ("zaiton.blocks.money.jobs:tell",),
        "money.unknown": ("zaiton.blocks.money.jobs:tell",),
        "money.unknown_long": ("zaiton.blocks.money.jobs:tell",),
        "money.contradiction": ("zaiton.blocks.money.jobs:tell",),
        "money.breaks_old": ("zaiton.blocks.money.jobs:tell",),
        "money.day_unfit": ("zaiton.blocks.money.jobs:tell",),
        "money.agreement": ("zaiton.blocks.money.jobs:tell",),
    },
    ticks={
        "money.parity": Tick("zaiton.blocks.money.jobs:parity", every=86_400),
        "money.anchor": Tick("zaiton.blocks.money.jobs:anchor", every=300),
        "money.holds_expire": Tick("zaiton.blocks.money.jobs:expire", every=60),
        "money.reconcile": Tick("zaiton.blocks.money.jobs:reconcile", every=1800),
        "money.mind": Tick("zaiton.blocks.money.jobs:mind", every=600),
        "money.sweep": Tick("zaiton.blocks.money.jobs:sweep", every=15),
    },
    actions={
        "money.entry_proposed": gettext_noop("Proposed an entry by hand"),
        "money.entry_approved": gettext_noop("Booked an entry that another had proposed"),
        "money.entry_refused": gettext_noop("Refused an entry that another had proposed"),
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
        "money.accounts_opened": gettext_noop("Opened accounts, many at once"),
        "money.account_closed": gettext_noop("Closed an account"),
        "money.account_limited": gettext_noop("Set the limits of an account"),
        "money.callback_taken": gettext_noop("Took a message of a counterpart"),
        "money.keys_made": gettext_noop("Made keys for counterparts of payments"),
        "money.fault_set": gettext_noop("Told a demonstration counterpart what to do wrong"),
    },
)
