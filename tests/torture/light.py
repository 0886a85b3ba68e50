"""One light seed: a script of 30 to 80 moves, the storm, the calm after it, and every invariant.

    python -m tests.torture.light --first 1 --count 500 --template FILE [--bug NAME]

prints one JSON line per seed with a violation, and a last one with the sums.
"""

import argparse
import json
import sys
import time
from contextlib import ExitStack, nullcontext


def run_seed(seed: int, *, trace: bool = False, retail: bool = False):
    """Run one seed on the fresh database of this process; returns its world. Every second one has retail imports, or all of them."""
    from tests.torture import intake, invariants, moves_ledger, moves_payments, moves_retail, races
    from tests.torture.retail import open_retail
    from tests.torture.settling import settle
    from tests.torture.world import World

    world = World(seed)
    world.enter()
    try:
        with_books = retail or seed % 2 == 0
        moves = [*moves_payments.MOVES, *((*moves_retail.MOVES, *intake.MOVES) if with_books else moves_ledger.MOVES)]
        names, weights = zip(*moves, strict=True)
        world.others = lambda: world.chance.choices(names, weights)[0](world)
        moves_ledger.open_books(world)
        if with_books:
            open_retail(world)
        length = world.chance.randint(30, 80) + 180 * with_books
        race_at = {world.chance.randrange(length)} if world.chance.random() < 0.5 else set()
        compares = world.chance.random() < 0.4
        for place in range(length):
            if place in race_at:
                world.chance.choice(races.RACES)(world)
            else:
                world.others()
        settle(world, compares=compares)
        invariants.check(world, compared=compares)
    except Exception as error:
        import traceback

        world.violated("the simulation itself", f"{error!r} {traceback.format_exc(limit=-5)}")
    finally:
        world.leave()
    if trace:
        print("\n".join(world.trace), file=sys.stderr)
    return world


def main(arguments: list[str]) -> int:
    """Run a stretch of seeds in this process; the environment says on which database."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--first", type=int, required=True)
    wanted.add_argument("--count", type=int, default=1)
    wanted.add_argument("--step", type=int, default=1)
    wanted.add_argument("--template", default="")
    wanted.add_argument("--bug", default="")
    wanted.add_argument("--trace", action="store_true")
    wanted.add_argument("--until-found", action="store_true")
    wanted.add_argument("--retail", action="store_true", help="retail imports in every seed")
    given = wanted.parse_args(arguments)

    import django

    django.setup()
    from tests.torture.bugs import planted
    from tests.torture.databases import fresh, hurry

    hurry()
    sums = {"seeds": 0, "steps": 0, "deaths": 0, "violations": 0, "seconds": 0.0}
    began = time.monotonic()
    with ExitStack() as stack:
        fresh(given.template)
        stack.enter_context(planted(given.bug) if given.bug else nullcontext())
        for number in range(given.count):
            seed = given.first + number * given.step
            fresh(given.template)
            world = run_seed(seed, trace=given.trace, retail=given.retail)
            sums["seeds"] += 1
            sums["steps"] += world.steps
            sums["deaths"] += world.deaths
            sums["violations"] += len(world.violations)
            if world.violations:
                print(json.dumps({"seed": seed, "violations": world.violations[:5]}, ensure_ascii=False), flush=True)
                if given.until_found:
                    break
    sums["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(sums), flush=True)
    return 1 if sums["violations"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
