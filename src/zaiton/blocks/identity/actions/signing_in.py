"""Signing in: every attempt is counted before the password is looked at, so that parallel guesses gain nothing."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.domain.guard import Count, attempt, forgiven
from zaiton.blocks.identity.domain.limits import LIMITS
from zaiton.blocks.identity.domain.refusals import SignInRefused
from zaiton.blocks.identity.models import Person, SignInGuard
from zaiton.blocks.identity.queries.people import email_normal


def sign_in(*, email: str, password: str, address: str, at: datetime) -> Person:
    """The person, once address and password agree; one refusal for every reason, in the same time.

    ``address`` is the network address the attempt came from.
    """
    account, origin = _subject("account", email_normal(email)), _subject("address", address)
    with transaction.atomic():
        count_attempt(subject=account, limit=LIMITS.account_failures, at=at)
        count_attempt(subject=origin, limit=LIMITS.address_failures, at=at)
    person = Person.objects.filter(email=email_normal(email)).first()
    if person is None:
        make_password(password)
    if person is None or not person.check_password(password) or not person.is_active:
        _failed(account, at)
        raise SignInRefused
    with transaction.atomic():
        guard_clear(email=person.email)
        _take_back(origin)
        person.signed_in_at = at
        person.save(update_fields=["signed_in_at"])
        name = f"person/{person.public_id}"
        record(actor=name, action="identity.person.signed_in", object=f"identity.{name}", after={"at": at}, at=at)
    return person


def sign_out(*, person_id: str, at: datetime) -> None:
    """The end of a session, for the log; the door ends the session itself."""
    record(
        actor=f"person/{person_id}", action="identity.person.signed_out", object=f"identity.person/{person_id}", at=at
    )


def request_count(*, kind: str, address: str, at: datetime) -> None:
    """Count a registration or a reset request from an address; refuses when there are too many."""
    with transaction.atomic():
        count_attempt(subject=_subject(kind, address), limit=LIMITS.address_requests, at=at)


def count_attempt(*, subject: str, limit: int, at: datetime) -> Count:
    """Count one attempt for a subject under a row lock; refuses while it is locked."""
    row = _guard(subject, at)
    count = attempt(_count(row), limit=limit, at=at)
    _store(row, count)
    return count


def guard_clear(*, email: str) -> None:
    """Forget the failures of an account: its owner is back."""
    SignInGuard.objects.filter(subject=_subject("account", email)).delete()


def guards_forget(*, at: datetime) -> int:
    """Delete counts that no longer matter; returns how many."""
    idle = SignInGuard.objects.filter(window_started_at__lt=at - LIMITS.failure_window - LIMITS.lock)
    return idle.exclude(locked_until__gt=at).delete()[0]


def _failed(account: str, at: datetime) -> None:
    with transaction.atomic():
        guards_forget(at=at)
        row = SignInGuard.objects.filter(subject=account).first()
        locked = bool(row and row.locked_until)
        record(
            actor="visitor",
            action="identity.sign_in.locked" if locked else "identity.sign_in.failed",
            object=f"identity.sign_in/{account[:16]}",
            after={"failures": row.failures if row else 0, "locked_until": row.locked_until if row else None},
            at=at,
        )


def _guard(subject: str, at: datetime) -> SignInGuard:
    row = None
    while row is None:  # a second turn only when another worker swept the idle row away in between
        fresh = SignInGuard(subject=subject, window_started_at=at)
        SignInGuard.objects.bulk_create([fresh], ignore_conflicts=True)
        row = SignInGuard.objects.select_for_update().filter(subject=subject).first()
    return row


def _take_back(subject: str) -> None:
    row = SignInGuard.objects.select_for_update().filter(subject=subject).first()
    if row:
        _store(row, forgiven(_count(row)))


def _count(row: SignInGuard) -> Count:
    return Count(row.failures, row.window_started_at, row.locked_until)


def _store(row: SignInGuard, count: Count) -> None:
    row.failures, row.window_started_at, row.locked_until = count.failures, count.window_started_at, count.locked_until
    row.save(update_fields=["failures", "window_started_at", "locked_until"])


def _subject(kind: str, text: str) -> str:
    return salted_hmac(f"zaiton.identity.guard.{kind}", text, algorithm="sha256").hexdigest()
