"""Django's view of the papers block."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Materials, certificates, seals and delivery as a Django application."""

    name = "zaiton.blocks.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
