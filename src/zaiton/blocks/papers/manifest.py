"""The papers block's lobby: what the site mounts, what its evidence entries mean, what its workers do."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="papers",
    title=gettext_noop("Certificates and seals"),
    summary=gettext_noop("Certificates that anyone can verify, seals with every use on record, and materials."),
    order=60,
    urls="zaiton.blocks.papers.pages.urls",
    router="zaiton.blocks.papers.api:router",
    command="zaiton.blocks.papers.cli:papers",
    home="papers:verify",
    context="zaiton.blocks.papers.pages.context:frame",
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
    },
)
