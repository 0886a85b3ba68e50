"""A real worker killed with a mail or an event in its hands: the mail is never sent twice, the event comes again under its name."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zaiton.blocks.notices.models import Delivery, Mail
from zaiton.blocks.notices.tests.servers import MailServer, Receiver, mail_server, receiver
from zaiton.kit.tests.stores import Store

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATIENCE = 60
PREPARE = """
import django, sys; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from zaiton.site.discovery import manifests; manifests()
from zaiton.blocks.identity.public import create_demo_cast
from zaiton.kit.clock import now
create_demo_cast(now(), Path(sys.argv[1]))
"""
WORK = """
import django, json, sys; django.setup()
from pathlib import Path
from zaiton.site.discovery import manifests; manifests()
from django.db import transaction
from zaiton.blocks.identity.public import organisations_owned
from zaiton.blocks.notices.actions.endpoints import endpoint_make
from zaiton.blocks.notices.actions.events import endpoint_try
from zaiton.blocks.notices.public import notice_put
from zaiton.kit.clock import now
from datetime import timedelta
from zaiton.kit.work import limits
from zaiton.kit.work.process import work_until_told
limits.FIRST_PAUSE = timedelta(seconds=0.2)
at = now()
what, home = sys.argv[1], Path(sys.argv[2])
accounts = json.loads((home / "demo-accounts.json").read_text())["accounts"]
person = next(one["public_id"] for one in accounts if one["cast"] == "importer")
if what == "mail":
    with transaction.atomic():
        notice_put(person=person, kind="notices.endpoint_off", data={"name": "n", "url": "u"}, link="", key="k", at=at)
elif what == "event":
    firm = organisations_owned(person, at=at)[0].public_id
    public_id, _ = endpoint_make(person=person, organisation=firm, name="n", url=sys.argv[3], kinds=["*"], at=at)
    endpoint_try(person=person, endpoint_id=public_id, at=at)
work_until_told(pace=limits.Pace(lease=2.0, beat=0.5, poll=0.05, look=0.2))
"""


class Place(Store):
    """A store of its own, and the workers on it."""

    def __init__(self, home: Path, like: Store, **environment: str) -> None:
        super().__init__(home, like)
        self.environment |= environment
        self.workers: list[subprocess.Popen] = []

    def worker(self, what: str = "nothing", *more: str) -> subprocess.Popen:
        """Start a worker that first puts a mail or an event in, if told so."""
        command = [sys.executable, "-c", WORK, what, str(self.home), *more]
        self.workers.append(subprocess.Popen(command, env=self.environment))
        return self.workers[-1]

    def states(self) -> list[list[str]]:
        """How mails and events stand."""
        tables = (Mail._meta.db_table, Delivery._meta.db_table)
        return [[row[0] for row in self.ask(f"SELECT state FROM {table} ORDER BY id")] for table in tables]

    def close(self) -> None:
        """End what is still there."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.drop()


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the demo cast, from which each test has a copy."""
    made = Store(tmp_path_factory.mktemp("peopled"))
    made.run([sys.executable, "-c", PREPARE, str(made.home)])
    yield made
    made.drop()


@pytest.fixture
def place(peopled: Store, tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Makes a store, and ends it afterwards."""
    made: list[Place] = []

    def make(**environment: str) -> Place:
        made.append(Place(tmp_path / "home", peopled, **environment))
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
        first = here.worker("mail")
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
        first = here.worker("mail")
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
        first = here.worker("event", there.url)
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
