"""Every error is a page in the person's language, or a problem document; always under the content policy."""

import json
import re

import pytest
from django.test import Client

from zaiton.kit.api import problem_response
from zaiton.site.incidents import ALPHABET

from .failing_urls import BARE, FAILURES

pytestmark = [pytest.mark.django_db, pytest.mark.urls("zaiton.site.tests.failing_urls")]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (_, status) in FAILURES.items()])
@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_a_failure_is_a_page(visitor, prefix, name, status):
    response = visitor.get(f"{prefix}fail/{name}/")
    html = response.content.decode()
    assert response.status_code == status
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert f'<html lang="{"en" if prefix == "/en/" else "zh-Hans-CN"}"' in html
    assert "secret detail" not in html and "Traceback" not in html and "<b>" not in html.partition("<main")[2]
    has_incident = re.search(rf'<dd class="mono">[{ALPHABET}]{{8}}</dd>', html)
    assert bool(has_incident) == (status >= 500)


@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (_, status) in FAILURES.items()])
def test_a_failure_under_the_api_is_a_problem(visitor, name, status):
    response = visitor.get(f"/api/fail/{name}", headers={"Accept-Language": "en"})
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["code"] and problem["title"] and problem["detail"]
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("status", BARE)
def test_a_bare_status_gets_a_page(visitor, status):
    response = visitor.get(f"/fail/bare-{status}/")
    assert response.status_code == status and "<h1>" in response.content.decode()


def test_a_method_not_taken_keeps_its_allow_header(visitor):
    response = visitor.get("/fail/post-only/")
    assert response.status_code == 405 and response.headers["Allow"] == "POST" and "<h1>" in response.content.decode()


def test_a_refusal_nobody_caught_says_its_sentence(visitor):
    assert "Berth 7&lt;b&gt; is taken." in visitor.get("/fail/conflict/").content.decode()


def test_a_body_above_the_limit_is_refused_before_it_is_read(visitor, settings):
    settings.UPLOAD_MAX_BYTES = 10
    response = visitor.post("/help/", data=b"x" * 11, content_type="text/plain")
    assert response.status_code == 413 and "<h1>" in response.content.decode()


def test_a_form_from_elsewhere_is_refused_with_words():
    response = Client(enforce_csrf_checks=True).post("/fail/post-only/")
    assert response.status_code == 403 and "Cookie" in response.content.decode()


def test_an_unknown_host_gets_no_page(visitor):
    assert visitor.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("address", ["/help/?q=%00", "/en/account/reset/a%00b/", "/tariff/%00/"])
def test_an_address_with_a_nul_is_refused_with_a_page(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 400 and "<h1>" in response.content.decode()


def test_under_the_api_a_nul_is_a_problem(visitor):
    response = visitor.get("/api/openapi.json?q=a%00")
    assert response.status_code == 400 and response.json()["code"] == "bad_request"


def test_half_a_surrogate_pair_does_not_break_the_answer(rf):
    response = problem_response(rf.get("/api/x"), status=422, code="x", detail="\ud800 is no code")
    assert json.loads(response.content)["detail"] == "? is no code"
