"""What neighbours ask for when they write to people: where, in which language, and who owns an organisation."""

import pytest

from zaiton.blocks.identity.actions.people import person_set_active
from zaiton.blocks.identity.public import Contact, contact_of, organisations_owned, owners_of
from zaiton.blocks.identity.tests.factories import NOON, a_person, an_organisation

pytestmark = pytest.mark.django_db


def test_nobody_writes_to_a_closed_account_or_to_nobody() -> None:
    lin = a_person("lin")
    assert contact_of(lin.public_id) == Contact(lin.email, "Lin", "zh-hans")
    person_set_active(actor="command", person_id=lin.public_id, active=False, at=NOON)
    assert contact_of(lin.public_id) is None and contact_of("nobody") is None


def test_owners_are_told_and_closed_ones_are_not() -> None:
    lin, zhou = a_person("lin"), a_person("zhou")
    firm = an_organisation(lin)
    assert owners_of(firm.public_id, at=NOON) == (lin.public_id,)
    assert organisations_owned(lin.public_id, at=NOON) == (firm,)
    assert organisations_owned(zhou.public_id, at=NOON) == ()
    person_set_active(actor="command", person_id=lin.public_id, active=False, at=NOON)
    assert owners_of(firm.public_id, at=NOON) == () and owners_of("nobody", at=NOON) == ()
