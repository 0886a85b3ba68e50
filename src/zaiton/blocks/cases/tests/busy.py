"""Run as a program by the test with a killed process: opens cases and decides their steps until it is killed.

python -m zaiton.blocks.cases.tests.busy make FOLDER     the type, the people (their names go to FOLDER/world.json)
python -m zaiton.blocks.cases.tests.busy work FOLDER     cases, one step after another, for ever
python -m zaiton.blocks.cases.tests.busy check FOLDER    whether every case is whole; prints one line of JSON
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

from zaiton.blocks.cases.models import Case, Event, StepRow  # noqa: E402
from zaiton.blocks.cases.queries.replaying import case_replayed  # noqa: E402
from zaiton.blocks.cases.tests.world import World, a_world  # noqa: E402
from zaiton.blocks.evidence.public import verify  # noqa: E402
from zaiton.kit.work.models import Job  # noqa: E402


def make(folder: Path) -> None:
    """The world, once."""
    world = a_world(folder)
    (folder / "world.json").write_text(json.dumps({**asdict(world), "folder": str(folder)}))


def work(folder: Path) -> None:
    """Decide for ever; says that it has begun."""
    told = json.loads((folder / "world.json").read_text())
    world = World(**{**told, "folder": Path(told["folder"])})
    print("working", flush=True)
    while True:
        case = world.opened(hot=True)
        for step in ("safety.review", "fire.review", "waterway.review", "permit.review", "nature.review"):
            world.decide(case, step)
        world.decide(case, "permit.issue")


def check() -> None:
    """Replay everything."""
    for case in Case.objects.all():
        done = case_replayed(case)
        assert done.events == case.version == Event.objects.filter(case=case).count()
        assert Job.objects.filter(key__startswith=f"cases/{case.public_id}/").count() == case.version
        assert StepRow.objects.filter(case=case).count() == 6
    verdict = verify()
    assert verdict.ok, verdict
    print(json.dumps({"cases": Case.objects.count(), "events": Event.objects.count(), "entries": verdict.entries}))


if __name__ == "__main__":
    what, place = sys.argv[1], Path(sys.argv[2])
    {"make": lambda: make(place), "work": lambda: work(place), "check": check}[what]()
