"""The account command."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from django.utils.translation import override

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity.cli import account
from zaiton.blocks.identity.domain.refusals import LastAdministrator, PersonUnknown
from zaiton.blocks.identity.queries.tokens import link_is_live
from zaiton.blocks.identity.tests.factories import PASSWORD, a_person
from zaiton.kit.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def run(*args: str, given: str = "") -> str:
    """What the command prints."""
    result = CliRunner().invoke(account, args, input=given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*args: str) -> Refusal:
    """The refusal the site's command turns into one line and exit 1."""
    with pytest.raises(Refusal) as caught:
        CliRunner().invoke(account, args, catch_exceptions=False)
    return caught.value


def test_the_first_administrator_gets_a_link_or_brings_a_password() -> None:
    made = json.loads(run("create-administrator", "boss@example.com", "--json"))
    assert link_is_live(made["link"].rstrip("/").rpartition("/")[2], at=now())
    output = run("create-administrator", "wu@example.com", "--name", "Wu", "--password-stdin", given=f"{PASSWORD}\n")
    assert output == "wu@example.com is an administrator.\n"
    lines = json.loads(run("people", "--json"))["people"]
    assert [(line["email"], line["roles"]) for line in lines] == [
        ("boss@example.com", ["administrator"]),
        ("wu@example.com", ["administrator"]),
    ]


def test_a_reset_link_for_an_address_or_an_id() -> None:
    lin = a_person("lin")
    for given in (lin.email.upper(), lin.public_id):
        link = run("reset-link", given).splitlines()[-1]
        assert link_is_live(link.rstrip("/").rpartition("/")[2], at=now())
    assert isinstance(refused("reset-link", "nobody@example.com"), PersonUnknown)


def test_roles_and_accounts_are_given_and_taken() -> None:
    a_person("lin")
    assert run("grant", "lin@example.com", "administrator") == "Roles of lin@example.com: Administrator\n"
    assert isinstance(refused("close", "lin@example.com"), LastAdministrator)
    assert isinstance(refused("revoke", "lin@example.com", "administrator"), LastAdministrator)
    run("create-administrator", "boss@example.com")
    assert json.loads(run("revoke", "lin@example.com", "administrator", "--json"))["roles"] == []
    assert json.loads(run("close", "lin@example.com", "--json"))["is_active"] is False
    assert "(closed)" in run("people", "--search", "lin")
    assert run("reopen", "lin@example.com") == "The account lin@example.com is open.\n"
    assert run("people", "--search", "nobody") == "Nobody.\n"
