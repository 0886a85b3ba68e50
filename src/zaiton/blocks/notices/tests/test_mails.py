"""Mails by a real mail server: sent once, tried again only where that is safe, in the person's language, after their quiet hours."""

import threading
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import Client

from zaiton.blocks.identity.public import create_demo_cast
from zaiton.blocks.notices.actions.mails import mail_resend
from zaiton.blocks.notices.actions.preferences import preferences_set
from zaiton.blocks.notices.domain.limits import MAIL_PAUSES
from zaiton.blocks.notices.domain.quiet import BEIJING
from zaiton.blocks.notices.domain.refusals import UnknownDelivery
from zaiton.blocks.notices.models import Mail
from zaiton.blocks.notices.queries.failed import failed
from zaiton.blocks.notices.tests.factories import NIGHT, NOON, a_notice
from zaiton.blocks.notices.tests.servers import MailServer, mail_server
from zaiton.kit.work.worker import drain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kinds")]
LONG = timedelta(days=2)


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """The mail server of the settings."""
    with mail_server() as found:
        settings.EMAIL_CONFIGURED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 5
        settings.DEFAULT_FROM_EMAIL = "zone@zone.example"
        settings.SITE_URL = "https://zone.example"
        yield found


def work(at: datetime = NOON) -> None:
    """A worker does what is due."""
    drain(now=lambda: at, ticks=False)


def state() -> tuple[str, str]:
    """How the one mail stands."""
    return Mail.objects.values_list("state", "error").get()


def all_mail(person: str, begins: time, ends: time) -> None:
    """Every group by mail, with these quiet hours."""
    preferences_set(person=person, mail_on=["trials", "notices"], quiet_begins=begins, quiet_ends=ends, at=NOON)


def test_a_notice_comes_by_mail_once(server: MailServer, people: dict[str, str]) -> None:
    person = people["importer"]
    assert a_notice(person, "case/1") and not a_notice(person, "case/1")
    work()
    work(NOON + LONG)
    assert len(server.got) == 1 and state() == ("sent", "")
    mail = server.got[0]
    assert mail["To"] == "importer@demo.invalid" and mail["From"] == "zone@zone.example"
    assert mail["Subject"] == "试验"
    text = mail.get_content()
    assert "发给“case/1”的试验事件。" in text and "https://zone.example/help/" in text
    assert mail["List-Unsubscribe"] == "<https://zone.example/notices/preferences/>"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"].endswith("@zone.example>")


def test_a_temporary_refusal_is_tried_again_with_the_same_name(server: MailServer, people: dict[str, str]) -> None:
    a_notice(people["importer"])
    server.data = "451 busy now"
    work()
    assert state() == ("waiting", "451 busy now")
    work(NOON + timedelta(seconds=30))
    assert server.seen == 1, "not before its pause"
    server.data = "250 taken"
    work(NOON + MAIL_PAUSES[0] + timedelta(seconds=1))
    assert state() == ("sent", "") and len(server.got) == 1


def test_a_server_that_is_away_is_tried_again(server: MailServer, people: dict[str, str], settings) -> None:
    a_notice(people["importer"])
    settings.EMAIL_PORT = 1
    work()
    assert state()[0] == "waiting" and "refused" in state()[1].lower()
    settings.EMAIL_PORT = server.port
    work(NOON + MAIL_PAUSES[0] + timedelta(seconds=1))
    assert state() == ("sent", "")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [({"rcpt": "550 no such user"}, "550 no such user"), ({"data": "554 looks bad"}, "554 looks bad")],
)
def test_a_refusal_for_good_is_kept_with_the_servers_words(
    server: MailServer, people: dict[str, str], behaviour: dict[str, str], words: str
) -> None:
    a_notice(people["importer"])
    for name, answer in behaviour.items():
        setattr(server, name, answer)
    work()
    assert state() == ("dead", words)
    work(NOON + LONG)
    assert server.got == []
    shown = failed()[0]
    assert (shown.channel, shown.state, shown.to, shown.error) == ("mail", "dead", "importer@demo.invalid", words)


def test_after_the_last_pause_it_is_given_up_and_an_operator_may_send_it_again(
    server: MailServer, people: dict[str, str]
) -> None:
    a_notice(people["importer"], kind="trials.due")
    server.rcpt = "450 greylisted"
    at = NOON
    for pause in (timedelta(0), *MAIL_PAUSES):
        assert state()[0] == "waiting"
        at += pause + timedelta(seconds=1)
        work(at)
    assert state() == ("dead", "450 greylisted")
    server.rcpt = "250 ok"
    mail_id = failed()[0].id
    mail_resend(mail_id=mail_id, actor="command", at=at)
    work(at)
    assert state() == ("sent", "") and len(server.got) == 1
    with pytest.raises(UnknownDelivery):
        mail_resend(mail_id=mail_id, actor="command", at=at)


def test_a_connection_lost_with_the_text_in_hand_is_not_sent_again(server: MailServer, people: dict[str, str]) -> None:
    a_notice(people["importer"])
    server.data = "drop"
    work()
    assert state()[0] == "unknown" and server.seen == 1
    server.data = "250 taken"
    work(NOON + LONG)
    assert server.seen == 1 and failed()[0].state == "unknown"
    mail_resend(mail_id=failed()[0].id, actor="command", at=NOON + LONG)
    work(NOON + LONG)
    assert state()[0] == "sent"


