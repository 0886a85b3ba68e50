"""What the site mounts of this service."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, Tick

manifest = Manifest(
    slug="retail-tax",
    title=gettext_noop("Retail import tax"),
    summary=gettext_noop("Import tax on goods bought from abroad at retail."),
    order=200,
    router="zaiton.services.retail_tax.api:router",
    command="zaiton.services.retail_tax.cli:group",
    setup="zaiton.services.retail_tax.public:set_up",
    scopes={
        "retail-tax:read": gettext_noop("Retail import tax: see tax bills and payment books of the company"),
        "retail-tax:propose": gettext_noop("Retail import tax: propose payment books, dispute lines of bills"),
        "retail-tax:confirm": gettext_noop("Retail import tax: confirm payment books that somebody else has proposed"),
    },
    handlers=("zaiton.services.retail_tax.jobs:pay", "zaiton.services.retail_tax.jobs:receipt"),
    subscriptions={
        "money.settled": ("zaiton.services.retail_tax.jobs:follow",),
        "money.rejected": ("zaiton.services.retail_tax.jobs:follow",),
        "money.returned": ("zaiton.services.retail_tax.jobs:follow",),
        "money.unknown": ("zaiton.services.retail_tax.jobs:follow",),
    },
    ticks={"retail_tax.sweep": Tick("zaiton.services.retail_tax.jobs:sweep", every=60)},
    pack_checks={
        "retail_tax.consumption_tax": "zaiton.services.retail_tax.queries.rates:check_rates",
        "retail_tax.positive_list": "zaiton.services.retail_tax.queries.rates:check_rates",
    },
    actions={
        "retail_tax.books_proposed": gettext_noop("Proposed payment books"),
        "retail_tax.books_confirmed": gettext_noop("Confirmed payment books that another had proposed"),
        "retail_tax.books_taken_back": gettext_noop("Took back payment books that were proposed"),
        "retail_tax.books_retried": gettext_noop("Had payment books tried again that the bank did not pay"),
        "retail_tax.books_sent": gettext_noop("Had payment books paid"),
        "retail_tax.books_followed": gettext_noop("Brought payment books up to date with their payments"),
        "retail_tax.books_credited": gettext_noop("Found payment books in the list of the treasury"),
        "retail_tax.books_written_off": gettext_noop("Found payment books in the list of customs"),
        "retail_tax.receipt_issued": gettext_noop("Issued the receipt of a payment book"),
        "retail_tax.line_disputed": gettext_noop("Disputed a line of a tax bill"),
        "retail_tax.dispute_withdrawn": gettext_noop("Withdrew a dispute"),
        "retail_tax.dispute_answered": gettext_noop("Answered a dispute"),
    },
)
