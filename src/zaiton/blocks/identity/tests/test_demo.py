"""The demo cast: six people, repeatable, their passwords for the owner's eyes only."""

import json
import stat
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password

from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity import public
from zaiton.blocks.identity.actions import demo
from zaiton.blocks.identity.actions.delegations import delegation_revoke
from zaiton.blocks.identity.actions.signing_in import sign_in
from zaiton.blocks.identity.models import Delegation, Person
from zaiton.blocks.identity.queries.organisations import organisations_of
from zaiton.blocks.identity.tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_cast_can_sign_in_and_stays(tmp_path: Path) -> None:
    accounts = {account["cast"]: account for account in public.create_demo_cast(NOON, tmp_path)}
    assert list(accounts) == ["importer", "agent", "officer", "second_officer", "administrator", "stranger"]
    path = tmp_path / "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["accounts"] == list(accounts.values())
    for account in accounts.values():
        person = sign_in(email=account["email"], password=account["password"], address="a", at=NOON)
        assert person.public_id == account["public_id"]
    entries = verify().entries
    assert public.create_demo_cast(NOON, tmp_path) == list(accounts.values())
    assert verify().entries == entries


def test_the_agent_is_delegated_and_the_stranger_is_not(tmp_path: Path) -> None:
    accounts = {account["cast"]: account for account in public.create_demo_cast(NOON, tmp_path)}
    company = organisations_of(accounts["importer"]["public_id"], at=NOON)[0]
    may = {
        cast: public.may_act_for(account["public_id"], company.public_id, scope="tariff:read", at=NOON)
        for cast, account in accounts.items()
    }
    others = {"officer": False, "second_officer": False, "administrator": False, "stranger": False}
    assert may == {"importer": True, "agent": True} | others


def test_a_delegation_its_owner_ended_is_not_given_again(tmp_path: Path) -> None:
    accounts = {account["cast"]: account for account in public.create_demo_cast(NOON, tmp_path)}
    importer, agent = accounts["importer"]["public_id"], accounts["agent"]["public_id"]
    company = organisations_of(importer, at=NOON)[0].public_id
    delegation_revoke(person_id=importer, delegation_id=Delegation.objects.get().public_id, at=NOON)
    public.create_demo_cast(NOON, tmp_path)
    assert Delegation.objects.count() == 1
    assert not public.may_act_for(agent, company, scope="tariff:read", at=NOON)


def test_lost_passwords_are_made_anew(tmp_path: Path) -> None:
    first = public.create_demo_cast(NOON, tmp_path)
    (tmp_path / "demo-accounts.json").unlink()
    second = public.create_demo_cast(NOON, tmp_path)
    assert [account["public_id"] for account in first] == [account["public_id"] for account in second]
    for old, new in zip(first, second, strict=True):
        assert old["password"] != new["password"]
        assert sign_in(email=new["email"], password=new["password"], address="a", at=NOON)


def test_without_demo_nobody_is_made(tmp_path: Path, settings) -> None:
    settings.ZAITON_HOME = tmp_path
    assert public.set_up(now=NOON, demo=False) is None
    assert list(tmp_path.iterdir()) == []
    assert str(tmp_path) in public.set_up(now=NOON, demo=True)


def test_no_password_of_the_cast_can_be_too_like_its_address() -> None:
    drawn = [demo._password() for _ in range(300)]
    assert len(set(drawn)) == 300
    for part in demo.CAST:
        likest = "".join(sorted(set(part.email) & set(demo._LETTERS)) * 3)
        worst = "".join(letter for letter in part.email if letter in demo._LETTERS).ljust(16, "7")[:16]
        for password in (worst, likest[:16].ljust(16, "7"), *drawn[:20]):
            validate_password(password, Person(email=part.email, display_name=part.display_name))
