"""Django's view of the money block."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """Ledger, payments and reconciliation as a Django application."""

    name = "zaiton.blocks.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"
