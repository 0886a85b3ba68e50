"""The strict policy stands on every response; nothing personal is kept by a cache; pages hold nothing inline."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/",
    "/en/",
    "/help/",
    "/en/accessibility/",
    "/developers/",
    "/robots.txt",
    "/favicon.ico",
    "/healthz",
    "/nope",
]
ADDRESSES += ["/api/openapi.json", "/api/nope", "/static/kit/site.css", "/csp-report/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_headers_are_there(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/en/", "/help/", "/accessibility/", "/developers/"])
def test_pages_hold_nothing_inline_and_nothing_from_outside(client, address):
    html = client.get(address).content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*src=)", html)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', html)


def test_a_visit_with_a_session_is_not_kept(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.cookies["zaiton_session"] = "x"
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_a_policy_report_is_taken_but_not_too_large_and_not_too_often():
    visitor = Client(enforce_csrf_checks=True)
    send = {"content_type": "application/csp-report"}
    assert visitor.post("/csp-report/", b'{"csp-report": {}}', **send).status_code == 204
    assert visitor.post("/csp-report/", b"not json", **send).status_code == 400
    assert visitor.post("/csp-report/", b"[" * 8000, **send).status_code == 400
    assert visitor.post("/csp-report/", b"x" * 9000, **send).status_code == 413


def test_reports_beyond_the_limit_are_dropped():
    from datetime import UTC, datetime, timedelta

    from zaiton.site.csp_reports import ReportGate

    gate, at = ReportGate(per_minute=2), datetime(2026, 1, 1, tzinfo=UTC)
    assert [gate.admit(at) for _ in range(3)] == [True, True, False]
    assert gate.admit(at + timedelta(minutes=1))
