"""The files of certificates: made by the worker, each sealed once, waiting with a reason for what is missing."""

import errno
import json
import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import OperationalError, connection, connections
from django.utils.translation import gettext, override

from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.models import Entry
from zaiton.blocks.papers.actions import making
from zaiton.blocks.papers.actions.keys import seal_key_make, seal_key_revoke, seal_key_rotate
from zaiton.blocks.papers.actions.making import Tally, failed_again, files_asked, files_made
from zaiton.blocks.papers.actions.seals import seal_make, seals_ensured
from zaiton.blocks.papers.domain.making_refusals import MakingUnderWay, why_told
from zaiton.blocks.papers.domain.rendering_refusals import DrawingFailed
from zaiton.blocks.papers.models import Blob, Certificate, CertificateFile, SealUse
from zaiton.blocks.papers.public import certificate_card, certificate_content, certificate_issue
from zaiton.blocks.papers.queries.lacking import lacking
from zaiton.blocks.papers.queries.publishing import keys_published
from zaiton.blocks.papers.queries.seals import seals_known
from zaiton.blocks.papers.queries.sm2 import Sm2Key
from zaiton.blocks.papers.tests.factories import LATER, NOON, a_certificate, an_order
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db
TITLE = Bilingual("演示海事局", "Demonstration Maritime Administration")
ACTOR = "person/operator0001"


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path
    return tmp_path


@pytest.fixture
def seal():
    """A seal with both keys."""
    return seals_ensured({"msa": TITLE}, demo=True, at=NOON)[0]


def make(at=LATER, **more) -> Tally:
    return files_made(now=lambda: at, **more)


def why(card) -> str:
    return why_told(Certificate.objects.get(public_id=card.public_id).making_why, str)


def test_a_certificate_gets_its_sealed_file_and_the_signature_beside_it(seal):
    card = a_certificate()
    assert make() == Tally(sealed=1)
    made = certificate_card(card.public_id)
    assert made.making == "sealed" and set(made.files) == {"pdf", "sm2"}
    pdf = certificate_content(card.public_id, "pdf").content
    beside = certificate_content(card.public_id, "sm2").content
    assert pdf.startswith(b"%PDF-") and sha256(pdf).hexdigest() == made.files["pdf"]
    assert json.loads(beside)["document_sha256"] == made.files["pdf"]
    uses = {use.key.provider: use for use in SealUse.objects.all()}
    assert uses["pades"].sealed_sha256 == uses["sm2"].document_sha256 == made.files["pdf"]
    assert uses["sm2"].sealed_sha256 == made.files["sm2"]
    told = Entry.objects.filter(action="papers.sealed", object=f"papers.certificate/{card.public_id}")
    assert told.count() == 2
    assert make() == Tally() and SealUse.objects.count() == 2


def test_without_a_seal_it_waits_and_says_for_what_in_both_languages():
    card = a_certificate()
    assert make() == Tally(waiting=1)
    assert "no seal named msa" in why(card)
    seal_make("msa", TITLE, actor=ACTOR, at=NOON)
    make()
    assert why(card) == "The seal msa has no key in force. Make one: zaiton papers keys make msa --provider pades"
    with override("zh-hans"):
        kept = Certificate.objects.get(public_id=card.public_id).making_why
        assert why_told(kept, gettext) != why(card)


def test_the_check_of_the_installation_names_what_certificates_wait_for(seal):
    a_certificate(seal="nobody"), a_certificate(seal="nobody"), a_certificate()
    make()
    assert [refusal.code for refusal in lacking()] == ["seal_unknown"]
    for unknown in ("{", '{"code": "of_tomorrow", "values": {}}', '{"code": "seal_unknown", "values": {}}'):
        Certificate.objects.filter(making="waiting").update(making_why=unknown)
        assert [refusal.code for refusal in lacking()] == ["making_broke"]


def test_the_first_key_makes_what_waited_at_once():
    card = a_certificate()
    make()
    seal_make("msa", TITLE, actor=ACTOR, at=NOON)
    seal_key_make("msa", "pades", actor=ACTOR, at=NOON)
    assert Job.objects.filter(key__startswith="papers.make/key/").count() == 1
    assert make() == Tally(sealed=1)
    assert set(certificate_card(card.public_id).files) == {"pdf"} and why(card) == ""


