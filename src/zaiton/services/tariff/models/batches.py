"""One uploaded list of questions, how far its answering has come, and the finished list."""

from django.db import models

from zaiton.services.tariff.models.names import public_id

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATES = (WAITING, RUNNING, DONE, FAILED)


class BatchRun(models.Model):
    """A batch of questions of one person. ``beat_at`` is written while it runs, so that a run whose process died is taken up again.

    ``tries`` counts how often it was taken up and says whose it is: every write of a run names the try it belongs to.
    """

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, choices=[(s, s) for s in STATES], default=WAITING)
    file_name = models.CharField(max_length=200)
    file = models.BinaryField()
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    result = models.BinaryField(null=True)
    problem = models.JSONField(default=dict)
    language = models.CharField(max_length=12, default="zh-hans")
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=STATES), name="tariff_batch_state")]
        indexes = [
            models.Index(fields=["person", "-id"], name="tariff_batch_person"),
            models.Index(fields=["organisation", "-id"], name="tariff_batch_organisation"),
            models.Index(fields=["state", "id"], name="tariff_batch_state_id"),
        ]
