"""The papers block's lobby: what the site mounts, what its evidence entries mean, what its workers do."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest, NoticeKind, Tick

manifest = Manifest(
    slug="papers",
    title=gettext_noop("Certificates"),
    summary=gettext_noop("Certificates that anyone can verify, seals with every use on record, and materials."),
    order=60,
    urls="zaiton.blocks.papers.pages.urls",
    router="zaiton.blocks.papers.api:router",
    command="zaiton.blocks.papers.cli:papers",
    home="papers:verify",
    context="zaiton.blocks.papers.pages.context:frame",
    missing="zaiton.blocks.papers.queries.lacking:lacking",
    scopes={"papers:read": gettext_noop("See certificates and fetch their files")},
    actions={
        "papers.issued": gettext_noop("Issued a certificate"),
        "papers.suspended": gettext_noop("Suspended a certificate"),
        "papers.resumed": gettext_noop("Let a suspended certificate be valid again"),
        "papers.revoked": gettext_noop("Revoked a certificate"),
        "papers.superseded": gettext_noop("Replaced a certificate by another"),
        "papers.delivery_chosen": gettext_noop("Chose how papers are delivered"),
        "papers.delivery_marked": gettext_noop("Marked what happened to a delivery"),
        "papers.use_ended": gettext_noop("No longer keeps a file whose time is over"),
        "papers.content_removed": gettext_noop("Removed a stored file that nobody keeps"),
        "papers.noted": gettext_noop("Entered a note on a certificate"),
        "papers.sealed": gettext_noop("Used a seal"),
        "papers.making_again": gettext_noop("Had files of certificates made again that had failed"),
        "papers.seal.made": gettext_noop("Made a seal"),
        "papers.seal.keeper_added": gettext_noop("Named who answers for a seal"),
        "papers.seal.keeper_removed": gettext_noop("Somebody no longer answers for a seal"),
        "papers.seal_key.made": gettext_noop("Made a key of a seal"),
        "papers.seal_key.rotated": gettext_noop("Replaced the key of a seal"),
        "papers.seal_key.revoked": gettext_noop("Revoked a key of a seal"),
    },
    handlers=("zaiton.blocks.papers.jobs:make",),
    notices={
        "papers.suspended": NoticeKind(
            gettext_noop("A certificate was suspended"),
            gettext_noop("Your certificate {number} was suspended. Reason: {reason}"),
            "zaiton.papers.suspended",
            urgent=True,
        ),
        "papers.resumed": NoticeKind(
            gettext_noop("A certificate is valid again"),
            gettext_noop("Your certificate {number} is valid again. Reason: {reason}"),
            "zaiton.papers.resumed",
        ),
        "papers.revoked": NoticeKind(
            gettext_noop("A certificate was revoked"),
            gettext_noop("Your certificate {number} was revoked. Reason: {reason}"),
            "zaiton.papers.revoked",
            urgent=True,
        ),
        "papers.superseded": NoticeKind(
            gettext_noop("A certificate was replaced"),
            gettext_noop("Another certificate has taken the place of your certificate {number}. Reason: {reason}"),
            "zaiton.papers.superseded",
        ),
        "papers.noted": NoticeKind(
            gettext_noop("Something was entered on a certificate"),
            gettext_noop("An entry was made on your certificate {number}: {reason}"),
            "zaiton.papers.noted",
        ),
    },
    ticks={
        "papers.make_due": Tick("zaiton.blocks.papers.jobs:make_due", every=300),
        "papers.sweep": Tick("zaiton.blocks.papers.jobs:sweep", every=86_400),
    },
    subscriptions={"papers.status": ("zaiton.blocks.papers.jobs:tell",)},
)
