"""How a command speaks: JSON or text on standard output, a refusal as one line, and four exit codes."""

from .group import ZaitonGroup
from .output import EXIT_NOT_COVERED, EXIT_OK, EXIT_REFUSED, EXIT_USAGE, emit, json_option, to_json

__all__ = [
    "EXIT_NOT_COVERED",
    "EXIT_OK",
    "EXIT_REFUSED",
    "EXIT_USAGE",
    "ZaitonGroup",
    "emit",
    "json_option",
    "to_json",
]
