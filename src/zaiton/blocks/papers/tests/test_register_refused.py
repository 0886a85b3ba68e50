"""What is not issued: certificates whose last day is over, and texts that no row of the register holds."""

from datetime import date
from typing import Any

import pytest

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.papers.models import Certificate, Numbers
from zaiton.blocks.papers.public import certificate_issue, certificate_possible, certificate_suspend
from zaiton.blocks.papers.tests.factories import NOON, OFFICER, REASON, a_certificate, an_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"valid_until": date(2026, 11, 19)}, "certificate_over"),
        ({"holder": "演" * 201}, "certificate_text_long"),
        ({"basis": "条" * 301}, "certificate_text_long"),
        ({"title": Bilingual("证书", "x" * 201)}, "certificate_text_long"),
        ({"issuer": Bilingual("局" * 201, "Office")}, "certificate_text_long"),
        ({"holder": "演示\U0010fffd"}, "character_not_in_font"),
        ({"rests_on": ("nosuch",)}, "no_such_certificate"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_takes_no_number(wrong: dict[str, Any], code: str) -> None:
    order = an_order(**wrong)
    assert not certificate_possible(order, at=NOON)
    with pytest.raises(Refusal) as refused:
        certificate_issue(order, actor=OFFICER, at=NOON)
    assert refused.value.code == code
    assert not Certificate.objects.exists() and not Numbers.objects.exists()


def test_the_last_day_itself_is_a_day_on_which_it_is_issued() -> None:
    """The 20th in Beijing, although it is still the 19th in the west."""
    card = a_certificate(valid_until=date(2026, 11, 20))
    assert card.status_on(date(2026, 11, 20)) == "valid" and card.status_on(date(2026, 11, 21)) == "expired"


def test_what_rests_on_a_suspended_one_is_not_possible_and_nothing_is_written_to_say_so() -> None:
    below = a_certificate()
    order = an_order(rests_on=(below.public_id,))
    assert certificate_possible(order, at=NOON)
    certificate_suspend(below.public_id, actor=OFFICER, at=NOON, reason=REASON)
    entries = verify().entries
    assert not certificate_possible(order, at=NOON)
    assert verify().entries == entries and Certificate.objects.count() == 1
