"""A worker as a process of its own, for the tests that kill it: puts the rows it is given in, then works at a quick pace.

    python -m zaiton.kit.tests.work_process '[["package.module:handler", "key", {…}], …]'

The store is the one named by ZAITON_HOME or DATABASE_URL, with the tables of background work and of these tests only.
"""

import json
import os
import sys
from datetime import timedelta


def main(rows: list[list]) -> int:
    """Work until told to stop; 0 when it ended in order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    from django.db import transaction

    from zaiton.kit import clock, manifest
    from zaiton.kit.tests import work_handlers
    from zaiton.kit.work import later, limits, running
    from zaiton.kit.work.process import work_until_told

    manifest.install({"tested": work_handlers.MODULE})
    limits.FIRST_PAUSE = timedelta(seconds=0.2)
    running.BATCH_SECONDS = 1.0  # a slow machine would cut a batch in two, and tests kill in the middle of one
    with transaction.atomic():
        for handler, key, data in rows:
            later(handler, data, key=key, at=clock.now())
    print("ready", flush=True)
    return 0 if work_until_told(pace=limits.Pace(lease=1.5, beat=0.4, poll=0.05, look=0.1)) else 1


def prepare() -> None:
    """Make the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from zaiton.kit.tests import work_handlers

    call_command("migrate", "work", verbosity=0)
    work_handlers.make_tables()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        code = main(json.loads(sys.argv[1]))
        sys.stdout.flush()
        os._exit(code)
