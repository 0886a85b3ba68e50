"""What is told after the receipts: read back by the reader and by hand, by machine and from the folder, each once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from zaiton.services.retail_tax.actions.releasing import inventories_inspect, inventories_release
from zaiton.services.retail_tax.actions.watching import folder, folders_watched
from zaiton.services.retail_tax.models import Answer, Bill, Inventory, Party
from zaiton.services.retail_tax.queries.answers import answer_file
from zaiton.services.retail_tax.queries.messages_reading import read
from zaiton.services.retail_tax.tests.ceb_writer import guid
from zaiton.services.retail_tax.tests.lists import a_guarantee
from zaiton.services.retail_tax.tests.sales import AGENT, AT, FOUR, ROLES, bring, registered
from zaiton.services.retail_tax.tests.test_bad_input import readable, told
from zaiton.services.retail_tax.tests.test_intake_api import Machine, company, owner  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER = "person/officer"


@pytest.fixture(autouse=True)
def _scene(settings, tmp_path: Path) -> Iterator[None]:
    settings.ZAITON_HOME = tmp_path
    registered()
    for kind in FOUR:
        bring(kind, 1, 2)
    for kind in FOUR:
        bring(kind, 3, **({"payerName": "李某"} if kind == "CEB411" else {}))
    a_guarantee(at=AT, assure=ROLES["guarantor"])
    first, second = Inventory.objects.order_by("pk").values_list("invt_no", flat=True)
    inventories_release([first], actor=OFFICER, at=AT)
    inventories_inspect([second], reason="布控查验", actor=OFFICER, at=AT)
    yield


def test_states_of_lists_with_the_rejected_one() -> None:
    made = answer_file("CEB622", (AGENT,))
    message, records = told(made.content)
    assert message == "CEB622" and made.left_out == 0
    assert [status for status, _ in records] == ["399", "399", "100", "800", "500"]
    readable(records[2][1], "100", "")
    assert "布控查验" in records[4][1] and "放行" in records[3][1]
    back = read(made.content, expected=["CEB622"])
    assert not back.faults and len(back.good) == 5
    first, rest = answer_file("CEB622", (AGENT,), limit=2), None
    rest = answer_file("CEB622", (AGENT,), after=first.last)
    assert (first.count, rest.count) == (2, 3)
    assert answer_file("CEB622", (AGENT,), after=rest.last) is None
    assert answer_file("CEB622", ("company00002",)) is None and answer_file("CEB622", ("",)) is None


def test_tax_bills_are_those_of_the_lists() -> None:
    made = answer_file("CEB816", (AGENT,))
    (bill,) = read(made.content, expected=["CEB816"]).good
    row = Bill.objects.get()
    assert (bill.tax_no, bill.invt_no, bill.vat_fen + bill.consumption_fen) == (row.tax_no, row.inventory.invt_no, 2238)
    assert [line.gcode for line in bill.lines] == ["1901101000", "3304990049"]
    assert (bill.order_no, bill.agent_code, bill.status) == ("FZ0000000001", ROLES["agent"], "1")


def test_one_that_cannot_be_written_leaves_the_others_good() -> None:
    Answer.objects.create(
        to_code=ROLES["agent"],
        organisation=AGENT,
        message="CEB622",
        subject="gone",
        guid=guid(1),
        code="800",
        made_at=AT,
    )
    made = answer_file("CEB622", (AGENT,))
    assert (made.count, made.left_out) == (5, 1) and len(told(made.content)[1]) == 5


def test_by_machine(company, owner) -> None:  # noqa: F811
    Answer.objects.update(organisation=company.public_id)
    machine = Machine(owner)
    first = machine.get("answers/CEB622?limit=4")
    assert first["Answers-Count"] == "4" and told(first.content)[0] == "CEB622"
    rest = machine.get(f"answers/CEB622?after={first['Answers-Last']}")
    assert rest["Answers-Count"] == "1"
    assert machine.get(f"answers/CEB622?after={rest['Answers-Last']}").status_code == 204
    assert machine.get("answers/CEB999").status_code == 422
    assert Machine(owner, "retail-tax:read").get("answers/CEB622").status_code == 403


def test_they_are_laid_down_in_the_folder_once() -> None:
    Party.objects.filter(kind="agent").update(organisation=AGENT)
    folders_watched(at=AT)
    out = folder() / AGENT / "out"
    assert sorted(file.name[:6] for file in out.iterdir()) == ["CEB622", "CEB816"]
    assert not Answer.objects.filter(fetched_at=None).exists()
    folders_watched(at=AT)
    assert len(list(out.iterdir())) == 2
    (place,) = out.glob("CEB816*")
    assert read(place.read_bytes(), expected=["CEB816"]).good
