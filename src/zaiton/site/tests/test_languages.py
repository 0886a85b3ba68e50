"""The address says the language; the switch leads to the same page and query; only the API negotiates."""

import re

import pytest

pytestmark = pytest.mark.django_db


def _switch(html):
    return re.search(r'<a class="language" href="([^"]+)" lang="([^"]+)"', html).groups()


def test_chinese_is_bare_whatever_the_browser_accepts(client):
    response = client.get("/help/", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "zh-hans" and "帮助" in response.content.decode()


def test_english_stands_below_en(client):
    html = client.get("/en/help/").content.decode()
    assert '<html lang="en">' in html and "帮助" not in html


def test_the_switch_keeps_page_and_query(client):
    assert _switch(client.get("/help/?a=1&b=二").content.decode()) == ("/en/help/?a=1&amp;b=%E4%BA%8C", "en")
    assert _switch(client.get("/en/help/?a=1").content.decode()) == ("/help/?a=1", "zh-Hans-CN")


def test_the_switch_of_a_missing_page_leads_home(client):
    assert _switch(client.get("/nope/").content.decode())[0] == "/en/"


@pytest.mark.parametrize(("accepts", "word"), [("en", "Not found"), ("zh-CN", "没有找到"), ("", "没有找到")])
def test_the_api_negotiates(client, accepts, word):
    assert client.get("/api/nope", headers={"Accept-Language": accepts}).json()["title"] == word


def test_the_portal_leads_to_every_service(client):
    from zaiton.kit.pages.context import homes

    html = client.get("/").content.decode()
    for _, address in homes():
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_the_question_box_leads_to_its_page(client):
    html = client.get("/").content.decode()
    for action in re.findall(r'<form action="([^"]+)" method="get"', html):
        assert client.get(action).status_code == 200
    for example in re.findall(r'<p class="example"><a href="([^"]+)"', html):
        assert client.get(example.replace("&amp;", "&")).status_code == 200
