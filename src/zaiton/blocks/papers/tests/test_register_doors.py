"""The holder's list and files, the administrator's acts, the API of the holder, the command: each for whom it is, nobody else."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from zaiton.blocks.identity.actions.tokens import token_create
from zaiton.blocks.identity.models import Person
from zaiton.blocks.identity.tests.factories import a_person, an_administrator, an_organisation
from zaiton.blocks.papers.cli import papers
from zaiton.blocks.papers.models import StatusEntry
from zaiton.blocks.papers.public import certificate_card
from zaiton.blocks.papers.tests.factories import OFFICER, a_certificate, a_made_certificate
from zaiton.kit import clock
from zaiton.kit.cli import ZaitonGroup

pytestmark = pytest.mark.django_db
SAID = {"reason_zh": "船舶灭失", "reason_en": "The ship was lost", "article": "船舶登记条例第四十条"}
WORDS = ["--reason-zh", "船舶灭失", "--reason-en", "The ship was lost"]


def signed_in(person: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(public_id=person))
    return client


def text(response: Any) -> str:
    return response.content.decode()


def test_the_holder_sees_and_fetches_what_a_stranger_does_not():
    holder, stranger = a_person().public_id, a_person().public_id
    card, _, sealed = a_made_certificate(person=holder)
    waiting = a_certificate(person=holder)
    mine = text(signed_in(holder).get("/en/papers/"))
    assert card.number in mine and waiting.number in mine and "The file is being made." in mine
    file = signed_in(holder).get(f"/papers/{card.public_id}/file/pdf/")
    assert (file.content, file["Content-Type"], file["Cache-Control"]) == (
        sealed,
        "application/pdf",
        "private, no-store",
    )
    assert f"{card.number}.pdf" in file["Content-Disposition"]
    assert card.code in text(signed_in(holder).get(f"/papers/{card.public_id}/"))
    assert signed_in(holder).get(f"/papers/{waiting.public_id}/file/pdf/").status_code == 404
    for address in (f"/papers/{card.public_id}/", f"/papers/{card.public_id}/file/pdf/"):
        assert signed_in(stranger).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert card.number not in text(signed_in(stranger).get("/papers/"))


def test_an_administrator_acts_and_leaves_the_files_alone():
    administrator, holder = an_administrator(), a_person().public_id
    card, _, _ = a_made_certificate(person=holder)
    resting = a_certificate(card)
    client = signed_in(administrator.public_id)
    assert client.get("/papers/", {"number": card.number.lower()})["Location"] == f"/papers/{card.public_id}/"
    page = text(client.get(f"/en/papers/{card.public_id}/"))
    assert resting.number in page and "revoke/" in page and "/file/pdf/" not in page
    assert client.get(f"/papers/{card.public_id}/file/pdf/").status_code == 404
    address = f"/en/papers/{card.public_id}/revoke/"
    refused = client.post(address, {**SAID, "dependants": "refuse"})
    assert refused.status_code == 422 and resting.number in text(refused)
    assert client.post(address, {**SAID, "reason_en": ""}).status_code == 422
    assert certificate_card(card.public_id).status == "valid"
    assert client.post(address, {**SAID, "dependants": "revoke"}).status_code == 302
    assert certificate_card(resting.public_id).status == certificate_card(card.public_id).status == "revoked"
    assert StatusEntry.objects.filter(actor=administrator.actor, status="revoked").count() == 2
    assert "revoke/" not in text(client.get(f"/en/papers/{card.public_id}/"))


@pytest.mark.parametrize(
    ("act", "status"), [("suspend", "suspended"), ("note", "valid"), ("supersede", "superseded"), ("resume", "valid")]
)
def test_every_act_has_its_page(act: str, status: str):
    client, card, new = signed_in(an_administrator().public_id), a_certificate(), a_certificate()
    if act == "resume":
        client.post(f"/papers/{card.public_id}/suspend/", {**SAID, "dependants": "refuse"})
    assert client.get(f"/papers/{card.public_id}/{act}/").status_code == 200
    sent = client.post(f"/papers/{card.public_id}/{act}/", {**SAID, "dependants": "refuse", "by": new.number})
    assert sent.status_code == 302
    after = certificate_card(card.public_id)
    assert (after.status, after.history[-1].reason.en, after.history[-1].article) == (status, *list(SAID.values())[1:])


def test_a_number_that_is_not_there_is_told_beside_its_field_and_loses_nothing():
    client, card = signed_in(an_administrator().public_id), a_certificate()
    sent = client.post(f"/en/papers/{card.public_id}/supersede/", {**SAID, "by": "GJ-2026-999999"})
    assert sent.status_code == 422 and "GJ-2026-999999" in text(sent) and SAID["reason_en"] in text(sent)
    assert certificate_card(card.public_id).status == "valid"


def test_nobody_else_acts():
    holder, card = a_person().public_id, a_certificate()
    mine = a_certificate(person=holder)
    for public_id in (card.public_id, mine.public_id):
        assert signed_in(holder).post(f"/papers/{public_id}/revoke/", {**SAID}).status_code == 404
    assert certificate_card(mine.public_id).status == "valid"
    assert signed_in(an_administrator().public_id).get(f"/papers/{card.public_id}/paint/").status_code == 404


def test_an_administrator_takes_no_part_in_an_own_matter():
    administrator = an_administrator()
    company = an_organisation(administrator).public_id
    client = signed_in(administrator.public_id)
    for own in (a_certificate(person=administrator.public_id), a_certificate(organisation=company)):
        address = f"/en/papers/{own.public_id}/suspend/"
        assert "suspend/" not in text(client.get(f"/en/papers/{own.public_id}/"))
        assert client.get(address).status_code == 403
        assert client.post(address, {**SAID, "dependants": "refuse"}).status_code == 403
        assert certificate_card(own.public_id).status == "valid"


def test_the_holders_list_by_machine_needs_the_scope():
    holder = a_person().public_id
    card, at = a_certificate(person=holder), clock.now()
    secrets = {
        scope: token_create(person_id=holder, organisation_id="", name="t", scopes=(scope,), days=30, at=at)[1]
        for scope in ("papers:read", "cases:read")
    }
    answers = {
        scope: Client().get("/api/papers/certificates", headers={"Authorization": f"Bearer {secret}"})
        for scope, secret in secrets.items()
    }
    assert [one["number"] for one in answers["papers:read"].json()["certificates"]] == [card.number]
    assert answers["cases:read"].status_code == 403
    assert Client().get("/api/papers/certificates").status_code == 401


def run(*args: str) -> tuple[int, Any]:
    group = ZaitonGroup(name="zaiton", commands={"papers": papers})
    result = CliRunner().invoke(group, ["papers", *args, "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_the_command_shows_lists_and_acts():
    card = a_certificate()
    resting = a_certificate(card)
    assert run("show", card.number)[1]["history"][0]["status"] == "valid"
    code, told = run("revoke", card.number, *WORDS)
    assert (code, told["error"]["code"]) == (1, "certificate_carries") and resting.number in told["error"]["message"]
    assert run("revoke", card.number, *WORDS, "--dependants", "suspend")[1]["changed"] == [
        {"number": card.number, "status": "revoked"},
        {"number": resting.number, "status": "suspended"},
    ]
    assert [one["number"] for one in run("list", "--status", "revoked")[1]["certificates"]] == [card.number]
    assert run("resume", resting.number, *WORDS)[1]["error"]["code"] == "prerequisite_fallen"
    assert run("suspend", "GJ-2026-999999", *WORDS)[1]["error"]["code"] == "no_such_certificate"
    assert StatusEntry.objects.exclude(actor=OFFICER).values_list("actor", flat=True).distinct().get() == "command"
