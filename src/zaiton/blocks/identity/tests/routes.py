"""Where the account pages can be seen, for the tests in a browser."""

from collections.abc import Mapping
from typing import Any

from zaiton.blocks.identity.models import Organisation
from zaiton.kit.testing.routes import Example, NoPage

SENT = NoPage("a form is sent to it")


def company(cast: Mapping[str, Any], page: str = "") -> str:
    """The page of the importer's company."""
    found = Organisation.objects.get(credit_code=cast["importer"].credit_code)
    return f"/account/organisations/{found.public_id}/{page}"


EXAMPLES = {
    "account:profile": (Example("/account/", as_role="importer"),),
    "account:profile_edit": (Example("/account/profile/", as_role="importer"),),
    "account:password": (Example("/account/password/", as_role="importer"),),
    "account:sign_in": (Example("/account/sign-in/"),),
    "account:sign_out": SENT,
    "account:register": (Example("/account/register/"),),
    "account:reset": (Example("/account/reset/"),),
    "account:reset_link": (Example("/account/reset/no-such-link/", status=410),),
    "account:acting": SENT,
    "account:organisation_new": (Example("/account/organisations/new/", as_role="importer"),),
    "account:organisation": (
        Example(company, as_role="importer"),
        Example(company, as_role="stranger", status=404),
    ),
    "account:organisation_rename": (Example(lambda cast: company(cast, "name/"), as_role="importer"),),
    "account:member_end": SENT,
    "account:delegations": (
        Example("/account/delegations/", as_role="importer"),
        Example("/account/delegations/", as_role="agent"),
    ),
    "account:delegation_new": (Example("/account/delegations/new/", as_role="importer"),),
    "account:delegation_revoke": SENT,
    "account:tokens": (Example("/account/tokens/", as_role="agent"),),
    "account:token_new": (Example("/account/tokens/new/", as_role="agent"),),
    "account:token_revoke": SENT,
    "account:people": (
        Example("/account/people/", as_role="administrator"),
        Example("/account/people/", as_role="stranger", status=403),
    ),
    "account:person": (Example(lambda cast: f"/account/people/{cast['agent'].public_id}/", as_role="administrator"),),
}