def test_a_worker_that_died_while_handing_over_leaves_it_in_doubt(server: MailServer, people: dict[str, str]) -> None:
    a_notice(people["importer"])
    Mail.objects.update(state="sending")
    work()
    assert state()[0] == "unknown" and server.seen == 0


def test_quiet_hours_hold_it_back_until_they_end_but_not_what_is_urgent(
    server: MailServer, people: dict[str, str]
) -> None:
    a_notice(people["importer"], "later", at=NIGHT)
    a_notice(people["importer"], "now", kind="trials.due", at=NIGHT)
    work(NIGHT)
    assert ["now" in mail.get_content() for mail in server.got] == [True]
    work(datetime(2026, 11, 21, 7, 59, tzinfo=BEIJING))
    assert len(server.got) == 1
    work(datetime(2026, 11, 21, 8, 0, tzinfo=BEIJING))
    assert len(server.got) == 2


def test_a_second_attempt_does_not_ring_at_night(server: MailServer, people: dict[str, str]) -> None:
    at = datetime(2026, 11, 20, 20, 59, 30, tzinfo=BEIJING)
    a_notice(people["importer"], at=at)
    server.rcpt = "450 greylisted"
    work(at)
    server.rcpt = "250 ok"
    work(at + timedelta(minutes=5))
    assert server.got == [] and state()[0] == "waiting"
    work(datetime(2026, 11, 21, 8, 0, 1, tzinfo=BEIJING))
    assert len(server.got) == 1


def test_quiet_hours_of_ones_own_and_none_at_all(server: MailServer, people: dict[str, str]) -> None:
    all_mail(people["importer"], time(12), time(13))
    all_mail(people["agent"], time(0), time(0))
    a_notice(people["importer"], at=NOON)
    a_notice(people["agent"], at=NIGHT)
    work(NOON)
    assert server.got == []
    work(NOON + timedelta(hours=1))
    assert len(server.got) == 1
    work(NIGHT)
    assert len(server.got) == 2


def test_who_wants_no_mail_gets_none_even_if_they_say_so_later(server: MailServer, people: dict[str, str]) -> None:
    person = people["importer"]
    preferences_set(person=person, mail_on=["notices"], quiet_begins=time(21), quiet_ends=time(8), at=NOON)
    assert a_notice(person, "a")
    assert Mail.objects.count() == 0
    all_mail(person, time(21), time(8))
    a_notice(person, "b", at=NIGHT)
    preferences_set(person=person, mail_on=[], quiet_begins=time(21), quiet_ends=time(8), at=NIGHT)
    work(NIGHT + LONG)
    assert state()[0] == "skipped" and server.seen == 0


def test_without_a_mail_server_there_is_the_inbox_only(people: dict[str, str]) -> None:
    assert not django_settings.EMAIL_CONFIGURED
    assert a_notice(people["importer"])
    assert Mail.objects.count() == 0


def test_a_mail_waits_while_the_operator_has_taken_the_server_away(
    server: MailServer, people: dict[str, str], settings
) -> None:
    a_notice(people["importer"])
    settings.EMAIL_CONFIGURED = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    work()
    assert state()[0] == "waiting"


def test_a_line_break_in_the_data_makes_no_header(server: MailServer, people: dict[str, str]) -> None:
    from zaiton.blocks.notices.tests import factories

    factories.KINDS["trials.decided"], kept = (
        factories.NoticeKind("A trial event for “{name}”.", "Trial", event="x"),
        factories.KINDS["trials.decided"],
    )
    try:
        a_notice(people["importer"], "a\r\nBcc: b@evil.example")
        work()
    finally:
        factories.KINDS["trials.decided"] = kept
    assert state()[0] == "sent" and server.got[0]["Bcc"] is None
    assert server.got[0]["Subject"].strip() == "发给“a Bcc: b@evil.example”的试验事件。"


def test_who_reads_english_gets_english_and_english_pages(server: MailServer, tmp_path) -> None:
    account = next(one for one in create_demo_cast(NOON, tmp_path) if one["cast"] == "importer")
    client = Client()
    client.post("/account/sign-in/", {"email": account["email"], "password": account["password"]})
    assert client.post("/account/profile/", {"display_name": "Importer", "language": "en"}).status_code == 302
    a_notice(account["public_id"], "case/1", at=NOON)
    work()
    text = server.got[0].get_content()
    assert server.got[0]["Subject"] == "Trial" and "A trial event for “case/1”." in text
    assert "https://zone.example/en/help/" in text and "https://zone.example/en/notices/preferences/" in text


def test_two_at_one_moment_tell_a_person_once(server: MailServer, people: dict[str, str]) -> None:
    """Only on a server: the embedded store of the tests is one connection's."""
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time there")
    put: list[bool] = []
    start = threading.Barrier(6)

    def tell() -> None:
        try:
            start.wait()
            put.append(a_notice(people["importer"], "case/1"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    assert sorted(put) == [False] * 5 + [True] and len(server.got) == 1
