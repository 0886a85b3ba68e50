"""Django's name for the pages of the kit."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Templates, static files and the ``kit`` tag library."""

    name = "zaiton.kit.pages"
    label = "kit_pages"
