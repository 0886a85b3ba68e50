"""Where everything that is not the program lives: the embedded store, packs, logs, the secret key, static files."""

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

from zaiton.base.text import gettext_noop

from . import from_env

TESTING = "pytest" in sys.modules


def checkout() -> Path | None:
    """The checkout this program runs from, or None when it was installed without one."""
    root = Path(__file__).resolve().parents[4]
    return root if (root / "pyproject.toml").is_file() else None


def _default_home() -> Path:
    if TESTING:
        scratch = Path(tempfile.mkdtemp(prefix="zaiton-test-"))
        atexit.register(shutil.rmtree, scratch, ignore_errors=True)
        return scratch
    return (checkout() or Path.cwd()) / "var"


_named = from_env.text("ZAITON_HOME", "", gettext_noop("folder of the embedded store, packs, logs and keys"))
ZAITON_HOME = Path(_named).expanduser().resolve() if _named else _default_home()
DEMO = from_env.flag("DEMO", True, gettext_noop("1 makes demonstration accounts with random passwords"))
