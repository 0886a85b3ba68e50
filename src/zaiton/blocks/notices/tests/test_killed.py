"""A real worker killed with a mail or an event in its hands: the mail is never sent twice, the event comes again under its name."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from zaiton.blocks.notices.models import Delivery, Mail
from zaiton.blocks.notices.tests.servers import MailServer, Receiver, mail_server, receiver

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATIENCE = 60
PREPARE = """
import django, sys; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from zaiton.site.discovery import manifests; manifests()
from django.db import transaction
from zaiton.blocks.identity.public import create_demo_cast, organisations_owned
from zaiton.blocks.notices.actions.endpoints import endpoint_make
from zaiton.blocks.notices.actions.events import endpoint_try
from zaiton.blocks.notices.public import notice_put
from zaiton.kit.clock import now
at = now()
cast = {a["cast"]: a["public_id"] for a in create_demo_cast(at, Path(sys.argv[1]))}
person = cast["importer"]
if sys.argv[2] == "mail":
    with transaction.atomic():
        notice_put(person=person, kind="notices.endpoint_off", data={"name": "n", "url": "u"}, link="", key="k", at=at)
else:
    firm = organisations_owned(person, at=at)[0].public_id
    public_id, _ = endpoint_make(person=person, organisation=firm, name="n", url=sys.argv[3], kinds=["*"], at=at)
    endpoint_try(person=person, endpoint_id=public_id, at=at)
"""
WORK = """
import django; django.setup()
from zaiton.site.discovery import manifests; manifests()
from zaiton.kit.work.limits import Pace
from zaiton.kit.work.process import work_until_told
work_until_told(pace=Pace(lease=2.0, beat=0.5, poll=0.05, look=0.2))
"""


class Place:
    """A store of its own, and the workers on it."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.workers: list[subprocess.Popen] = []
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PORT"}}
        named = {"ZAITON_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zaiton.site.settings", "DEMO": "0"}
        self.environment = {**kept, **named, **environment}
        self.database = ""
        if connection.vendor == "postgresql":
            self.database = f"killed_{os.getpid()}_{time.time_ns()}"
            self._administer(f"CREATE DATABASE {self.database}")
            settings = connection.settings_dict
            host = settings["HOST"] or "localhost"
            self.environment["DATABASE_URL"] = f"postgresql://{settings['USER']}@/{self.database}?host={host}"

    def run(self, program: str, *arguments: str) -> str:
        """Run a program on the store to its end."""
        command = [sys.executable, "-c", program, str(self.home), *arguments]
        return subprocess.run(
            command, env=self.environment, check=True, timeout=PATIENCE, stdout=subprocess.PIPE, text=True
        ).stdout

    def worker(self) -> subprocess.Popen:
        """Start a worker."""
        self.workers.append(subprocess.Popen([sys.executable, "-c", WORK], env=self.environment))
        return self.workers[-1]

    def states(self) -> list[list[str]]:
        """How mails and events stand, read with the bare driver."""
        return [
            [row[0] for row in self._ask(f"SELECT state FROM {model._meta.db_table} ORDER BY id")]
            for model in (Mail, Delivery)
        ]

    def _ask(self, sql: str) -> list[tuple]:
        if self.database:
            with psycopg.connect(self._address(self.database)) as opened:
                return opened.execute(sql).fetchall()
        with closing(sqlite3.connect(self.home / "zaiton.sqlite3", timeout=20)) as opened:
            return opened.execute(sql).fetchall()

    def close(self) -> None:
        """End what is still there."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        if self.database:
            self._administer(f"DROP DATABASE {self.database} WITH (FORCE)")

    def _administer(self, sql: str) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as opened:
            opened.execute(sql)

    def _address(self, database: str) -> str:
        settings = connection.settings_dict
        return f"host={settings['HOST'] or 'localhost'} user={settings['USER']} dbname={database}"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Makes a store, and ends it afterwards."""
    made: list[Place] = []

    def make(**environment: str) -> Place:
        made.append(Place(tmp_path, **environment))
        return made[-1]

    yield make
    for one in made:
        one.close()


def until(condition: Callable[[], bool]) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class SlowMailServer(MailServer):
    """Takes the text and is killed-at before it has answered."""

    async def handle_DATA(self, server, session, envelope) -> str:
        """Think it over for long."""
        import asyncio

        self.seen += 1
        await asyncio.sleep(6)
        return "250 taken"


def test_killed_with_the_text_at_the_server_a_mail_is_in_doubt_and_not_sent_again(place) -> None:
    with mail_server(SlowMailServer) as server:
        here = place(EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
        here.run(PREPARE, "mail")
        first = here.worker()
        assert until(lambda: server.seen == 1)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert here.states()[0] == ["sending"]
        here.worker()
        assert until(lambda: here.states()[0] == ["unknown"])
        assert server.seen == 1, "no second attempt"


def test_killed_before_the_server_asked_for_the_text_a_mail_is_sent_once(place) -> None:
    held = threading.Event()

    class Greylisting(MailServer):
        """Keeps the first caller waiting before the text."""

        async def handle_RCPT(self, server, session, envelope, address, options) -> str:
            """The first one waits until it is gone."""
            import asyncio

            if not held.is_set():
                held.set()
                await asyncio.sleep(4)
            return await super().handle_RCPT(server, session, envelope, address, options)

    with mail_server(Greylisting) as server:
        here = place(EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
        here.run(PREPARE, "mail")
        first = here.worker()
        assert until(held.is_set)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert here.states()[0] == ["waiting"]
        here.worker()
        assert until(lambda: here.states()[0] == ["sent"])
        assert len(server.got) == 1


def test_killed_while_posting_an_event_comes_again_under_its_name(place) -> None:
    told = threading.Event()

    def slow_at_first(handler) -> None:
        if not told.is_set():
            told.set()
            time.sleep(4)
        handler.send_response(204)
        handler.end_headers()

    with receiver(answer=slow_at_first) as there:
        here = place(ZAITON_WEBHOOK_ALLOW="127.0.0.0/8")
        here.run(PREPARE, "event", there.url)
        first = here.worker()
        assert until(told.is_set)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert here.states()[1] == ["waiting"]
        here.worker()
        assert until(lambda: here.states()[1] == ["delivered"])
        assert_same_twice(there)


def assert_same_twice(there: Receiver) -> None:
    """Two requests that a receiver can tell to be one event."""
    first, second = there.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] and first.body == second.body
