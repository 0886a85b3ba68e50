"""Django's view of the law block."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """Packs, parameters and their register as a Django application."""

    name = "zaiton.blocks.law"
    label = "law"
    default_auto_field = "django.db.models.BigAutoField"
