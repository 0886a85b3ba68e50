"""The demonstration's sales are made by the ordinary actions, only in a demonstration, and more of them by calling again."""

from datetime import timedelta
from typing import Any

import pytest

from zaiton.blocks.identity.public import create_demo_cast
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.demo import SALES, demo_make
from zaiton.services.retail_tax.domain.intake_refusals import NoDemonstration
from zaiton.services.retail_tax.models import Bill, Book, Guarantee, Intake, Inventory, Party, Sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.ZAITON_HOME = tmp_path


def test_without_a_demonstration_nothing_is_made():
    with pytest.raises(NoDemonstration):
        demo_make(at=clock.now())
    assert not Party.objects.exists() and not Intake.objects.exists()


def test_a_day_of_sales_from_files_to_payment_books_and_another():
    at = clock.now()
    create_demo_cast(at)
    made = demo_make(at=at)
    assert (made.files, made.lists, made.released, made.books) == (4, SALES - 1, 18, 1)
    assert Sale.objects.filter(state="discrepant").count() == 1
    assert Book.objects.get().bills_count == Bill.objects.count() == 18
    assert all("演示" in name for name in Party.objects.values_list("name", flat=True))
    more = demo_make(at=at + timedelta(seconds=2))
    assert more.lists == SALES - 1 and Inventory.objects.count() == 2 * (SALES - 1)
    assert Guarantee.objects.count() == 1 and Party.objects.count() == 6
