"""Requests of machines that make something: who sent which key with what, and what was made of it."""

from django.db import models


class Request(models.Model):
    """One request that made something, so that its repetition is answered with the same thing and makes nothing."""

    person = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    what = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    subject = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="money_request_once")]
