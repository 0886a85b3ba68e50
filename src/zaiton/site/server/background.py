"""One process of background work, started by the supervisor beside those that answer requests; goes when the supervisor does."""

import gc
import os
import sys

from zaiton.site.server.parent import die_with


def main(parent: int) -> int:
    """Work until SIGTERM or SIGINT, finish what has begun; returns the exit code, 1 when the worker broke down."""
    die_with(parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
    import django

    django.setup()
    from zaiton.kit.work.process import work_until_told

    gc.freeze()  # what is loaded by now stays: no collection walks through it again
    return 0 if work_until_told(lambda: os.getppid() == parent) else 1


if __name__ == "__main__":
    try:
        code = main(int(sys.argv[1]))
    except Exception as error:
        from zaiton.site import speech

        print(speech.record(error), file=sys.stderr, flush=True)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(
        code
    )  # a thread that still waits for somebody far away must not hold the process up; its row is taken up again