def test_with_an_sm2_key_alone_the_drawing_is_signed_as_it_is():
    seal_make("msa", TITLE, actor=ACTOR, at=NOON)
    seal_key_make("msa", "sm2", actor=ACTOR, at=NOON)
    card = a_certificate()
    make()
    assert set(certificate_card(card.public_id).files) == {"pdf", "sm2"}
    assert b"/ByteRange" not in certificate_content(card.public_id, "pdf").content


def test_a_key_that_ran_out_stops_rather_than_leaving_a_seal_away(seal):
    late = NOON + timedelta(days=4 * 366)
    card = a_certificate(at=late)
    assert make(late) == Tally(waiting=1)
    assert "ran out on" in why(card)
    for provider in ("pades", "sm2"):
        seal_key_rotate("msa", provider, actor=ACTOR, at=late)
    assert make(late) == Tally(sealed=1)


def test_a_provider_that_fails_keeps_one_seal_waiting_and_no_other(seal):
    seals_ensured({"customs": TITLE}, demo=True, at=NOON)
    seal_key_make("msa", "failing", actor=ACTOR, at=NOON)
    stuck, fine = a_certificate(), a_certificate(seal="customs")
    assert make() == Tally(sealed=1, waiting=1)
    assert "failing" in why(stuck) and certificate_card(fine.public_id).making == "sealed"
    assert SealUse.objects.filter(object__endswith=stuck.public_id).count() == 0
    failing = next(key for key in keys_published(at=NOON) if key.provider == "failing")
    seal_key_revoke(failing.public_id, reason="It never answers.", actor=ACTOR, at=LATER)
    assert make() == Tally(sealed=1)


def test_what_cannot_be_drawn_fails_with_the_character_and_is_tried_again_when_told(seal):
    card = a_certificate()
    Certificate.objects.filter(public_id=card.public_id).update(holder="\U0002a6a5氏航运")
    assert make() == Tally(failed=1)
    assert "U+2A6A5" in why(card)
    assert make() == Tally(), "only a person lets it wait again"
    Certificate.objects.filter(public_id=card.public_id).update(holder="演示航运")
    assert failed_again(actor=ACTOR, at=LATER) == 1
    assert Entry.objects.filter(action="papers.making_again").count() == 1
    assert make() == Tally(sealed=1)
    assert failed_again(actor=ACTOR, at=LATER) == 0


def test_something_unforeseen_fails_that_one_only(seal, monkeypatch):
    bad, good = a_certificate(holder="坏"), a_certificate()
    draw = making.sheet_pdf

    def drawn(sheet):
        if sheet.holder == "坏":
            raise RuntimeError("a bug")
        return draw(sheet)

    monkeypatch.setattr(making, "sheet_pdf", drawn)
    assert make() == Tally(sealed=1, failed=1)
    assert (
        why(bad) == "The file could not be made: RuntimeError. Look into the log, then run: zaiton papers make --again"
    )
    assert certificate_card(good.public_id).making == "sealed"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "full", "/srv/home/papers/ab"), "No space left on device"),
        (DrawingFailed(reason='line 3:\n "a" \\ b\x07' * 90), "could not be drawn: line 3:"),
    ],
)
def test_a_full_disk_or_a_drawing_that_breaks_off_is_told_and_tried_again(seal, monkeypatch, fault, said):
    card, draw = a_certificate(), making.sheet_pdf

    def drawn(sheet):
        raise fault

    monkeypatch.setattr(making, "sheet_pdf", drawn)
    assert make() == Tally(waiting=1)
    assert said in why(card) and "/srv" not in why(card)
    monkeypatch.setattr(making, "sheet_pdf", draw)
    assert make() == Tally(sealed=1)


def test_a_database_that_is_away_says_nothing_about_certificates(seal, monkeypatch):
    card = a_certificate()

    def away(*_, **__):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(making, "keys_in_force", away)
    with pytest.raises(OperationalError):
        make()
    assert (certificate_card(card.public_id).making, why(card)) == ("waiting", "")


