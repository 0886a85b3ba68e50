"""Django's view of the evidence block."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence log as a Django application."""

    name = "zaiton.blocks.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
