"""Signing in: one answer for every reason, a lock after five failures, and nothing an attacker learns."""

from datetime import timedelta

import pytest

from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.actions import signing_in
from zaiton.blocks.identity.actions.people import person_set_active
from zaiton.blocks.identity.actions.signing_in import guards_forget, request_count, sign_in
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.refusals import SignInRefused, TooManyAttempts
from zaiton.blocks.identity.models import SignInGuard
from zaiton.blocks.identity.tests.factories import NOON, PASSWORD, a_person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def attempt(email: str, password: str = PASSWORD, *, address: str = "192.0.2.1", at=NOON):
    """One attempt."""
    return sign_in(email=email, password=password, address=address, at=at)


def fail(email: str, times: int, **more) -> None:
    """Wrong passwords in a row."""
    for _ in range(times):
        with pytest.raises(SignInRefused):
            attempt(email, "wrong", **more)


def test_the_right_password_signs_in_whatever_the_case_of_the_address() -> None:
    card = a_person("lin")
    person = attempt(" LIN@Example.com ")
    assert (person.public_id, person.signed_in_at) == (card.public_id, NOON)


def test_unknown_wrong_and_closed_are_told_alike() -> None:
    card = a_person("lin")
    closed = a_person("zhou")
    person_set_active(actor="command", person_id=closed.public_id, active=False, at=NOON)
    told = set()
    for email, password in ((card.email, "wrong"), ("nobody@example.com", PASSWORD), (closed.email, PASSWORD)):
        with pytest.raises(SignInRefused) as caught:
            attempt(email, password)
        told.add((caught.value.sentence(str), caught.value.field, caught.value.code))
    assert len(told) == 1


def test_an_unknown_address_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    monkeypatch.setattr(signing_in, "make_password", hashed.append)
    fail("nobody@example.com", 1)
    assert len(hashed) == 1


def test_five_failures_lock_even_the_right_password() -> None:
    card = a_person("lin")
    fail(card.email, 5)
    with pytest.raises(TooManyAttempts):
        attempt(card.email)
    with pytest.raises(TooManyAttempts):
        attempt(card.email, address="198.51.100.7", at=NOON + 14 * MINUTE)
    assert attempt(card.email, at=NOON + 15 * MINUTE).public_id == card.public_id


def test_an_unknown_account_locks_like_a_known_one() -> None:
    fail("nobody@example.com", 5)
    with pytest.raises(TooManyAttempts):
        attempt("nobody@example.com")


def test_success_forgets_failures() -> None:
    card = a_person("lin")
    fail(card.email, 4)
    attempt(card.email)
    fail(card.email, 4)
    assert attempt(card.email).public_id == card.public_id


def test_one_address_cannot_try_many_accounts() -> None:
    card = a_person("lin")
    for number in range(LIMITS.address_failures):
        fail(f"guess{number}@example.com", 1)
    with pytest.raises(TooManyAttempts):
        attempt(card.email)
    assert attempt(card.email, address="198.51.100.7").public_id == card.public_id


def test_a_locked_address_does_not_lock_accounts() -> None:
    card = a_person("lin")
    for number in range(LIMITS.address_failures):
        fail(f"guess{number}@example.com", 1)
    for _ in range(10):
        with pytest.raises(TooManyAttempts):
            attempt(card.email, "wrong")
    assert attempt(card.email, address="198.51.100.7").public_id == card.public_id


def test_many_people_behind_one_address_can_sign_in() -> None:
    for _ in range(LIMITS.address_failures + 5):
        attempt(a_person().email)


def test_requests_from_one_address_are_limited() -> None:
    for _ in range(LIMITS.address_requests):
        request_count(kind="register", address="192.0.2.1", at=NOON)
    with pytest.raises(TooManyAttempts):
        request_count(kind="register", address="192.0.2.1", at=NOON)
    request_count(kind="reset", address="192.0.2.1", at=NOON)


def test_counts_name_nobody_and_are_swept() -> None:
    fail("nobody@example.com", 1)
    subjects = set(SignInGuard.objects.values_list("subject", flat=True))
    assert len(subjects) == 2
    assert not any("nobody" in subject or "192.0.2.1" in subject for subject in subjects)
    assert guards_forget(at=NOON + 10 * MINUTE) == 0
    assert guards_forget(at=NOON + 31 * MINUTE) == 2


def test_every_attempt_is_in_the_log() -> None:
    before = verify().entries
    card = a_person("lin")
    fail(card.email, 5)
    attempt(card.email, at=NOON + 15 * MINUTE)
    assert verify().entries - before == 7
