"""Kept answers: who may keep, see and remove them, and that each write stands in the evidence log."""

from datetime import date, timedelta

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.identity import public as identity
from zaiton.services.tariff.actions.answers import NotYourCompany, answer_remove, answer_save
from zaiton.services.tariff.queries.advice import Asked, question_of
from zaiton.services.tariff.queries.saved import NoSuchAnswer, saved_answer, saved_answers
from zaiton.services.tariff.tests.conftest import NOON

FISH = Asked(code="030359", origin="KR", on=date(2024, 1, 15), value="1000000")


def company_of(member) -> str:
    """The public id of the company the member belongs to."""
    (company,) = identity.organisations_visible_to(member.public_id, scope="tariff:read", at=NOON)[:1]
    return company


def save(member, organisation="", title="fish") -> str:
    return answer_save(
        person=member.public_id, organisation=organisation, question=question_of(FISH), title=title, at=NOON
    )


def see(member, public_id, at=NOON):
    return saved_answer(member.public_id, public_id, at=at, language="en")


def test_an_answer_is_kept_as_it_was_given_in_both_languages(cast):
    public_id = save(cast["importer"])
    english = see(cast["importer"], public_id)
    assert english.document["best"]["agreement"] == "CN-KR"
    assert english.document["best"]["name"] == "China–Korea Free Trade Agreement"
    chinese = saved_answer(cast["importer"].public_id, public_id, at=NOON, language="zh-hans")
    assert chinese.document["best"]["name"] == "中国-韩国自贸协定"
    assert [s["sha256"] for s in english.document["sources"]]


def test_a_stranger_gets_what_there_is_not(cast):
    public_id = save(cast["importer"], company_of(cast["importer"]))
    for reader in (cast["stranger"], cast["officer"]):
        with pytest.raises(NoSuchAnswer):
            see(reader, public_id)
    with pytest.raises(NoSuchAnswer):
        see(cast["importer"], "no-such-answer")


def test_an_agent_sees_a_companys_answers_only_while_delegated(cast):
    company = company_of(cast["importer"])
    public_id = save(cast["importer"], company)
    own = save(cast["importer"])
    assert see(cast["agent"], public_id).organisation == company
    with pytest.raises(NoSuchAnswer):
        see(cast["agent"], own)
    ended = NOON + timedelta(days=365 * 30)
    with pytest.raises(NoSuchAnswer):
        see(cast["agent"], public_id, at=NOON - timedelta(days=365 * 30))
    seen = [card.public_id for _, card in saved_answers(cast["agent"].public_id, at=NOON, language="en")]
    assert seen == [public_id]
    assert ended > NOON


def test_nobody_keeps_answers_for_a_company_they_do_not_act_for(cast):
    before = evidence.verify().entries
    with pytest.raises(NotYourCompany):
        save(cast["stranger"], company_of(cast["importer"]))
    assert evidence.verify().entries == before


def test_every_write_is_in_the_evidence_log(cast):
    before = evidence.verify().entries
    public_id = save(cast["importer"])
    answer_remove(person=cast["importer"].public_id, public_id=public_id, at=NOON)
    verdict = evidence.verify()
    assert (verdict.ok, verdict.entries) == (True, before + 2)
    with pytest.raises(NoSuchAnswer):
        see(cast["importer"], public_id)


def test_a_stranger_removes_nothing(cast):
    public_id = save(cast["importer"])
    with pytest.raises(NoSuchAnswer):
        answer_remove(person=cast["stranger"].public_id, public_id=public_id, at=NOON)
    assert see(cast["importer"], public_id).public_id == public_id
