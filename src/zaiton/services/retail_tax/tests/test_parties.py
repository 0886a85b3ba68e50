"""Enterprises: registered once at a time in a role, closed, their certificates taken and withdrawn; and by command."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding

from zaiton.blocks.evidence.models import Entry
from zaiton.services.retail_tax.actions.parties import (
    certificate_take,
    certificate_withdraw,
    party_close,
    party_register,
)
from zaiton.services.retail_tax.cli import group
from zaiton.services.retail_tax.domain import party_refusals as refusals
from zaiton.services.retail_tax.models import Party
from zaiton.services.retail_tax.queries.signers import fingerprints_of
from zaiton.services.retail_tax.tests.test_messages_signatures import made

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
CODE = "350198T001"
BY = {"actor": "operator", "at": AT}


def register(kind: str = "platform", code: str = CODE, name: str = "某平台", **more) -> None:
    party_register(kind, code, name, **{"valid_from": DAY, "organisation": "company00001"} | BY | more)


def test_once_at_a_time_in_a_role() -> None:
    register()
    register("shop")
    with pytest.raises(refusals.PartyTwice):
        register(valid_from=DAY + timedelta(days=9))
    party_close("platform", CODE, on=DAY + timedelta(days=9), **BY)
    with pytest.raises(refusals.PartyTwice):
        register(valid_from=DAY + timedelta(days=8))
    register(valid_from=DAY + timedelta(days=9))
    assert Party.objects.filter(kind="platform").count() == 2
    assert Entry.objects.filter(action__startswith="retail_tax.party_").count() == 4


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"kind": "king"}, "kind"),
        ({"code": "350198t001"}, "code"),
        ({"code": "350198T00"}, "code"),
        ({"name": " "}, "name"),
        ({"name": "a\n"}, "name"),
        ({"dxp_id": "D" * 31}, "dxp_id"),
        ({"valid_until": DAY}, "valid_until"),
    ],
)
def test_what_does_not_fit_is_named(more: dict, member: str) -> None:
    with pytest.raises(refusals.PartyUnfit) as refusal:
        register(**more)
    assert refusal.value.field == member and not Party.objects.exists()


def test_nothing_is_closed_that_is_not_open() -> None:
    with pytest.raises(refusals.PartyUnknown):
        party_close("platform", CODE, on=DAY, **BY)
    register()
    with pytest.raises(refusals.PartyUnfit):
        party_close("platform", CODE, on=DAY, **BY)


def test_certificates_count_until_they_are_withdrawn() -> None:
    register()
    pem = made()[1].public_bytes(Encoding.PEM)
    first = certificate_take(CODE, pem, **BY)
    assert certificate_take(CODE, made()[1].public_bytes(Encoding.DER), **BY) == first
    assert fingerprints_of(("company00001",), at=AT) == {bytes.fromhex(first)}
    assert fingerprints_of(("company00002",), at=AT) is None
    certificate_withdraw(CODE, first, **BY)
    assert fingerprints_of(("company00001",), at=AT) is None
    with pytest.raises(refusals.CertificateUnknown):
        certificate_withdraw(CODE, first, **BY)
    certificate_take(CODE, pem, **BY)
    assert fingerprints_of(("company00001",), at=AT)


def test_certificates_that_cannot_count_are_refused() -> None:
    register()
    old = AT + timedelta(days=36_500)
    for content, at in (
        (b"x", AT),
        (made(curve=True)[1].public_bytes(Encoding.DER), AT),
        (made()[1].public_bytes(Encoding.PEM), old),
    ):
        with pytest.raises(refusals.CertificateUnfit):
            certificate_take(CODE, content, actor="operator", at=at)
    with pytest.raises(refusals.PartyUnknown):
        certificate_take("350198T002", made()[1].public_bytes(Encoding.PEM), **BY)


def run(*words: str):
    return CliRunner().invoke(group, ["parties", *words], catch_exceptions=False)


def test_by_command(tmp_path: Path) -> None:
    done = run("register", "platform", CODE, "某平台", "--company", "company00001", "--from", "2026-03-02", "--json")
    assert json.loads(done.output)["code"] == CODE
    file = tmp_path / "a.pem"
    file.write_bytes(made()[1].public_bytes(Encoding.PEM))
    fingerprint = run("certificate", CODE, str(file)).output.strip()
    (card,) = json.loads(run("list", "--json").output)["parties"]
    assert card["certificates"] == [fingerprint] and card["valid_from"] == "2026-03-02"
    assert CODE in run("list", "--role", "platform").output and CODE not in run("list", "--role", "shop").output
    assert run("withdraw", CODE, fingerprint).exit_code == 0
    assert (
        json.loads(run("close", "platform", CODE, "--on", "2026-03-03", "--json").output)["valid_until"] == "2026-03-03"
    )
