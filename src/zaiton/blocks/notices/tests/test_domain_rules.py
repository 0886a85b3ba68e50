"""Quiet hours, reminder days, pauses, signatures and events: the rules without Django."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zaiton.blocks.notices.domain import signing
from zaiton.blocks.notices.domain.events import cloud_event, event_id
from zaiton.blocks.notices.domain.limits import HOOK_PAUSES, HOOK_REST_MOST, HOOK_RETRY_AFTER_MOST
from zaiton.blocks.notices.domain.pauses import failed_too_long, hook_pause, rest_after
from zaiton.blocks.notices.domain.quiet import BEIJING, QuietHours, quiet_until
from zaiton.blocks.notices.domain.reminders import reminder_day, reminder_moment

NIGHTS = QuietHours(time(21), time(8))
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def beijing(text: str) -> datetime:
    """A moment in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-20T20:59:59", None),
        ("2026-11-20T21:00:00", "2026-11-21T08:00:00"),
        ("2026-11-20T23:59:59", "2026-11-21T08:00:00"),
        ("2026-11-21T00:00:00", "2026-11-21T08:00:00"),
        ("2026-11-21T07:59:59", "2026-11-21T08:00:00"),
        ("2026-11-21T08:00:00", None),
        ("2026-12-31T22:00:00", "2027-01-01T08:00:00"),
    ],
)
def test_quiet_hours_run_across_midnight(at: str, until: str | None) -> None:
    found = quiet_until(NIGHTS, beijing(at).astimezone(UTC))
    assert found == (beijing(until) if until else None)


@given(
    st.times(timezones=st.none()),
    st.times(timezones=st.none()),
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)),
)
def test_quiet_hours_end_outside_of_themselves(begins: time, ends: time, at: datetime) -> None:
    hours, moment = QuietHours(begins, ends), at.replace(tzinfo=UTC)
    end = quiet_until(hours, moment)
    if begins == ends:
        assert end is None
    if end is not None:
        assert moment < end <= moment + timedelta(days=1)
        assert quiet_until(hours, end) is None


class Week:
    """Monday to Friday, one holiday and one make-up Saturday."""

    HOLIDAY, MADE_UP = date(2026, 10, 1), date(2026, 10, 10)

    def is_working(self, day: date) -> bool:
        return day == self.MADE_UP or (day.weekday() < 5 and day != self.HOLIDAY)


@pytest.mark.parametrize(
    ("due_on", "before", "day"),
    [
        ("2026-10-12", 1, "2026-10-10"),  # the Saturday is worked
        ("2026-10-12", 2, "2026-10-09"),
        ("2026-10-02", 1, "2026-09-30"),  # over the holiday
        ("2026-10-02", 0, "2026-10-02"),
        ("2026-10-10", 0, "2026-10-10"),
        ("2026-10-11", 0, "2026-10-10"),  # a Sunday: the working day before
        ("2026-10-18", 1, "2026-10-16"),
        ("2026-11-23", 5, "2026-11-16"),
    ],
)
def test_reminders_count_working_days_backwards(due_on: str, before: int, day: str) -> None:
    assert reminder_day(Week(), date.fromisoformat(due_on), before) == date.fromisoformat(day)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 60))
def test_exactly_so_many_working_days_lie_between(due_on: date, before: int) -> None:
    week = Week()
    day = reminder_day(week, due_on, before)
    between = [day + timedelta(days=n) for n in range((due_on - day).days)]
    assert week.is_working(day) and sum(week.is_working(one) for one in between) == before


def test_a_reminder_comes_at_nine_in_beijing_and_never_for_absurd_numbers() -> None:
    assert reminder_moment(Week(), date(2026, 11, 23), 1) == beijing("2026-11-20T09:00:00")
    for wrong in (-1, 251):
        with pytest.raises(ValueError):
            reminder_day(Week(), date(2026, 11, 23), wrong)


def test_pauses_end_and_a_receiver_may_ask_for_longer_ones_within_bounds() -> None:
    assert [hook_pause(n, None) for n in range(1, len(HOOK_PAUSES) + 2)] == [*HOOK_PAUSES, None]
    assert hook_pause(1, 600) == timedelta(minutes=10)
    assert hook_pause(1, 1) == HOOK_PAUSES[0]
    assert hook_pause(1, 10**9) == HOOK_RETRY_AFTER_MOST
    assert hook_pause(len(HOOK_PAUSES) + 1, 600) is None
    assert rest_after(1) < rest_after(2) and rest_after(10_000) == HOOK_REST_MOST
    assert failed_too_long(AT, AT + timedelta(days=5)) and not failed_too_long(AT, AT + timedelta(days=4, hours=23))


def test_the_signature_is_the_one_of_the_published_scheme() -> None:
    """The example that the scheme's own libraries are tested with."""
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=at,
        body=b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_give_two_signatures_and_every_byte_counts() -> None:
    first, second = (signing.secret_of("key", salt) for salt in ("a", "b"))
    made = signing.headers([first, second], id="evt_1", at=AT, body=b"{}")
    assert len(made["webhook-signature"].split(" ")) == 2 and made["webhook-id"] == "evt_1"
    key = base64.b64decode(second.removeprefix("whsec_"))
    signed = f"evt_1.{made['webhook-timestamp']}.{{}}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert made["webhook-signature"].split(" ")[1] == f"v1,{expected}"
    others = [
        signing.signature(second, id="evt_2", at=AT, body=b"{}"),
        signing.signature(second, id="evt_1", at=AT + timedelta(seconds=1), body=b"{}"),
        signing.signature(second, id="evt_1", at=AT, body=b"{ }"),
        signing.signature(first, id="evt_1", at=AT, body=b"{}"),
    ]
    assert f"v1,{expected}" not in others


def test_a_secret_is_made_of_key_and_salt_and_known_by_its_digest() -> None:
    secret = signing.secret_of("key", "salt")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret == signing.secret_of("key", "salt")
    assert len({secret, signing.secret_of("key", "salts"), signing.secret_of("keys", "salt")}) == 3
    assert secret not in signing.check_of(secret)


def test_an_event_has_what_cloudevents_asks_for_and_the_same_bytes_each_time() -> None:
    given = {"id": event_id("firm", "k"), "type": "zaiton.x", "source": "https://zone.example", "subject": "case/1"}
    text = cloud_event(**given, at=AT, data={"name": "船"})
    assert text == cloud_event(**given, at=AT, data={"name": "船"})
    event = json.loads(text)
    assert event["specversion"] == "1.0" and event["time"] == "2026-11-20T04:00:00.000Z"
    assert event["data"] == {"name": "船"} and event["datacontenttype"] == "application/json"
    assert event_id("firm", "k") != event_id("firm", "l") != event_id("firms", "k")
    with pytest.raises(ValueError):
        cloud_event(**given, at=AT, data={"long": "x" * 70_000})
    with pytest.raises(ValueError):
        cloud_event(**given, at=AT, data={"rate": float("nan")})