def test_a_character_that_a_damaged_font_may_have_is_told_with_the_font(seal, own_home):
    card = a_certificate()
    Certificate.objects.filter(public_id=card.public_id).update(holder="\U0002a6a5氏航运")
    (own_home / "fonts").mkdir()
    (own_home / "fonts" / "damaged.ttf").write_bytes(b"no font")
    assert make() == Tally(failed=1)
    assert "U+2A6A5" in why(card) and "damaged.ttf" in why(card)


def test_batches_go_on_behind_those_that_wait(seal):
    for n in range(7):
        a_certificate(seal="nobody" if n < 3 else "msa")
    assert make(batch=2) == Tally(sealed=4, waiting=3)


def test_a_key_revoked_between_sealing_and_keeping_leaves_nothing(seal, monkeypatch):
    card, kept = a_certificate(), making._kept
    pades = next(key for key in keys_published(at=NOON) if key.provider == "pades")

    def revoked_first(outcomes, at):
        seal_key_revoke(pades.public_id, reason="stolen", actor=ACTOR, at=at)
        monkeypatch.setattr(making, "_kept", kept)
        return kept(outcomes, at)

    monkeypatch.setattr(making, "_kept", revoked_first)
    assert make() == Tally()
    assert CertificateFile.objects.count() == SealUse.objects.count() == 0
    seal_key_make("msa", "pades", actor=ACTOR, at=LATER)
    assert make() == Tally(sealed=1)
    assert certificate_card(card.public_id).making == "sealed"


def test_the_same_document_is_sealed_once(seal):
    card = a_certificate()
    make()
    CertificateFile.objects.all().delete()
    Certificate.objects.update(making="waiting")
    assert make() == Tally(failed=1)
    assert "sealed already" in why(card) and SealUse.objects.count() == 2


def test_a_failure_while_keeping_leaves_nothing_and_the_next_run_makes_all(seal, monkeypatch):
    a_certificate(), a_certificate()
    told = making._told

    def broken(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(making, "_told", broken)
    with pytest.raises(RuntimeError):
        make()
    assert SealUse.objects.count() == Blob.objects.count() == 0
    monkeypatch.setattr(making, "_told", told)
    assert make() == Tally(sealed=2)


def test_one_makes_at_a_time(seal, monkeypatch):
    a_certificate()
    draw, asked = making.sheet_pdf, []

    def drawn(sheet):
        with pytest.raises(MakingUnderWay):
            make()
        asked.append(sheet.number)
        return draw(sheet)

    monkeypatch.setattr(making, "sheet_pdf", drawn)
    assert make() == Tally(sealed=1) and len(asked) == 1


def test_the_clock_asks_only_where_something_waits(seal):
    assert not files_asked(at=NOON)
    a_certificate()
    before = Job.objects.count()
    assert files_asked(at=NOON) and files_asked(at=NOON)
    assert Job.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_certificates_issued_while_others_are_made_are_not_forgotten():
    """Makers and issuers at once, as with several threads of a worker: in the end each has its files, once."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory is one connection; its writers take turns")
    seals_ensured({"msa": TITLE}, demo=True, at=NOON)
    issued = threading.Event()

    def issue():
        try:
            for n in range(12):
                certificate_issue(an_order(key=f"race/{n}"), actor=ACTOR, at=NOON)
        finally:
            issued.set()
            connections.close_all()

    def keep_making():
        try:
            while True:
                last = issued.is_set()
                try:
                    make(batch=3)
                except MakingUnderWay:
                    continue
                if last:
                    return
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for work in (issue, keep_making, keep_making)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Certificate.objects.filter(making="sealed").count() == 12
    assert SealUse.objects.count() == 24 and CertificateFile.objects.count() == 24


def test_the_signature_beside_is_good_and_of_the_published_key(seal):
    card = a_certificate()
    make()
    key = next(key for key in keys_published(at=NOON) if key.provider == "sm2")
    told = json.loads(certificate_content(card.public_id, "sm2").content)
    assert told["certificate"] == key.certificate_pem
    assert seals_known()[0].providers == ("pades", "sm2") and Sm2Key.made() is not None
