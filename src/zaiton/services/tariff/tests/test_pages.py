"""The pages: the answer in both languages, errors with the form, choices, fragments equal to the page's part, saving."""

import re

import pytest

from zaiton.blocks.identity import public as identity
from zaiton.services.tariff.tests.conftest import NOON

FISH = "q=030359&origin=KR&on=2024-01-15&value=1000000"

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_the_answer_in_both_languages(client):
    chinese, english = text(client.get(f"/tariff/?{FISH}")), text(client.get(f"/en/tariff/?{FISH}"))
    assert "用中国-韩国自贸协定，税率3.3%" in chinese
    assert "比按最惠国税率少缴37,000.00元。" in chinese
    assert "Use China–Korea Free Trade Agreement: 3.3%" in english
    assert "37,000.00 CNY less duty than at the most-favoured-nation rate." in english
    for page in (chinese, english):
        assert "<svg" in page and "3.3333" in page


def test_a_name_is_enough(client):
    assert "030359" in text(client.get("/tariff/", {"q": "冻马鲛鱼", "origin": "KR", "on": "2024-01-15"}))
    several = text(client.get("/en/tariff/", {"q": "horses", "origin": "KR", "on": "2024-01-15"}))
    assert "Which good do you mean?" in several and "?q=010121" in several


def test_errors_come_with_the_form_and_change_nothing(client):
    response = client.get("/en/tariff/", {"q": "030359", "origin": "KR", "on": "yesterday", "value": "lots"})
    page = text(response)
    assert response.status_code == 422
    assert 'id="errors"' in page and "Write the date like 2024-01-15." in page
    assert 'value="yesterday"' in page
    assert "None" not in re.sub(r"<[^>]+>", "", page)


def test_not_covered_says_what_is_missing(client):
    page = text(client.get("/en/tariff/", {"q": "04069000", "origin": "CH", "on": "2025-08-01"}))
    assert "Not covered" in page and "The schedule on file ends on 2015-01-01" in page


def test_a_fragment_is_part_of_the_page(client):
    page = text(client.get(f"/tariff/?{FISH}"))
    fragment = text(client.get(f"/tariff/?{FISH}", headers={"hx-request": "true", "hx-target": "ask"}))
    assert "<html" not in fragment
    assert fragment.strip() in page


def test_suggestions_while_typing(client):
    page = text(client.get("/tariff/suggest/", {"q": "马鲛"}))
    assert 'data-value="030359"' in page
    assert text(client.get("/tariff/suggest/", {"q": ""})).strip() == ""


def test_hostile_text_is_shown_as_text(client):
    page = text(client.get("/tariff/", {"q": "<script>alert(1)</script>", "origin": '"><b>'}))
    assert "<script>alert" not in page and '"><b>' not in page


def test_the_agreements(client):
    page = text(client.get("/en/tariff/agreements/"))
    assert "RCEP" in page and "not on file" in page


def test_a_visitor_is_sent_to_sign_in_and_a_stranger_gets_404(client, cast):
    assert client.get("/tariff/answers/").status_code == 302
    assert client.login(username=cast["importer"].email, password=cast["importer"].password)
    saved = client.post(
        "/tariff/answers/save/", {"q": "030359", "origin": "KR", "destination": "CN", "on": "2024-01-15"}
    )
    assert saved.status_code == 302
    address = saved.headers["location"]
    assert "3.3%" in text(client.get(address))
    assert address.split("/")[-2] in text(client.get("/tariff/answers/"))
    client.logout()
    assert client.login(username=cast["stranger"].email, password=cast["stranger"].password)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}remove/").status_code == 404


def test_a_question_half_asked_on_the_first_page_is_no_error(client):
    response = client.get("/en/tariff/", {"q": "030359"})
    assert response.status_code == 200
    assert "Now choose where the good originates." in text(response)
    assert client.get("/en/tariff/", {"q": "030359", "origin": ""}).status_code == 422


def test_a_company_the_person_does_not_act_for_is_refused_not_replaced(client, cast):
    assert client.login(username=cast["stranger"].email, password=cast["stranger"].password)
    company = identity.organisations_visible_to(cast["importer"].public_id, scope="tariff:read", at=NOON)[0]
    question = {"q": "030359", "origin": "KR", "destination": "CN", "on": "2024-01-15"}
    assert client.post("/tariff/answers/save/", question | {"organisation": company}).status_code == 403
    assert client.post("/tariff/answers/save/", question | {"organisation": "a\x00b"}).status_code == 403
    assert "030359" not in text(client.get("/tariff/answers/"))


@pytest.mark.parametrize("before", ["²", "9" * 5000, "-1", "x"])
def test_a_page_number_that_is_none_shows_the_first_page(client, cast, before):
    assert client.login(username=cast["importer"].email, password=cast["importer"].password)
    assert client.get("/tariff/answers/", {"before": before}).status_code == 200
