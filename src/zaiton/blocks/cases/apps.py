"""Django's registration of the cases block."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The block as an application."""

    name = "zaiton.blocks.cases"
    label = "cases"
