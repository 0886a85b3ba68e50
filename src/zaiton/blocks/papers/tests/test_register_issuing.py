"""Issuing: numbers without gaps, one certificate a key, nothing on what is not valid; and who may see what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from zaiton.blocks.evidence.public import after_digests, digest
from zaiton.blocks.identity.tests.factories import a_delegation, a_person, an_organisation
from zaiton.blocks.papers.actions.issuing import told
from zaiton.blocks.papers.domain.rendering_refusals import CharacterNotInFont
from zaiton.blocks.papers.models import Certificate, Numbers
from zaiton.blocks.papers.public import (
    NoSuchCertificate,
    NoSuchFile,
    PrerequisiteFallen,
    certificate_by_number,
    certificate_card,
    certificate_content,
    certificate_file,
    certificate_issue,
    certificate_suspend,
    certificates_about,
    certificates_of,
    verify_url,
)
from zaiton.blocks.papers.queries.reading import certificate_for, certificates_mine
from zaiton.blocks.papers.tests.factories import NOON, OFFICER, REASON, a_certificate, an_order

pytestmark = pytest.mark.django_db


def test_a_certificate_says_what_was_ordered_and_its_history_begins():
    card = a_certificate(valid_until=date(2031, 11, 19))
    order = an_order(card.public_id)
    assert (card.title, card.issuer, card.lines, card.holder) == (order.title, order.issuer, order.lines, order.holder)
    assert (card.number, card.status, card.making) == ("GJ-2026-000001", "valid", "waiting")
    assert [(entry.status, entry.at, entry.article) for entry in card.history] == [("valid", NOON, order.basis)]
    assert len(card.code) == 16 and verify_url(card).endswith(f"/papers/verify/{card.code}/")
    assert certificate_card(card.public_id) == certificate_by_number(card.number) == card
    assert after_digests(f"papers.certificate/{card.public_id}") == {digest(told(card))}


def test_numbers_have_no_gaps_and_begin_anew_with_the_year_in_beijing():
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    found = [a_certificate().number, a_certificate(prefix="SY").number, a_certificate().number]
    with pytest.raises(PrerequisiteFallen), transaction.atomic():
        down = a_certificate()
        certificate_suspend(down.public_id, actor=OFFICER, at=NOON, reason=REASON)
        a_certificate(down)
    found += [a_certificate().number, a_certificate(at=new_year).number]
    assert found == ["GJ-2026-000001", "SY-2026-000001", "GJ-2026-000002", "GJ-2026-000003", "GJ-2027-000001"]


def test_the_same_key_is_the_same_certificate():
    first = certificate_issue(an_order("case/1/issue"), actor=OFFICER, at=NOON)
    again = certificate_issue(an_order("case/1/issue", holder="另一家公司"), actor="person/another00000", at=NOON)
    assert again == first and Numbers.objects.get().last == 1


def test_nothing_is_issued_on_what_is_not_valid():
    expired = a_certificate(at=NOON - timedelta(days=10), valid_until=date(2026, 11, 19))
    last_day = a_certificate(valid_until=date(2026, 11, 20))
    assert a_certificate(last_day).rests_on == (last_day.public_id,)
    with pytest.raises(PrerequisiteFallen, match=expired.number):
        a_certificate(last_day, expired)
    with pytest.raises(NoSuchCertificate):
        certificate_issue(an_order(rests_on=("nothing00000",)), actor=OFFICER, at=NOON)
    assert Certificate.objects.count() == 3


def test_nothing_is_issued_that_no_font_can_draw():
    with pytest.raises(CharacterNotInFont, match=r"U\+2A6A5"):
        a_certificate(holder="𪚥航运有限公司")
    assert not Certificate.objects.exists() and not Numbers.objects.exists()


def test_certificates_are_found_by_what_they_came_of_and_what_they_are_about():
    first, second = a_certificate(), a_certificate(kind="ships.ownership", object="cases.case/other0000001")
    assert certificates_of("cases.case/case00000001") == (first,)
    assert certificates_about("ships.ship/ship00000001") == (first, second)
    assert certificates_about("ships.ship/ship00000001", kind="ships.ownership") == (second,)
    assert certificates_of("") == certificates_about("") == () and certificate_by_number("GJ-2026-999999") is None


def test_only_the_holder_and_who_acts_for_the_holder_see_a_certificate():
    owner, agent, stranger = a_person(), a_person(), a_person()
    firm = an_organisation(owner)
    mine = a_certificate(person=agent.public_id)
    ours = a_certificate(person=agent.public_id, organisation=firm.public_id)
    assert [card.number for card in certificates_mine(agent.public_id, at=NOON).cards] == [mine.number]
    assert certificates_mine(stranger.public_id, at=NOON).cards == ()
    assert certificate_for(owner.public_id, ours.public_id, at=NOON) == ours
    a_delegation(owner, firm, agent.email, scopes=("papers:read",))
    assert certificates_mine(agent.public_id, at=NOON).cards == (ours, mine)
    assert certificates_mine(agent.public_id, at=NOON, only=firm.public_id).cards == (ours,)
    for public_id in (mine.public_id, ours.public_id, "nothing00000"):
        with pytest.raises(NoSuchCertificate):
            certificate_file(public_id, "pdf", person=stranger.public_id, at=NOON)
    with pytest.raises(NoSuchFile):
        certificate_file(mine.public_id, "pdf", person=agent.public_id, at=NOON)
    with pytest.raises(NoSuchCertificate):
        certificate_content("nothing00000", "pdf")


def test_the_list_goes_on_page_by_page():
    person = a_person().public_id
    found = [a_certificate(person=person).number for _ in range(5)]
    first = certificates_mine(person, at=NOON, limit=3)
    rest = certificates_mine(person, at=NOON, limit=3, after=first.after)
    assert [card.number for card in (*first.cards, *rest.cards)] == found[::-1] and rest.after is None
