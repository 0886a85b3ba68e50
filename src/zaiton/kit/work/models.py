"""Two tables: what is to be done, and what is done again and again. No decisions; who may have a row is said in ``store``.

``lane`` and ``state`` hold the values of ``delivery``. The payload is JSON as text: it is read back by its handler only.
"""

from django.db import models
from django.db.models import Q

from .limits import MOST_KEY, MOST_NAME


class Job(models.Model):
    """One piece of work for one handler."""

    key = models.CharField(max_length=MOST_KEY + MOST_NAME + 1)
    event = models.CharField(max_length=MOST_NAME, blank=True)
    handler = models.CharField(max_length=MOST_NAME)
    lane = models.PositiveSmallIntegerField()
    data = models.TextField()
    state = models.CharField(max_length=9)
    created_at = models.DateTimeField()
    due = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="work_job_key")]
        indexes = [
            models.Index(fields=["lane", "due", "id"], condition=Q(state="waiting"), name="work_job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="work_job_running"),
            models.Index(
                fields=["state", "finished_at"], condition=Q(finished_at__isnull=False), name="work_job_finished"
            ),
            models.Index(fields=["state", "id"], name="work_job_listed"),
        ]


class Beat(models.Model):
    """When a tick was last run and when it is next; the lease keeps a second worker from running it meanwhile."""

    name = models.CharField(max_length=MOST_NAME, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_took = models.FloatField(null=True)
    owner = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
