"""A reset, a new password and a closed account end what opened the door before, and it stays ended."""

from datetime import timedelta

import pytest

from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.actions.links import link_issue, link_use
from zaiton.blocks.identity.actions.people import person_change_password, person_set_active
from zaiton.blocks.identity.actions.signing_in import sign_in
from zaiton.blocks.identity.actions.tokens import token_create, token_use
from zaiton.blocks.identity.domain import refusals
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.queries.tokens import link_is_live
from zaiton.blocks.identity.tests.factories import NOON, PASSWORD, a_person

pytestmark = pytest.mark.django_db
OTHER = "eight silent lanterns"
MINUTE = timedelta(minutes=1)


def test_a_reset_takes_every_token_back_and_says_so() -> None:
    lin = a_person("lin")
    made = [token_create(person_id=lin.public_id, name=n, scopes=["account:read"], days=9, at=NOON) for n in "ab"]
    link = link_issue(person_id=lin.public_id, actor="command", at=NOON)
    entries = verify().entries
    link_use(secret=link, new_password=OTHER, at=NOON + MINUTE)
    assert [token_use(secret, at=NOON + MINUTE) for _, secret in made] == [None, None]
    assert verify().entries == entries + 3


def test_every_new_password_ends_the_links_issued_before() -> None:
    lin = a_person("lin")
    link = link_issue(person_id=lin.public_id, actor="command", at=NOON)
    person_change_password(person_id=lin.public_id, current=PASSWORD, new=OTHER, at=NOON + MINUTE)
    assert not link_is_live(link, at=NOON + MINUTE)
    with pytest.raises(refusals.LinkSpent):
        link_use(secret=link, new_password=PASSWORD, at=NOON + MINUTE)


def test_closing_an_account_ends_sessions_tokens_and_links_for_good() -> None:
    lin = a_person("lin")
    _, token = token_create(person_id=lin.public_id, name="t", scopes=["account:read"], days=9, at=NOON)
    link = link_issue(person_id=lin.public_id, actor="command", at=NOON)
    session = Person.objects.get(public_id=lin.public_id).get_session_auth_hash()
    for active in (False, True):
        person_set_active(actor="command", person_id=lin.public_id, active=active, at=NOON + MINUTE)
    assert token_use(token, at=NOON + MINUTE) is None
    assert not link_is_live(link, at=NOON + MINUTE)
    assert Person.objects.get(public_id=lin.public_id).get_session_auth_hash() != session
    assert sign_in(email=lin.email, password=PASSWORD, address="a", at=NOON + MINUTE)
