"""Run as a program by the test with killed workers.

python -m zaiton.blocks.papers.tests.sealing_process prepare COUNT   a seal with both keys, and certificates whose files wait
python -m zaiton.blocks.papers.tests.sealing_process work            a worker, until it is killed
python -m zaiton.blocks.papers.tests.sealing_process finish          a worker, until nothing waits any longer
python -m zaiton.blocks.papers.tests.sealing_process check           whether all is whole; prints one line of JSON
"""

import json
import sys
import time

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

django.setup()


from zaiton.base.text import Bilingual  # noqa: E402
from zaiton.blocks.evidence.models import Entry  # noqa: E402
from zaiton.blocks.evidence.public import verify  # noqa: E402
from zaiton.blocks.papers.actions.seals import seals_ensured  # noqa: E402
from zaiton.blocks.papers.models import Blob, Certificate, CertificateFile, SealUse  # noqa: E402
from zaiton.blocks.papers.public import certificate_content, certificate_issue  # noqa: E402
from zaiton.blocks.papers.queries.checking import checked, sm2_checked  # noqa: E402
from zaiton.blocks.papers.tests.factories import an_order  # noqa: E402
from zaiton.kit.clock import now  # noqa: E402
from zaiton.kit.home import home  # noqa: E402
from zaiton.kit.work.limits import Pace  # noqa: E402
from zaiton.kit.work.models import Job  # noqa: E402
from zaiton.kit.work.process import work_until_told  # noqa: E402

PACE = Pace(lease=1.5, beat=0.4, poll=0.05, look=0.2)


def prepare(count: int) -> None:
    """The tables, and what there is to do."""
    home().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    seals_ensured({"msa": Bilingual("演示海事局", "Demonstration MSA")}, demo=True, at=now())
    for number in range(count):
        certificate_issue(an_order(key=f"killed/{number}"), actor="system", at=now())


def work() -> None:
    """A worker as the server starts it, only quicker to see that another has died."""
    print("working", flush=True)
    work_until_told(pace=PACE)


def finish() -> None:
    """A worker that ends in order once all is made, or after a while."""
    until = time.monotonic() + 60
    work_until_told(
        lambda: Certificate.objects.filter(making="waiting").exists() and time.monotonic() < until, pace=PACE
    )


def check() -> None:
    """Each certificate has both files with both uses on record, or nothing at all."""
    done = Certificate.objects.filter(making="sealed")
    for row in done:
        name = f"papers.certificate/{row.public_id}"
        uses = {use.key.provider: use for use in SealUse.objects.filter(object=name).select_related("key")}
        pdf, beside = (certificate_content(row.public_id, form).content for form in ("pdf", "sm2"))
        assert set(uses) == {"pades", "sm2"} and SealUse.objects.filter(object=name).count() == 2
        assert checked(pdf).ours is not None and sm2_checked(beside, pdf).intact
        assert Entry.objects.filter(action="papers.sealed", object=name).count() == 2
    count = done.count()
    assert CertificateFile.objects.count() == SealUse.objects.count() == Blob.objects.count() == 2 * count
    assert verify().ok
    states = sorted(set(Job.objects.filter(handler__endswith="jobs:make").values_list("state", flat=True)))
    waiting = Certificate.objects.filter(making="waiting").count()
    print(json.dumps({"sealed": count, "waiting": waiting, "jobs": states}))


if __name__ == "__main__":
    import_string("zaiton.site.discovery.manifests")()  # all that is mounted, as in a server
    {"prepare": lambda: prepare(int(sys.argv[2])), "work": work, "finish": finish, "check": check}[sys.argv[1]]()
