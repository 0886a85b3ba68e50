"""The page answers in both languages, shows what is unverified, and survives a broken pack."""

import shutil
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from zaiton.blocks.law.actions.packs import packs_load
from zaiton.blocks.law.public import find_packs
from zaiton.blocks.law.tests.factories import write_pack

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("prefix", "heading", "fact"), [("", "我们知道什么", "最不发达国家名单"), ("/en", "What we know", "recalled")]
)
def test_the_page_says_what_is_known_and_what_is_not_verified(client: Client, data_home, prefix, heading, fact):
    page = client.get(f"{prefix}/data/")
    assert page.status_code == 200
    text = page.content.decode()
    assert heading in text and fact in text
    for pack in find_packs("tariff"):
        assert pack.sha256[:12] in text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_pack_has_a_page(client: Client, data_home, prefix):
    for pack in find_packs("tariff"):
        page = client.get(f"{prefix}/data/{pack.label}/")
        assert page.status_code == 200, pack.label
        text = unescape(page.content.decode().replace("<wbr>", ""))
        assert pack.sha256 in text and (pack.title.en if prefix else pack.title.zh) in text


def test_a_broken_pack_is_shown_with_its_reason_and_stops_nothing(client: Client, packs_folder):
    write_pack(packs_folder, "mine", status='"sure"')
    write_pack(packs_folder, "yours", rows="code,name_zh\n030389,鱼\n030359,鱼\n")
    text = client.get("/en/data/").content.decode()
    assert "mine" in text and "must be one of" in text
    assert "must be sorted" in text


def test_an_operators_pack_is_told_from_the_shipped_one(client: Client, packs_folder):
    shipped = find_packs("tariff", "names")[0]
    write_pack(packs_folder, table=f'"{shipped.table}"', in_force_from=shipped.in_force_from.isoformat())
    own = client.get(f"/en/data/{shipped.label}/?own").content.decode()
    theirs = client.get(f"/en/data/{shipped.label}/").content.decode()
    assert "Own names" in own and "Own names" not in theirs


@pytest.mark.parametrize(
    "name",
    ["tariff/nothing/2014-01-01", "tariff/cn-mfn/2014-99-99", "weather/cn-mfn/2014-01-01", "tariff/cn-mfn/2013-01-01"],
)
def test_an_unknown_pack_is_not_found(client: Client, data_home, name):
    assert client.get(f"/data/{name}/").status_code == 404


def test_a_content_that_an_answer_cites_stays_readable(client: Client, packs_folder):
    folder = write_pack(packs_folder, "mine")
    packs_load(actor="test", at=NOON)
    old = next(pack for pack in find_packs("tariff") if pack.operator)
    address = f"/en/data/tariff/{old.table}/cited/{old.sha256}/"
    assert "no longer in use" not in client.get(address).content.decode()
    shutil.rmtree(folder)
    page = client.get(address)
    assert page.status_code == 200 and "no longer in use" in page.content.decode()
    assert client.get(f"/data/tariff/{old.table}/cited/{'0' * 64}/").status_code == 404
    assert client.get(f"/data/weather/{old.table}/cited/{old.sha256}/").status_code == 404
