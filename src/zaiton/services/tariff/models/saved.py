"""Answers a person or a company keeps. The answer is stored as it was given, with the packs it stood on."""

from django.db import models

from zaiton.services.tariff.models.names import public_id


class SavedAnswer(models.Model):
    """One answer kept. ``organisation`` is the public id of the company it belongs to; empty: the person's own."""

    public_id = models.CharField(max_length=24, unique=True, default=public_id, editable=False)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    asked = models.JSONField()
    document_zh = models.JSONField()
    document_en = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-id"], name="tariff_saved_organisation"),
            models.Index(fields=["person", "-id"], name="tariff_saved_person"),
        ]
