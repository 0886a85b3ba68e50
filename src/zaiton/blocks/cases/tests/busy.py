"""Run as a program by the test with a killed process: opens cases and decides their steps until it is killed.

python -m zaiton.blocks.cases.tests.busy check FOLDER    whether every case is whole; prints one line of JSON
python -m zaiton.blocks.cases.tests.busy work FOLDER     the same, then cases, one step after another, for ever

The first makes the tables, the type and the people (their names go to FOLDER/world.json).
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from zaiton.blocks.cases.actions.transition import EVENT  # noqa: E402
from zaiton.blocks.cases.models import Case, Event, StepRow  # noqa: E402
from zaiton.blocks.cases.queries.replaying import case_replayed  # noqa: E402
from zaiton.blocks.cases.tests.world import World, a_world  # noqa: E402
from zaiton.blocks.evidence.public import verify  # noqa: E402
from zaiton.kit.work.models import Job  # noqa: E402
from zaiton.kit.work.registry import subscribers  # noqa: E402


def make(folder: Path) -> None:
    """The tables and the world, once."""
    (folder / "home").mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    world = a_world(folder)
    (folder / "world.json").write_text(json.dumps({**asdict(world), "folder": str(folder)}))


def work(folder: Path) -> None:
    """Decide for ever, and say so after each decision."""
    told = json.loads((folder / "world.json").read_text())
    world = World(**{**told, "folder": Path(told["folder"])})
    steps = ("safety.review", "fire.review", "waterway.review", "permit.review", "nature.review", "permit.issue")
    while True:
        case = world.opened(hot=True)
        for step in steps:
            world.decide(case, step)
            print("decided", flush=True)


def check() -> None:
    """Replay everything; each event was promised to whoever follows cases, once."""
    followers = subscribers(EVENT)
    assert followers
    for case in Case.objects.all():
        done = case_replayed(case)
        assert done.events == case.version == Event.objects.filter(case=case).count()
        for handler in followers:
            promised = Job.objects.filter(handler=handler, key__startswith=f"cases/{case.public_id}/").count()
            assert promised == case.version, handler
        assert StepRow.objects.filter(case=case).count() == 6
    verdict = verify()
    assert verdict.ok, verdict
    print(
        json.dumps({"cases": Case.objects.count(), "events": Event.objects.count(), "entries": verdict.entries}),
        flush=True,
    )


if __name__ == "__main__":
    what, place = sys.argv[1], Path(sys.argv[2])
    if not (place / "world.json").exists():
        make(place)
    check()
    if what == "work":
        work(place)
