"""Messages by machine: bytes in, receipt out; every bad file is refused by its code; nobody sees or sends for another company."""

from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.domain.cards import OrgCard, PersonCard
from zaiton.blocks.identity.tests.factories import a_delegation, a_person, an_organisation
from zaiton.kit import clock
from zaiton.services.retail_tax.models import Document, Intake, Party, PartyCertificate
from zaiton.services.retail_tax.tests import ceb_writer as writer
from zaiton.services.retail_tax.tests.sales import FOUR, ROLES, file, registered
from zaiton.services.retail_tax.tests.test_bad_input import DISAGREE, HOSTILE, WRONG, readable, told
from zaiton.services.retail_tax.tests.test_messages_signatures import SHA256, made, own

pytestmark = pytest.mark.django_db(transaction=True)
ALL = ("retail-tax:send", "retail-tax:read")


@pytest.fixture(autouse=True)
def _scene(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    registered()


@pytest.fixture
def owner() -> PersonCard:
    return a_person("owner")


@pytest.fixture
def company(owner: PersonCard) -> OrgCard:
    return an_organisation(owner)


class Machine:
    """A token of somebody's."""

    def __init__(self, person: PersonCard, *scopes: str) -> None:
        at = clock.now()
        _, secret = token_create(person_id=person.public_id, name="m", scopes=scopes or ALL, days=1, at=at)
        self.headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}

    def send(self, content: bytes, query: str = "") -> Any:
        address = f"/api/retail-tax/messages{query}"
        return Client().post(address, content, content_type="application/xml", headers=self.headers)

    def get(self, path: str) -> Any:
        return Client().get(f"/api/retail-tax/{path}", headers=self.headers)


@pytest.fixture
def machine(owner: PersonCard, company: OrgCard) -> Machine:
    return Machine(owner)


def test_a_sale_by_machine(machine: Machine) -> None:
    for kind in FOUR:
        answer = machine.send(file(kind), f"?name={kind}.xml")
        assert answer.status_code == 200 and answer["Content-Type"].startswith("application/xml")
        assert (answer["Intake-Accepted"], answer["Intake-Refused"]) == ("1", "0")
    (sale,) = machine.get("sales?state=accepted").json()["sales"]
    one = machine.get(f"sales/{sale['id']}").json()
    assert sorted(one["documents"]) == ["inventory", "order", "payment", "waybill"] and len(one["lists"]) == 1
    assert one["buyer"] == "3501************12"
    first = machine.get("messages?limit=2").json()
    rest = machine.get(f"messages?limit=2&before={first['next']}").json()
    assert [each["name"] for each in (*first["intakes"], *rest["intakes"])] == [f"{kind}.xml" for kind in FOUR[::-1]]
    again = machine.send(file("CEB311"))
    assert again["Intake-Repeated"] == "true"
    assert again.content == machine.get(f"messages/{again['Intake-Id']}/receipt").content


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_file_that_is_no_message(machine: Machine, name: str) -> None:
    content, code, words = HOSTILE[name]
    answer = machine.send(content)
    assert answer.status_code == 200
    message, ((status, info),) = told(answer.content)
    assert (message, status) == ("CEB900", code)
    readable(info, code, words)
    assert machine.get(f"messages/{answer['Intake-Id']}").json()["faults"] == [{"place": 0, "code": code}]
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_bad_record(machine: Machine, name: str) -> None:
    kind, changes, code, words = WRONG[name]
    answer = machine.send(writer.message(kind, [writer.of(kind, 1, **changes), writer.of(kind, 2)]))
    _, ((status, info), _) = told(answer.content)
    assert status == code
    readable(info, code, words)
    assert (answer["Intake-Accepted"], answer["Intake-Refused"]) == ("1", "1")


@pytest.mark.parametrize("name", ["paid by another", "too little tax", "an unknown agent"])
def test_a_sale_that_does_not_agree(machine: Machine, name: str) -> None:
    changes, check, words = DISAGREE[name]
    for kind in FOUR:
        machine.send(file(kind, **changes.get(kind, {})))
    (sale,) = machine.get("sales?state=discrepant").json()["sales"]
    assert [one for one in sale["findings"] if one["check"] == check and words in one["why"]]


def test_a_forged_signature(machine: Machine, company: OrgCard) -> None:
    key, certificate = made()
    Party.objects.filter(kind="platform").update(organisation=company.public_id)
    other = made(bits=3072)[1]
    PartyCertificate.objects.create(
        code=ROLES["platform"],
        fingerprint=other.fingerprint(hashes.SHA256()).hex(),
        content=other.public_bytes(Encoding.DER),
        valid_from=other.not_valid_before_utc,
        valid_until=other.not_valid_after_utc,
        taken_at=clock.now(),
    )
    message, ((status, info),) = told(machine.send(own(key, certificate, SHA256)).content)
    assert (message, status) == ("CEB900", "-124")
    readable(info, "-124", "not on file")
    good = machine.send(own(*made(bits=3072), SHA256))
    assert good["Intake-Accepted"] == "1" and Intake.objects.exclude(signed_by="").count() == 1


def test_nothing_and_too_much(machine: Machine, settings) -> None:
    assert machine.send(b" ").json()["code"] == "retail_tax_file_empty"
    settings.UPLOAD_MAX_BYTES = 100
    answer = machine.send(b"x" * 101)
    assert answer.status_code == 413 and not Intake.objects.exists()


def test_nobody_sends_or_looks_for_another_company(machine: Machine, owner: PersonCard, company: OrgCard) -> None:
    assert Client().post("/api/retail-tax/messages", b"<a/>", content_type="application/xml").status_code == 401
    sent = machine.send(file("CEB311"))
    reads, stranger = Machine(owner, "retail-tax:read"), Machine(a_person("stranger"))
    assert reads.send(file("CEB411")).status_code == 403
    assert stranger.send(file("CEB411")).json()["code"] == "retail_tax_company_unnamed"
    assert stranger.send(file("CEB411"), f"?company={company.public_id}").json()["code"] == "retail_tax_company_unnamed"
    assert stranger.get("messages").json() == {"intakes": [], "next": None}
    for path in (f"messages/{sent['Intake-Id']}", f"messages/{sent['Intake-Id']}/receipt"):
        assert stranger.get(path).status_code == 404
    helper = a_person("helper")
    an_organisation(helper, "别家有限公司")
    a_delegation(owner, company, "helper@example.com", scopes=ALL, first_day=clock.today(), at=clock.now())
    both = Machine(helper)
    assert both.send(file("CEB411")).json()["code"] == "retail_tax_company_unnamed"
    assert both.send(file("CEB411"), f"?company={company.public_id}")["Intake-Accepted"] == "1"
    assert machine.get("sales?state=nothing").json()["code"] == "retail_tax_request_unfit"
