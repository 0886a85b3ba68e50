"""The Django application of the tariff service."""

from django.apps import AppConfig


class TariffConfig(AppConfig):
    """Tariff advice."""

    name = "zaiton.services.tariff"
    label = "tariff"
    default_auto_field = "django.db.models.BigAutoField"
