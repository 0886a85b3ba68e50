"""Sales with several things wrong, sent in any order and again: the outcome is the same, and nothing is held for what is not accepted."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zaiton.blocks.money.public import account_card
from zaiton.services.retail_tax.models import Answer, Buyer, Document, Inventory, Sale
from zaiton.services.retail_tax.tests.ceb_writer import guid
from zaiton.services.retail_tax.tests.sales import FOUR, bring, registered

WRONG = {
    "CEB311": [
        ({"buyerName": "李某"}, {4}),
        ({"discount": "1"}, {6}),
        ({"consigneeAddress": "别处"}, {9}),
        ({"taxTotal": "22.00", "acturalPaid": "268.00"}, {5, 10}),
    ],
    "CEB411": [({"amountPaid": "268.37"}, {5}), ({"payerIdNumber": "350102199003070039"}, {4})],
    "CEB511": [({"freight": "9.00"}, {8}), ({"consignee": "李某"}, {9}), ({"consigneeTelephone": "1"}, {9})],
    "CEB621": [({"buyerIdNumber": "350102199003070039"}, {4}), ({"assureCode": "1" * 10}, {11})],
}
"""Changes of one document, and the checks that find them."""
Chosen = dict[str, tuple[dict[str, str], set[int]]]
wrongs = st.fixed_dictionaries({}, optional={kind: st.sampled_from(some) for kind, some in WRONG.items()})
orders = st.lists(st.sampled_from(FOUR), max_size=8).flatmap(
    lambda before: st.permutations(FOUR).map(lambda last: [*before, *last])
)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path


class Sales(TestCase):
    """Each example begins with empty tables and the enterprises registered."""

    def setup_example(self) -> None:
        """Before each example."""
        super().setup_example()
        registered()

    @settings(max_examples=60)
    @given(wrongs, orders)
    def test_whatever_is_wrong_and_whatever_comes_when_it_is_told_alike(self, chosen: Chosen, order: list[str]) -> None:
        for kind in order:
            bring(kind, **(chosen[kind][0] if kind in chosen else {}))
        sale = Sale.objects.get()
        expected = {check for _, checks in chosen.values() for check in checks}
        assert {finding["check"] for finding in sale.findings} == expected
        assert sale.state == ("discrepant" if expected else "accepted")
        assert Document.objects.filter(state="live").count() == 4
        answer = Answer.objects.get()  # told once, however often its files came
        assert answer.code == ("100" if expected else "399")
        assert Inventory.objects.count() == (0 if expected else 1)
        held = 0 if expected else 24_600
        assert sum(account_card(f"rt-buyer-{b.key[:24]}-2026").pending_debit for b in Buyer.objects.all()) == held

    @settings(max_examples=30)
    @given(wrongs.filter(bool), st.permutations(FOUR))
    def test_what_is_mended_by_changes_is_accepted_at_last(self, chosen: Chosen, order: list[str]) -> None:
        for kind in order:
            bring(kind, **(chosen[kind][0] if kind in chosen else {}))
        for kind in chosen:
            assert Sale.objects.get().state == "discrepant"
            assert bring(kind, appType=2).refused == 0
        with translation.override("en"):
            late = bring(order[0], appType=2, appTime="20260302093001")
        assert Sale.objects.get().state == "accepted" and Inventory.objects.count() == 1
        assert late.refused == 1 and b"-503" in late.receipt
        assert Answer.objects.order_by("-pk").first().code == "399"


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("CEB411", "other"), ("other", "CEB411")], ids=["before", "after"])
def test_a_payment_that_somebody_sends_for_the_order_of_others_does_not_stop_it(order) -> None:
    registered()
    for kind in ("CEB311", *order, "CEB511", "CEB621"):
        if kind == "other":
            assert bring("CEB411", 1, payTransactionId="P999", payerName="李某", guid=guid(99)).refused == 0
        else:
            bring(kind)
    assert Sale.objects.get().state == "accepted" and Inventory.objects.get().pay_transaction == "P000000000001"


@pytest.mark.django_db
def test_a_second_list_for_a_sale_replaces_one_that_does_not_agree_and_is_refused_after_one_that_does() -> None:
    registered()
    for kind in FOUR:
        bring(kind, **({"agentCode": "1" * 10} if kind == "CEB621" else {}))
    assert Sale.objects.get().state == "discrepant"
    assert bring("CEB621").refused == 0  # the agent was wrong, so this is a list under another number
    assert Sale.objects.get().state == "accepted"
    with translation.override("en"):
        late = bring("CEB621", copNo="C9", guid=guid(9))
    assert late.refused == 1 and b"-503" in late.receipt and b"accepted by customs" in late.receipt
    assert Inventory.objects.count() == 1 and Document.objects.filter(kind="inventory", state="live").count() == 2
