"""Django's view of the notices block."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Inbox, mail, webhooks and reminders as a Django application."""

    name = "zaiton.blocks.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
