"""Checking what strangers show: hostile bytes are never a fault of ours, and take no time."""

import json
import random
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.actions.keys import seal_key_revoke
from zaiton.blocks.papers.actions.making import files_made
from zaiton.blocks.papers.actions.seals import seals_ensured
from zaiton.blocks.papers.domain import verdicts
from zaiton.blocks.papers.domain.envelope import envelope_read
from zaiton.blocks.papers.domain.register_refusals import ShownFileTooLarge
from zaiton.blocks.papers.domain.seal_refusals import EnvelopeBroken
from zaiton.blocks.papers.public import certificate_content
from zaiton.blocks.papers.queries import checking
from zaiton.blocks.papers.queries.checking import checked, sm2_checked
from zaiton.blocks.papers.queries.publishing import keys_published
from zaiton.blocks.papers.queries.verifying import verified
from zaiton.blocks.papers.tests.factories import LATER, NOON, a_certificate

pytestmark = pytest.mark.django_db
TITLE = Bilingual("演示海事局", "Demonstration MSA")


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZAITON_HOME = tmp_path


@pytest.fixture
def files() -> tuple[bytes, bytes]:
    seals_ensured({"msa": TITLE}, demo=True, at=NOON)
    card = a_certificate()
    files_made(now=lambda: LATER)
    return certificate_content(card.public_id, "pdf").content, certificate_content(card.public_id, "sm2").content


def test_the_signer_and_its_key_are_told(files):
    pdf, beside = files
    key = {key.provider: key for key in keys_published(at=NOON)}
    (one,) = checked(pdf).signatures
    assert one == checked(pdf).ours
    assert (one.fingerprint, one.signer, one.revoked_at) == (key["pades"].fingerprint, key["pades"].subject, None)
    found = sm2_checked(beside, pdf)
    assert (found.intact, found.known, found.fingerprint) == (True, True, key["sm2"].fingerprint)


def test_a_revoked_key_is_told_with_day_and_reason(files):
    pdf, beside = files
    for key in keys_published(at=NOON):
        seal_key_revoke(key.public_id, reason="The key was lost", actor="person/a", at=LATER)
    (one,) = checked(pdf).signatures
    assert one.intact and (one.revoked_at, one.revoked_why) == (LATER, "The key was lost")
    assert sm2_checked(beside, pdf).revoked_at == LATER
    found = verified(pdf, beside)
    assert (found.verdict, found.revoked_at, found.beside) == (verdicts.THIS, LATER, verdicts.SOUND)
    assert found.beside_revoked_at == LATER


def test_each_thing_a_separate_signature_can_be(files):
    pdf, beside = files
    assert verified(pdf).beside == ""
    assert verified(pdf, beside).beside == verdicts.SOUND
    assert verified(pdf + b" ", beside).beside == verdicts.WRONG
    assert verified(pdf, b"{}").beside == verdicts.UNREADABLE
    from zaiton.blocks.papers.actions.providing import providers
    from zaiton.blocks.papers.domain.seals import KeyWish

    other = providers.named("sm2").make(KeyWish(TITLE, True, NOON, NOON + timedelta(days=9)))
    foreign = providers.named("sm2").opened(other.certificate_pem, other.private_pem)(pdf, LATER)
    assert verified(pdf, foreign).beside == verdicts.FOREIGN_KEY
    told = json.loads(beside)
    told["certificate"] = other.certificate_pem
    assert verified(pdf, json.dumps(told).encode()).beside == verdicts.FOREIGN_KEY


@pytest.mark.parametrize("field", ["format", "algorithm", "distid", "signature", "certificate"])
def test_an_envelope_that_is_none_is_refused(files, field):
    _, beside = files
    for wrong in (None, 7, [], "x", "\ud800", ""):
        told = json.loads(beside)
        told[field] = wrong
        with pytest.raises(EnvelopeBroken):
            sm2_checked(json.dumps(told).encode(), b"")
    del told[field]
    with pytest.raises(EnvelopeBroken):
        envelope_read(json.dumps(told).encode())


@pytest.mark.parametrize(
    "content", [b"", b"[" * 100_000, b"\xff\xfe", b"[]", b"null", b" " * 300_000, b'{"a":' * 50_000]
)
def test_hostile_envelopes_are_refused(content):
    with pytest.raises(EnvelopeBroken):
        envelope_read(content)


def test_flips_and_cuts_anywhere_are_never_ours_and_never_a_fault(files):
    pdf, _ = files
    chance = random.Random(7)
    for _ in range(150):
        wrong = bytearray(pdf)
        for _ in range(chance.randrange(1, 4)):
            wrong[chance.randrange(len(wrong))] ^= 1 << chance.randrange(8)
        cut = chance.randrange(len(pdf))
        if bytes(wrong) != pdf and checked(bytes(wrong)).ours is not None:  # in the wrapping, see the next test
            assert verified(bytes(wrong)).verdict == verdicts.ALTERED
        assert checked(pdf[:cut]).ours is None
        assert not verified(pdf[:cut]).genuine and (bytes(wrong) == pdf or not verified(bytes(wrong)).genuine)


def test_flips_in_the_signature_itself_are_found_bit_by_bit(files):
    """Where the parser has most to chew: every byte of the signature's first part, and of the place where it stands.

    What passes the signature alone lies in the first fields of its wrapping, which no signature covers (versions, the list of digest
    algorithms); the register knows the file, so that even this is told.
    """
    pdf, _ = files
    start, passed = pdf.index(b"/Contents <"), []
    for place in [*range(start - 400, start + 11), *range(start + 11, start + 3000, 7)]:
        wrong = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        if checked(wrong).ours is not None:
            passed.append(place)
            assert verified(wrong).verdict == verdicts.ALTERED
    assert len(passed) <= 14, "some sixty digits of three thousand"


def test_something_hidden_behind_the_signature_is_found(files):
    pdf, _ = files
    place = pdf.index(b">", pdf.index(b"/Contents <")) - 4
    assert pdf[place : place + 4] == b"0000"
    assert checked(pdf[:place] + b"4142" + pdf[place + 4 :]).ours is None


def test_a_byte_range_that_leaves_out_more_is_found(files):
    """The gap made larger, to hide something beside the digits: it is no string of digits then."""
    pdf, _ = files
    found = checking.PLACE.search(pdf)
    before = int(found[2])
    told = found[0].replace(found[2], str(before - 5).encode().rjust(len(found[2]), b"0"))
    assert checked(pdf.replace(found[0], told)).ours is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([b"/ByteRange [", b"0 ", b"1 ", b"99 ", b"]", b"<30", b"80>", b"%PDF-1.7", b"\0", b"9" * 12]),
        max_size=60,
    )
)
def test_pieces_of_signatures_in_any_order_are_no_signature(parts):
    assert checked(b"".join(parts)).ours is None


def test_large_and_twisted_files_take_no_time():
    heavy = [
        b"/ByteRange [" * 400_000,
        b"/ByteRange " + b" " * 4_000_000,
        (b"/ByteRange [0 1 3 4]" + b"<0>") * 100_000,
        b"/ByteRange [0 10 19999000 1000]" + b"<" + b"0" * 19_900_000,
        b"%%EOF" * 1_000_000,
    ]
    began = time.perf_counter()
    for content in heavy:
        assert checked(content).ours is None
        assert not verified(content).genuine
    assert time.perf_counter() - began < 8
    with pytest.raises(ShownFileTooLarge):
        checked(b"0" * (20 * 2**20 + 1))
