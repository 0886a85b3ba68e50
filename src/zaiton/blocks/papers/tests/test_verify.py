"""Verification by anyone: by code, by number, on a day, by the file; on the pages and by machine."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.actions.publishing import publish
from zaiton.blocks.papers.domain import verdicts
from zaiton.blocks.papers.models import Blob
from zaiton.blocks.papers.public import certificate_note, certificate_revoke, certificate_supersede, certificate_suspend
from zaiton.blocks.papers.queries.verifying import looked_up, verified
from zaiton.blocks.papers.tests.factories import (
    LATER,
    NOON,
    OFFICER,
    REASON,
    SEAL_PART,
    a_certificate,
    a_made_certificate,
)
from zaiton.kit import clock

pytestmark = pytest.mark.django_db
MORTGAGE = Bilingual("设定抵押权", "A mortgage was entered")
SAID: dict[str, Any] = {"actor": OFFICER, "at": LATER, "reason": REASON}


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day after the examples were issued."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    for module in ("zaiton.blocks.papers.pages.verify", "zaiton.blocks.papers.api.certificates"):
        monkeypatch.setattr(f"{module}.today", lambda: date(2026, 11, 21))


def text(response: Any) -> str:
    return response.content.decode()


def shown(client: Client, content: bytes, address: str = "/en/papers/verify/", **more: Any) -> str:
    """What the page says of a file."""
    return text(client.post(address, {"file": SimpleUploadedFile("certificate.pdf", content), **more}))


def test_the_code_tells_everything_the_number_little(client: Client):
    card = a_certificate()
    certificate_note(card.public_id, actor=OFFICER, at=LATER, note=MORTGAGE)
    by_code, by_number = (
        text(client.get(f"/papers/verify/{card.code}/")),
        text(client.get("/papers/verify/", {"q": card.number})),
    )
    for said in ("演示航运有限公司", "演示一号", "设定抵押权", "有效", "Valid"):
        assert said in by_code
    assert "演示**" in by_number and "有效" in by_number and "Certificate of Nationality" in by_number
    for hidden in ("演示航运有限公司", "演示一号", "设定抵押权", card.code):
        assert hidden not in by_number


def test_a_code_is_read_however_it_was_typed(client: Client):
    card = a_certificate()
    typed = f" {card.code[:4].upper()} {card.code[4:]} "
    assert client.get("/en/papers/verify/", {"q": typed})["Location"] == f"/en/papers/verify/{card.code}/"
    assert looked_up(card.number.lower().replace("-", "－")).card == card
    missing = client.get("/en/papers/verify/", {"q": "GJ-2026-000099<b>"})
    assert missing.status_code == 404 and "GJ-2026-000099&lt;b&gt;" in text(missing)
    assert client.get(f"/papers/verify/{card.code[:-1]}/").status_code == 404


def test_the_status_is_told_with_its_reason_in_both_languages_and_where_it_leads(client: Client):
    below = a_certificate()
    card, new = a_certificate(below), a_certificate()
    certificate_revoke(below.public_id, dependants="suspend", article="船舶登记条例第四十条", **SAID)
    page = text(client.get(f"/en/papers/verify/{card.code}/"))
    for said in ("已暂停", "Suspended", REASON.zh, REASON.en, "船舶登记条例第四十条", f"?q={below.number}", "Revoked"):
        assert said in page
    certificate_supersede(card.public_id, by=new.public_id, **SAID)
    page = text(client.get(f"/en/papers/verify/{card.code}/"))
    assert "已被取代" in page and f"?q={new.number}" in page


def test_the_status_of_another_day_is_read_from_the_history(client: Client):
    card = a_certificate(at=NOON - timedelta(days=10), valid_until=date(2026, 11, 18))
    certificate_suspend(card.public_id, actor=OFFICER, at=NOON - timedelta(days=4), reason=REASON)
    days = {"2026-11-09": "", "2026-11-10": "valid", "2026-11-15": "valid", "2026-11-16": "suspended"}
    for day, status in days.items():
        found = client.get(f"/api/papers/certificates/{card.code}", {"on": day}).json()
        assert (found["status"], found["on"]) == (status, day)
    assert "Not issued yet" in text(client.get(f"/en/papers/verify/{card.code}/?on=2026-11-09"))
    for wrong in ("2026-11-22", "yesterday"):
        assert client.get(f"/papers/verify/{card.code}/?on={wrong}").status_code == 422


def test_a_certificate_expires_after_its_last_day(client: Client):
    card = a_certificate(valid_until=date(2026, 11, 20))
    assert client.get(f"/api/papers/certificates/{card.code}", {"on": "2026-11-20"}).json()["status"] == "valid"
    assert client.get(f"/api/papers/certificates/{card.code}").json()["status"] == "expired"
    page = text(client.get(f"/en/papers/verify/{card.code}/"))
    assert "已过期" in page and "20 November 2026" in page


def test_each_thing_a_file_can_be_has_its_own_words(client: Client):
    card, drawn, sealed = a_made_certificate()
    flipped = bytearray(sealed)
    flipped[len(drawn) // 2] ^= 1
    in_seal = bytearray(sealed)
    in_seal[len(drawn) + 100] ^= 1
    expected = {
        "This is the very file that was issued": sealed,
        "without its seal": drawn,
        "Something was added": sealed + b"\n% more\n%%EOF\n",
        "This file breaks off": sealed[: len(drawn) + 500],
        "was changed after it was sealed": bytes(in_seal),
        "This is not the file of a certificate issued here": b"%PDF-1.4\nnothing of ours\n%%EOF\n",
    }
    for words, content in expected.items():
        page = shown(client, content)
        assert words in page, words
        assert (card.number in page) == (content != b"%PDF-1.4\nnothing of ours\n%%EOF\n"), words
    assert "This file breaks off" in shown(client, drawn[: len(drawn) // 2])
    assert "very file" not in shown(client, bytes(flipped)) and not verified(bytes(flipped)).genuine
    assert Blob.objects.count() == 1, "nothing that was shown is kept"


def test_what_was_added_behind_a_line_end_is_found_too():
    card, _, sealed = a_made_certificate()
    for tail in (b"\n", b"\r\n", b"junk", b" %%EOF"):
        found = verified(sealed + tail)
        assert (found.verdict, found.card) == (verdicts.APPENDED, card), tail
    found = verified(sealed.rstrip(b"\n"))
    assert found.verdict == verdicts.TRUNCATED, "a byte is missing"


def test_a_key_revoked_later_is_told(client: Client):
    _, _, sealed = a_made_certificate(revoked_at=LATER)
    page = shown(client, sealed)
    assert "This is the very file" in page and "The key of its seal was revoked later" in page and "私钥遗失" in page


def test_the_file_of_another_certificate_is_told_on_the_page_of_one(client: Client):
    card = a_certificate()
    _, _, sealed = a_made_certificate()
    assert "another certificate than the one you came from" in shown(client, sealed, code=card.code)


def test_files_that_are_missing_empty_or_too_large_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch):
    assert client.post("/en/papers/verify/", {}).status_code == 422
    assert "empty" in shown(client, b"")
    monkeypatch.setattr("zaiton.blocks.papers.pages.verify_forms.MOST_BYTES", 1000)
    monkeypatch.setattr("zaiton.blocks.papers.api.certificates.MOST_BYTES", 1000)
    assert "the file has" in shown(client, b"%PDF" * 500).lower()
    answer = client.post("/api/papers/verify", {"file": SimpleUploadedFile("a.pdf", b"%PDF" * 500)})
    assert (answer.status_code, answer.json()["code"]) == (413, "shown_file_too_large")


def test_hostile_files_are_only_not_ours():
    for content in (
        b"",
        b"%PDF-",
        b"%%EOF" * 5000,
        b"\0" * 100_000,
        SEAL_PART,
        b"%PDF-1.7\n" + b"<<" * 10_000 + b"%%EOF",
    ):
        assert verified(content).verdict in (verdicts.OTHER, verdicts.TRUNCATED)


def test_machines_verify_like_people(client: Client):
    card, drawn, sealed = a_made_certificate()
    found = client.get(f"/api/papers/certificates/{card.code}").json()
    assert (found["number"], found["whole"], found["status"], found["holder"]) == (
        card.number,
        True,
        "valid",
        card.holder,
    )
    assert found["files"] == dict(card.files) and found["lines"][0]["value"] == {"zh": "演示一号", "en": "DEMO ONE"}
    little = client.get(f"/api/papers/certificates/{card.number}").json()
    assert (little["whole"], little["lines"], little["history"], little["files"]) == (False, [], [], {})
    unknown = client.get("/api/papers/certificates/GJ-2026-999999")
    assert (unknown.status_code, unknown["Content-Type"], unknown.json()["code"]) == (
        404,
        "application/problem+json",
        "not_in_register",
    )
    for content, verdict in ((sealed, "this_file"), (drawn, "unsealed"), (sealed + b"x", "appended")):
        answer = client.post("/api/papers/verify", {"file": SimpleUploadedFile("a.pdf", content)}).json()
        assert (answer["verdict"], answer["number"], answer["status"]) == (verdict, card.number, "valid")


def test_the_proof_is_offered_once_the_log_is_published(client: Client, settings, tmp_path: Path):
    settings.ZAITON_HOME = tmp_path
    card = a_certificate()
    assert "proof.json" not in text(client.get(f"/en/papers/verify/{card.code}/"))
    assert client.get(f"/papers/verify/{card.code}/proof.json").status_code == 409
    publish(at=LATER)
    assert f"/en/papers/verify/{card.code}/proof.json" in text(client.get(f"/en/papers/verify/{card.code}/"))
    proof = json.loads(client.get(f"/papers/verify/{card.code}/proof.json").content)
    assert proof["columns"]["object"] == f"papers.certificate/{card.public_id}"
    assert client.get(f"/papers/verify/{card.number.lower()}/proof.json").status_code == 404, "not by the number"
