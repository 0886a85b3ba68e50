"""What has run out: corrections nobody answered, pauses whose written time is over."""

from datetime import date

from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.models.cases import OPEN, RETURNED

MOST = 500


def corrections_lapsed(today: date) -> list[str]:
    """Cases that wait for a correction whose last day is over."""
    rows = Case.objects.filter(state=RETURNED).order_by("due_on", "pk").values_list("public_id", "correction")
    return [case for case, correction in rows.iterator() if date.fromisoformat(correction["due_on"]) < today][:MOST]


def pauses_ended(today: date) -> list[tuple[str, str]]:
    """Paused steps of cases that wait for no correction, whose last day of pause is over."""
    rows = StepRow.objects.filter(state="paused", case__state=OPEN).order_by("pk")
    found = rows.values_list("case__public_id", "step", "pauses")
    return [(case, step) for case, step, pauses in found.iterator() if date.fromisoformat(pauses[-1]["last"]) < today][
        :MOST
    ]
