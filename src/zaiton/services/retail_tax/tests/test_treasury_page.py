"""The treasury report on its page, for officers alone; the figures page with the simulated year beside the records."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.public import OFFICER
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.models import Book
from zaiton.services.retail_tax.tests.scene import a_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(tmp_path: Any, settings: Any) -> Any:
    settings.ZAITON_HOME = tmp_path
    person = a_person("owner")
    an_organisation(person)
    a_scene({"importer": person})
    return person


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(Person.objects.get(public_id=person.public_id))
    return client


def officer() -> Client:
    person = a_person("officer")
    role_grant(person_id=person.public_id, role=OFFICER, actor="system", at=clock.now())
    return signed_in(person)


def test_the_report_shows_what_came_in_and_what_is_overdue(owner):
    paid, late = Book.objects.order_by("pk")[:2]
    now = clock.now()
    Book.objects.filter(pk=paid.pk).update(
        state="in_treasury", confirmed_at=now - timedelta(hours=3), debited_at=now, in_treasury_at=now
    )
    Book.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=3))
    page = officer().get("/en/retail-tax/treasury/").content.decode()
    amount = f"{paid.total_fen / 100:.2f} yuan"
    assert f'id="in-treasury">{amount}' in page and "Overdue in all:" in page and f"{late.total_fen / 100:.2f}" in page
    assert "None" not in page


def test_the_report_is_not_there_for_companies(owner):
    assert signed_in(owner).get("/en/retail-tax/treasury/").status_code == 404


def test_days_that_cannot_be_read_are_left_aside(owner):
    person = a_person("other")
    role_grant(person_id=person.public_id, role=OFFICER, actor="system", at=clock.now())
    answer = signed_in(person).get("/en/retail-tax/treasury/", {"from": "soon", "until": "0000-01-01"})
    assert answer.status_code == 200


def test_the_simulated_year_stands_beside_the_records_and_says_so(owner):
    page = signed_in(owner).get("/en/retail-tax/figures/").content.decode()
    assert "Drawn, not observed: in a year of 41 companies" in page and "nothing here is fitted to it" in page
