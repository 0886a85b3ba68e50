"""Django's name for background work, whose queue and clockwork are the kit's only tables."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The outbox and its ticks as a Django application."""

    name = "zaiton.kit.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
