"""Two people at once: one publishes, the other is told; threads on PostgreSQL, processes on a file of SQLite."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law.actions.drafts import draft_save
from zaiton.blocks.law.actions.versions import draft_publish, version_withdraw, withdrawal_ask
from zaiton.blocks.law.models import RuleDraft, RuleVersion
from zaiton.blocks.law.queries.drafts import draft_card
from zaiton.blocks.law.tests.rule_texts import AT, TABLE, TESTS, drafted, publish

Calls = list[Callable[[], object]]


def one_draft() -> Calls:
    """Three people publish one draft."""
    card = draft_card(drafted())
    given = {"public_id": card.public_id, "seen": card.seen, "reason": "", "at": AT}
    return [lambda who=who: draft_publish(person=who, **given) for who in ("two", "three", "four")]


def three_drafts() -> Calls:
    """Three drafts of one table, two of them for the same day."""
    later = TABLE.replace("2024-01-01", "2025-01-01"), TESTS.replace("2024", "2025")
    cards = [draft_card(draft) for draft in (drafted(), drafted(), drafted(*later))]
    return [
        lambda card=card: draft_publish(public_id=card.public_id, seen=card.seen, reason="", person="two", at=AT)
        for card in cards
    ]


def two_savings() -> Calls:
    """Two people save one draft."""
    card = draft_card(drafted())
    given = {"public_id": card.public_id, "seen": card.seen, "tests": TESTS, "at": AT}
    return [
        lambda who=who, fee=fee: draft_save(text=TABLE.replace("300", fee), person=who, **given)
        for who, fee in (("one", "310"), ("two", "320"))
    ]


def withdrawals() -> Calls:
    """Three people withdraw one version."""
    version = publish(drafted())
    withdrawal_ask(public_id=version, reason="wrong", person="one", at=AT)
    return [lambda who=who: version_withdraw(public_id=version, person=who, at=AT) for who in ("two", "three", "four")]


SCENES = {
    one_draft: ({"rules_draft_moved", "rules_draft_closed", "rules_day_taken"}, (1, 0, 0)),
    three_drafts: ({"rules_table_moved", "rules_day_taken"}, (1, 2, 0)),
    two_savings: ({"rules_draft_moved"}, (0, 1, 0)),
    withdrawals: ({"rules_not_withdrawable"}, (1, 0, 1)),
}
"""Each scene with what those who came too late are told, and the versions, open drafts and withdrawn versions after it."""


def counted() -> tuple[int, int, int]:
    """Versions, open drafts, withdrawn versions."""
    versions = RuleVersion.objects.count(), RuleVersion.objects.exclude(withdrawn_at=None).count()
    return versions[0], RuleDraft.objects.filter(state="draft").count(), versions[1]


def outcome(call: Callable[[], object]) -> str:
    """``done``, or the code of the refusal."""
    try:
        call()
        return "done"
    except Refusal as refusal:
        return refusal.code


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="one connection holds the store in memory; see the next test"
)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_threads_on_a_server(scene, data_home):
    calls = scene()
    gate, told = threading.Barrier(len(calls)), []

    def run(call):
        try:
            gate.wait()
            told.append(outcome(call))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held_against(scene, told, counted())
    assert evidence.verify().ok


PROCESSES = """
import json, os, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from zaiton.blocks.law.tests import test_versions_together as scenes
calls = getattr(scenes, sys.argv[1])()
connection.close()
gate, children = os.pipe(), []
for call in calls:
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(gate[1])
        os.read(gate[0], 1)
        os.write(writing, scenes.outcome(call).encode())
        os._exit(0)
    os.close(writing)
    children.append(reading)
os.close(gate[1])
told = [os.read(reading, 100).decode() for reading in children]
print(json.dumps([told, scenes.counted(), scenes.evidence.verify().ok]))
"""


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_processes_on_a_file(scene, tmp_path: Path):
    kept = {name: text for name, text in os.environ.items() if name not in {"DATABASE_URL", "PYTEST_CURRENT_TEST"}}
    environment = {**kept, "ZAITON_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zaiton.site.settings"}
    command = [sys.executable, "-c", PROCESSES, scene.__name__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told, counts, ok = json.loads(done.stdout)
    held_against(scene, told, tuple(counts))
    assert ok


def held_against(scene, told: list[str], counts: tuple[int, ...]) -> None:
    """Exactly one came through, the others were told, nothing is half done."""
    too_late, left = SCENES[scene]
    codes = Counter(told)
    assert codes.pop("done") == 1 and set(codes) <= too_late and sum(codes.values()) == len(told) - 1
    assert counts == left
