"""The law block's lobby: the page on what is known, its command, its setup, and what its evidence entries mean."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Command, Manifest, Tick

manifest = Manifest(
    slug="data",
    title=gettext_noop("What we know"),
    summary=gettext_noop("Every table of figures with its issuer, its days in force and how far it can be trusted."),
    order=800,
    urls="zaiton.blocks.law.pages",
    shelf=gettext_noop("Rules of law"),
    router="zaiton.blocks.law.api:router",
    scopes={"data:read": gettext_noop("Ask decision tables and read what they hold")},
    command="zaiton.blocks.law.cli:data",
    more_commands={
        "law": Command(
            "zaiton.blocks.law.cli:law", gettext_noop("Rules of law: terms, and decision tables with their receipts")
        )
    },
    actions={
        "law.pack_loaded": gettext_noop("Loaded a data pack"),
        "law.pack_restored": gettext_noop("Put an earlier content of a data pack back in force"),
        "law.pack_withdrawn": gettext_noop("Took a data pack out of force"),
        "law.rules_drafted": gettext_noop("Drafted a decision table"),
        "law.rules_draft_saved": gettext_noop("Saved a draft of a decision table"),
        "law.rules_draft_closed": gettext_noop("Closed a draft of a decision table"),
        "law.rules_published": gettext_noop("Published a decision table"),
        "law.rules_withdrawal_asked": gettext_noop("Asked for a decision table to be withdrawn"),
        "law.rules_withdrawal_dropped": gettext_noop("Let a decision table stand"),
        "law.rules_withdrawn": gettext_noop("Withdrew a decision table"),
        "law.table_kept": gettext_noop("Kept a decision table for the replay of its receipts"),
    },
    pack_checks={"law.calendar": "zaiton.blocks.law.queries.calendars:check_calendars"},
    home="data:index",
    setup="zaiton.blocks.law.jobs:load_at_setup",
    ticks={"law.look_for_calendars": Tick("zaiton.blocks.law.jobs:look_for_calendars", every=300)},
    at_work="zaiton.blocks.law.jobs:recover_at_work",
)
