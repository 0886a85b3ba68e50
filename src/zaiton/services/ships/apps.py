"""The Django application of this service."""

from django.apps import AppConfig


class ShipsConfig(AppConfig):
    """Ships as Django sees it."""

    name = "zaiton.services.ships"
    label = "ships"
    default_auto_field = "django.db.models.BigAutoField"
