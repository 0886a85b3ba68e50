"""What looks for viruses in files that are handed in; nothing without an operator's word, and pages say so."""

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import SettingRefused

from . import from_env

CLAMAV = from_env.text(
    "ZAITON_CLAMAV", "", gettext_noop("clamd that scans files handed in: /run/clamav/clamd.ctl or HOST:PORT")
)
_host, _, _port = CLAMAV.rpartition(":")
if CLAMAV and not CLAMAV.startswith("/") and not (_host and _port.isascii() and _port.isdigit()):
    raise SettingRefused(name="ZAITON_CLAMAV", value=repr(CLAMAV), expected="/run/clamav/clamd.ctl | HOST:PORT")

SCANNER = from_env.choice(
    "ZAITON_SCANNER",
    "clamd" if CLAMAV else "",
    gettext_noop(
        "scanner of files handed in; clamd where ZAITON_CLAMAV is given, else none; failing for demonstrations"
    ),
    options=("", "clamd", "failing"),
)
if SCANNER == "clamd" and not CLAMAV:
    raise SettingRefused(name="ZAITON_CLAMAV", value="''", expected="/run/clamav/clamd.ctl | HOST:PORT")
