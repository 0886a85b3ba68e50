"""The identity block's lobby: account pages, the account API, its commands, and what its evidence entries mean."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="account",
    title=gettext_noop("Account"),
    summary=gettext_noop("Sign in, your organisation, who may act for it, and keys for machines."),
    order=900,
    urls="zaiton.blocks.identity.pages.urls",
    router="zaiton.blocks.identity.api:router",
    command="zaiton.blocks.identity.cli:account",
    setup="zaiton.blocks.identity.public:set_up",
    context="zaiton.blocks.identity.pages.context:frame",
    scopes={"account:read": gettext_noop("Account: see whose token it is and for whom it may act")},
    actions={
        "identity.person.registered": gettext_noop("Account made"),
        "identity.person.changed": gettext_noop("Name or language changed"),
        "identity.person.password_changed": gettext_noop("Password changed by its owner"),
        "identity.person.password_reset": gettext_noop("Password set anew"),
        "identity.person.signed_in": gettext_noop("Signed in"),
        "identity.person.signed_out": gettext_noop("Signed out"),
        "identity.person.closed": gettext_noop("Account closed"),
        "identity.person.reopened": gettext_noop("Account reopened"),
        "identity.role.granted": gettext_noop("Role given"),
        "identity.role.revoked": gettext_noop("Role taken back"),
        "identity.sign_in.failed": gettext_noop("Sign-in failed"),
        "identity.sign_in.locked": gettext_noop("Sign-in failed, account locked for a while"),
        "identity.link.issued": gettext_noop("Link to set a new password issued"),
        "identity.organisation.created": gettext_noop("Organisation entered"),
        "identity.organisation.renamed": gettext_noop("Organisation renamed"),
        "identity.member.added": gettext_noop("Member added or role changed"),
        "identity.member.ended": gettext_noop("Membership ended"),
        "identity.delegation.granted": gettext_noop("Delegation given"),
        "identity.delegation.revoked": gettext_noop("Delegation ended"),
        "identity.token.created": gettext_noop("Token made"),
        "identity.token.revoked": gettext_noop("Token taken back"),
    },
)
