"""The notices block's lobby: the inbox and the webhooks, their API and commands, and what workers do for them."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, NoticeKind, Tick

manifest = Manifest(
    slug="notices",
    title=gettext_noop("Notices"),
    summary=gettext_noop("What happened in your matters, by mail if you like, and to your own systems as it happens."),
    order=890,
    urls="zaiton.blocks.notices.pages.urls",
    router="zaiton.blocks.notices.api:router",
    command="zaiton.blocks.notices.cli:notices",
    context="zaiton.blocks.notices.pages.context:frame",
    handlers=("zaiton.blocks.notices.jobs:mail", "zaiton.blocks.notices.jobs:event"),
    subscriptions={"law.calendar_changed": ("zaiton.blocks.notices.jobs:calendar_changed",)},
    ticks={
        "notices.reminders_due": Tick("zaiton.blocks.notices.jobs:reminders_due", every=60),
        "notices.tidy": Tick("zaiton.blocks.notices.jobs:tidy", every=24 * 3600),
    },
    scopes={
        "notices:read": gettext_noop("Notices: read one's inbox"),
        "notices:write": gettext_noop("Notices: mark as read"),
    },
    notices={
        "notices.endpoint_off": NoticeKind(
            gettext_noop("A webhook was switched off"),
            gettext_noop("“{name}” at {url} has not taken events for days or is gone, so nothing more is sent to it."),
            urgent=True,
        ),
        "notices.trial": NoticeKind(
            gettext_noop("Trial"),
            gettext_noop("A trial event for “{name}”."),
            event="zaiton.notices.trial",
        ),
    },
    actions={
        "notices.preferences.changed": gettext_noop("Choice of notices changed"),
        "notices.endpoint.made": gettext_noop("Webhook made"),
        "notices.endpoint.changed": gettext_noop("Webhook changed"),
        "notices.endpoint.rotated": gettext_noop("New secret for a webhook"),
        "notices.endpoint.removed": gettext_noop("Webhook removed"),
        "notices.endpoint.on": gettext_noop("Webhook switched on"),
        "notices.endpoint.off": gettext_noop("Webhook switched off after long failure"),
        "notices.event.resent": gettext_noop("Event sent again"),
        "notices.mail.resent": gettext_noop("Mail sent again"),
    },
)
