"""Where this installation keeps its data."""

from pathlib import Path

from django.conf import settings


def home() -> Path:
    """The folder named by ZAITON_HOME."""
    return Path(settings.ZAITON_HOME)
