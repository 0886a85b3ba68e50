"""Django's view of the identity block."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """People and organisations as a Django application."""

    name = "zaiton.blocks.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
