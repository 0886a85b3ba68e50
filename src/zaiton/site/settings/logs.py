"""Logs: one line per event in ZAITON_HOME/log/zaiton.log; an error's line carries the incident number its page showed."""

from zaiton.base.text import gettext_noop

from . import from_env
from .home import TESTING, ZAITON_HOME

_level = from_env.choice(
    "ZAITON_LOG_LEVEL",
    "WARNING",
    gettext_noop("what is logged: DEBUG, INFO, WARNING or ERROR"),
    options=("DEBUG", "INFO", "WARNING", "ERROR"),
)
LOG_FILE = ZAITON_HOME / "log" / "zaiton.log"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "zaiton.site.incidents.LineFormatter"}},
    "handlers": {
        "file": {
            "class": "zaiton.site.incidents.HomeLogHandler",
            "filename": str(LOG_FILE),
            "formatter": "line",
        },
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["null" if TESTING else "file"], "level": _level},
    "loggers": {
        "django": {"handlers": [], "level": _level, "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
        "waitress.queue": {"handlers": ["null"], "propagate": False},
    },
}
