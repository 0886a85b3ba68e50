"""Guarantees: what they must say, who decides, what stands under them; never below nothing, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.public import account_card
from zaiton.services.retail_tax.actions.charting import chart_open
from zaiton.services.retail_tax.actions.guarantees import (
    Filing,
    guarantee_accept,
    guarantee_file,
    guarantee_refuse,
    guarantee_release,
    guarantee_withdraw,
    guarantees_expire,
)
from zaiton.services.retail_tax.actions.releasing import inventories_release
from zaiton.services.retail_tax.actions.returning import return_ask, return_done
from zaiton.services.retail_tax.domain import guarantee_refusals as refusals
from zaiton.services.retail_tax.domain.book_refusals import ReasonMissing
from zaiton.services.retail_tax.domain.release_refusals import GuaranteeTooSmall
from zaiton.services.retail_tax.domain.settlement_refusals import SchemeUnknown
from zaiton.services.retail_tax.models import Guarantee
from zaiton.services.retail_tax.tests.lists import (
    AGENT,
    AGENT_CODE,
    COMPANY,
    CUSTOMS,
    OFFICER,
    a_guarantee,
    a_list,
    day,
)

pytestmark = pytest.mark.django_db(transaction=True)
AT = day("2025-01-24")
GOOD = {
    "number": "G-1",
    "assure_code": AGENT_CODE,
    "kind": "insurance",
    "customs_code": CUSTOMS,
    "beneficiary": "福州海关",
    "guarantor": "示例财险",
    "obligation": "跨境电商零售进口税款",
    "limit_fen": 100_000,
    "valid_from": date(2025, 1, 1),
    "valid_until": date(2025, 12, 31),
}


def filed(**more: object) -> str:
    return guarantee_file(Filing(**GOOD | more), organisation=COMPANY, actor=AGENT, at=AT)


def test_a_guarantee_is_decided_within_ten_working_days_and_opens_its_account() -> None:
    chart_open(at=AT)
    made = filed()
    row = Guarantee.objects.get(public_id=made)
    assert (row.state, row.decide_by, row.scheme) == ("filed", date(2025, 2, 13), "")
    guarantee_accept(made, settlement="NEXT_MONTH_WD5", actor=OFFICER, at=AT)
    row.refresh_from_db()
    card = account_card(row.account)
    assert (row.state, row.scheme, row.decided_by) == ("accepted", "NEXT_MONTH_WD5", OFFICER)
    assert (card.posted, card.least, card.available, card.owner) == (100_000, 0, 100_000, COMPANY)
    assert account_card("rt-guarantee-given-cny").posted == -100_000 and evidence.verify().ok


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("number", ""),
        ("number", "x" * 41),
        ("assure_code", " "),
        ("kind", "promise"),
        ("beneficiary", ""),
        ("guarantor", "a\nb"),
        ("obligation", ""),
        ("limit_fen", 0),
        ("limit_fen", -5),
        ("limit_fen", 10.0),
        ("limit_fen", True),
        ("limit_fen", 10**14),
        ("valid_until", date(2025, 1, 1)),
        ("valid_until", date(2035, 2, 1)),
        ("liability", "x" * 501),
    ],
)
def test_a_guarantee_says_what_the_regulations_want(member: str, value: object) -> None:
    with pytest.raises(refusals.GuaranteeUnfit) as refused:
        filed(**{member: value})
    assert refused.value.data["member"] == member and Guarantee.objects.count() == 0


def test_the_same_guarantee_is_not_filed_twice_and_one_covers_an_enterprise_at_one_customs() -> None:
    chart_open(at=AT)
    made = filed()
    with pytest.raises(refusals.GuaranteeTwice):
        filed()
    other = filed(number="G-2")
    guarantee_accept(made, actor=OFFICER, at=AT)
    with pytest.raises(refusals.GuaranteeTwice):
        guarantee_accept(other, actor=OFFICER, at=AT)
    assert Guarantee.objects.get(public_id=other).state == "filed"
    third = filed(number="G-3", customs_code="3701")
    guarantee_accept(third, actor=OFFICER, at=AT)
    guarantee_refuse(other, reason="已有担保", actor=OFFICER, at=AT)
    filed(number="G-2")  # what was refused may be filed anew


def test_nobody_decides_on_their_own_guarantee_or_twice() -> None:
    chart_open(at=AT)
    made = filed()
    with pytest.raises(refusals.GuaranteeOwn):
        guarantee_accept(made, actor=AGENT, at=AT)
    with pytest.raises(refusals.GuaranteeOwn):
        guarantee_accept(made, own=(COMPANY,), actor=OFFICER, at=AT)
    with pytest.raises(SchemeUnknown):
        guarantee_accept(made, settlement="NEVER", actor=OFFICER, at=AT)
    with pytest.raises(ReasonMissing):
        guarantee_refuse(made, reason=" ", actor=OFFICER, at=AT)
    guarantee_accept(made, actor=OFFICER, at=AT)
    with pytest.raises(refusals.GuaranteeStands):
        guarantee_accept(made, actor=OFFICER, at=AT)
    with pytest.raises(refusals.GuaranteeStands):
        guarantee_withdraw(made, organisations=(COMPANY,), actor=AGENT, at=AT)
    with pytest.raises(refusals.GuaranteeUnknown):
        guarantee_accept("none", actor=OFFICER, at=AT)


def test_a_guarantee_whose_term_is_over_is_not_accepted() -> None:
    chart_open(at=AT)
    made = filed(valid_until=date(2025, 1, 23))
    with pytest.raises(refusals.GuaranteeUnfit):
        guarantee_accept(made, actor=OFFICER, at=AT)
    assert Guarantee.objects.get().state == "filed"


def test_a_company_withdraws_only_its_own() -> None:
    made = filed()
    with pytest.raises(refusals.GuaranteeUnknown):
        guarantee_withdraw(made, organisations=("other",), actor=AGENT, at=AT)
    guarantee_withdraw(made, organisations=(COMPANY,), actor=AGENT, at=AT)
    assert Guarantee.objects.get().state == "withdrawn"


def test_a_term_ends_after_its_last_day_in_beijing() -> None:
    a_guarantee(at=AT, valid_until=date(2025, 2, 3))
    assert guarantees_expire(at=day("2025-02-03", 15)) == 0
    assert guarantees_expire(at=day("2025-02-03", 16)) == 1
    assert Guarantee.objects.get().state == "expired" and guarantees_expire(at=day("2025-02-04")) == 0


def test_a_guarantee_is_given_back_when_nothing_stands_under_it() -> None:
    made = a_guarantee(10_000, at=AT)
    row = a_list(1000, at=AT)
    inventories_release([row.invt_no], actor=OFFICER, at=AT)
    with pytest.raises(refusals.GuaranteeInUse) as used:
        guarantee_release(made, reason="到期", actor=OFFICER, at=AT)
    assert used.value.data["used"] == 1000
    return_ask(row.invt_no, reason="x", actor=AGENT, at=AT)
    return_done(row.invt_no, actor=OFFICER, at=AT)
    guarantee_release(made, reason="到期", actor=OFFICER, at=AT)
    found = Guarantee.objects.get()
    assert (found.state, account_card(found.account).posted) == ("released", 0)
    assert account_card("rt-guarantee-given-cny").posted == 0
    (refused,) = inventories_release([a_list(at=AT).invt_no], actor=OFFICER, at=AT)
    assert refused.refusal is not None


def test_releases_at_once_never_take_more_than_there_is() -> None:
    """Eight officers release eight lists of 1,000 under a guarantee of 3,500: three go, and 500 stay."""
    made = a_guarantee(3500, at=AT)
    rows = [a_list(1000, at=AT).invt_no for _ in range(8)]
    start = Barrier(8)

    def release(number: str):
        try:
            start.wait()
            return inventories_release([number], actor=OFFICER, at=AT + timedelta(seconds=1))[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(release, rows))
    assert sorted(one.state for one in outcomes) == ["accepted"] * 5 + ["released"] * 3
    assert all(isinstance(one.refusal, GuaranteeTooSmall) for one in outcomes if one.state == "accepted")
    card = account_card(Guarantee.objects.get(public_id=made).account)
    assert (card.available, card.pending_credit) == (500, 3000) and evidence.verify().ok
