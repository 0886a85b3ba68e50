"""The log names nobody and opens nothing; only the owner of the installation can read it."""

import json
import logging
import stat
import sys

import pytest

from zaiton.site.incidents import HomeLogHandler, LineFormatter
from zaiton.site.masking import masked

SECRET = "kT3-secret_Value"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"/account/reset/{SECRET}/", "/account/reset/***/"),
        (f"Forbidden (CSRF cookie not set.): /en/account/reset/{SECRET}/", ": /en/account/reset/***/"),
        (f'"https://zone.example/account/reset/{SECRET}?next=1"', '"https://zone.example/account/reset/***?***"'),
        ("/account/reset/", "/account/reset/"),
        ("/tariff/?q=wine&who=me ended", "/tariff/?*** ended"),
        ("Key (email)=(lin.wu@zone.example) already exists", "Key (email)=(***@***) already exists"),
        ("lin%40zone.example", "***@***"),
        ("Is it open? Yes", "Is it open? Yes"),
    ],
)
def test_secrets_queries_and_addresses_are_hidden(said, kept):
    assert masked(said).endswith(kept) and SECRET not in masked(said)


def test_every_part_of_a_line_is_masked(rf):
    try:
        raise ValueError(f"/account/reset/{SECRET} of lin@zone.example")
    except ValueError:
        raised = sys.exc_info()
    record = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "", 1, "at %s", (f"/account/reset/{SECRET}/",), raised
    )
    record.request = rf.get(f"/account/reset/{SECRET}/?email=lin@zone.example")
    line = LineFormatter().format(record)
    assert SECRET not in line and "lin@" not in line
    assert json.loads(line)["path"] == "/account/reset/***/"


def test_a_policy_report_tells_no_secret(client, monkeypatch):
    from zaiton.site import pages

    told = []
    monkeypatch.setattr(pages.log, "warning", lambda message, *values: told.append(message % values))
    monkeypatch.setattr(pages.gate, "admit", lambda at: True)
    report = {"csp-report": {"document-uri": f"https://zone.example/account/reset/{SECRET}/?a=lin", "line": 7}}
    assert client.post("/csp-report/", report, content_type="application/json").status_code == 204
    assert SECRET not in told[0] and "a=lin" not in told[0] and '"line": 7' in told[0]


def test_the_log_is_its_owners_and_takes_any_text(tmp_path):
    path = tmp_path / "log" / "zaiton.log"
    handler = HomeLogHandler(str(path))
    handler.emit(logging.LogRecord("x", logging.ERROR, "", 1, "half \ud800", (), None))
    handler.close()
    assert path.read_text() == "half \\ud800\n"
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
