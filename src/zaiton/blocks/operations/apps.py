"""Django's view of the operators' block."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The operators' page and command as a Django application; the address is /work/, the tables are the kit's."""

    name = "zaiton.blocks.operations"
    label = "operations"
