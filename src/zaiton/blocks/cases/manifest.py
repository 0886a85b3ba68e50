"""The cases block's lobby: what the site mounts, what its evidence entries and notices say, what it hears and how it ticks."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, NoticeKind, Tick

manifest = Manifest(
    slug="cases",
    title=gettext_noop("Cases"),
    summary=gettext_noop("Apply once for what several organs decide, and see who has it and when it will be done."),
    order=50,
    urls="zaiton.blocks.cases.pages.urls",
    router="zaiton.blocks.cases.api:router",
    home="cases:catalogue",
    context="zaiton.blocks.cases.pages.context:frame",
    command="zaiton.blocks.cases.cli:cases",
    setup="zaiton.blocks.cases.public:set_up",
    scopes={
        "cases:read": gettext_noop("See applications and how far they have come"),
        "cases:write": gettext_noop("Apply, correct and withdraw"),
    },
    actions={
        "cases.type.drafted": gettext_noop("Took in a version of a case type"),
        "cases.type.published": gettext_noop("Put a version of a case type in force"),
        "cases.type.ended": gettext_noop("Ended a version of a case type"),
        "cases.draft_begun": gettext_noop("Began an application"),
        "cases.draft_saved": gettext_noop("Saved an application that is not submitted yet"),
        "cases.draft_removed": gettext_noop("Threw away an application that was not submitted"),
        "cases.submitted": gettext_noop("Submitted an application"),
        "cases.claimed": gettext_noop("Took a step of a case"),
        "cases.released": gettext_noop("Gave a step of a case back"),
        "cases.reassigned": gettext_noop("Passed a step of a case on"),
        "cases.granted": gettext_noop("Decided a step of a case in favour"),
        "cases.issued": gettext_noop("Issued what a case granted"),
        "cases.refused": gettext_noop("Refused in a step of a case"),
        "cases.paused": gettext_noop("Let the clock of a step stand"),
        "cases.resumed": gettext_noop("Went on with a paused step"),
        "cases.extended": gettext_noop("Extended the term of a step"),
        "cases.noted": gettext_noop("Noted a pause without a written time; the clock runs on"),
        "cases.asked": gettext_noop("Asked for a correction"),
        "cases.corrected": gettext_noop("Corrected an application"),
        "cases.withdrawn": gettext_noop("Withdrew an application"),
        "cases.recused": gettext_noop("Takes no part in a case"),
        "cases.recounted": gettext_noop("Counted the last days of a case anew"),
        "cases.migrated": gettext_noop("Moved a case to another version of its type"),
        "cases.rated": gettext_noop("Rated how an item was handled"),
        "cases.rating_answered": gettext_noop("Answered a rating"),
        "cases.retention_set": gettext_noop("Set how long the papers of a closed case are kept"),
        "cases.authority.granted": gettext_noop("Gave an officer authority over cases"),
        "cases.authority.revoked": gettext_noop("Ended an officer's authority over cases"),
        "cases.absence.entered": gettext_noop("Entered an absence"),
        "cases.absence.ended": gettext_noop("Ended an absence"),
    },
    notices={
        "cases.received": NoticeKind(
            gettext_noop("Application taken in"),
            gettext_noop("Case {number} was taken in. It will be done by {day} at the latest."),
            "zaiton.cases.received",
        ),
        "cases.asked": NoticeKind(
            gettext_noop("A correction is asked for"),
            gettext_noop("Case {number}: something must be corrected by {day}. {why}"),
            "zaiton.cases.asked",
            urgent=True,
        ),
        "cases.issued": NoticeKind(
            gettext_noop("A document was issued"),
            gettext_noop("Case {number}: a document that you applied for was issued."),
            "zaiton.cases.issued",
        ),
        "cases.refused": NoticeKind(
            gettext_noop("An item was refused"),
            gettext_noop(
                "Case {number}: an item was refused. Reason: {reason} The page of the case says how to appeal."
            ),
            "zaiton.cases.refused",
        ),
        "cases.paused": NoticeKind(
            gettext_noop("The clock stands"),
            gettext_noop("Case {number}: the clock of one office stands until {day}. Ground: {ground}"),
            "zaiton.cases.paused",
        ),
        "cases.resumed": NoticeKind(
            gettext_noop("The clock runs again"),
            gettext_noop("Case {number}: the office goes on, and its clock runs again."),
            "zaiton.cases.resumed",
        ),
        "cases.extended": NoticeKind(
            gettext_noop("A term was extended"),
            gettext_noop("Case {number}: the term of one office was extended by {count}. Reason: {ground}"),
            "zaiton.cases.extended",
        ),
        "cases.days_changed": NoticeKind(
            gettext_noop("The promised day was counted anew"),
            gettext_noop("Case {number}: a new calendar was published. Promised day: {day}; before: {was}."),
            "zaiton.cases.days_changed",
        ),
        "cases.closed": NoticeKind(
            gettext_noop("The case is closed"),
            gettext_noop("Case {number} is closed. Its page says what came of each item."),
            "zaiton.cases.closed",
        ),
        "cases.sent": NoticeKind(
            gettext_noop("Your papers are on their way"),
            gettext_noop("Case {number}: your papers were sent by {carrier}. Number to follow them by: {tracking}"),
            "zaiton.cases.sent",
        ),
        "cases.collect": NoticeKind(
            gettext_noop("Your papers can be collected"),
            gettext_noop("Case {number}: all your papers lie ready at the counter. Coming once is enough."),
            "zaiton.cases.collect",
        ),
        "cases.letter_returned": NoticeKind(
            gettext_noop("Your papers came back"),
            gettext_noop("Case {number}: the letter with your papers came back. Say anew how they are to reach you."),
            "zaiton.cases.letter_returned",
            urgent=True,
        ),
        "cases.assigned": NoticeKind(
            gettext_noop("A step was passed on to you"), gettext_noop("Case {number}: a step was passed on to you.")
        ),
        "cases.corrected": NoticeKind(
            gettext_noop("The applicant has corrected"),
            gettext_noop("Case {number}: what you asked for was corrected; your clock runs again."),
        ),
        "cases.reopened": NoticeKind(
            gettext_noop("A decision is open again"),
            gettext_noop("Case {number}: what your decision rested on was corrected, so the step is open again."),
        ),
        "cases.due": NoticeKind(
            gettext_noop("A step ends soon"),
            gettext_noop("Case {number}: the last day of your step is {day}."),
            urgent=True,
        ),
    },
    subscriptions={
        "cases.event": ("zaiton.blocks.cases.jobs:tell",),
        "law.calendar_changed": ("zaiton.blocks.cases.jobs:calendar_arrived",),
    },
    handlers=("zaiton.blocks.cases.jobs:recount_on", "zaiton.blocks.cases.jobs:tell_delivery"),
    ticks={
        "cases.lapse": Tick("zaiton.blocks.cases.jobs:lapse", every=600),
        "cases.retain": Tick("zaiton.blocks.cases.jobs:retain", every=86_400),
    },
)
