"""What this block lacks to do its work, for ``zaiton check``: fonts that cannot be used, keys for which certificates wait."""

from collections import Counter
from collections.abc import Iterator

from django.db import DatabaseError

from zaiton.base.refusals import Refusal
from zaiton.blocks.papers.domain.making_refusals import reason_kept
from zaiton.blocks.papers.domain.status import SEALED
from zaiton.blocks.papers.models import Certificate
from zaiton.blocks.papers.queries.fonts import fonts_aside

MOST_TOLD = 20


def lacking() -> Iterator[Refusal]:
    """Fonts put aside, then each reason for which files of certificates are not made, the commonest first."""
    yield from fonts_aside()
    try:
        rows = Certificate.objects.exclude(making=SEALED).exclude(making_why="").values_list("making_why", flat=True)
        found = Counter(rows)
    except DatabaseError:  # told by the check of the database itself
        return
    for why, _ in found.most_common(MOST_TOLD):
        reason = reason_kept(why)
        if reason is not None:
            yield reason
