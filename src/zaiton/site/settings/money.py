"""The wire to counterparts of payments: their addresses, our keys, and whether demonstration counterparts are started here."""

from urllib.parse import urlsplit

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import SettingRefused

from . import from_env
from .home import DEMO, TESTING


def _address(name: str, purpose: str) -> str:
    url = from_env.text(name, "", purpose)
    parts = urlsplit(url)
    if url and (parts.scheme != "https" or not parts.hostname or parts.username or parts.path.strip("/")):
        raise SettingRefused(name=name, value=repr(url), expected="https://HOST:PORT")
    return url


MONEY_KEYS = from_env.text(
    "ZAITON_MONEY_KEYS", "", gettext_noop("folder of keys for counterparts; ZAITON_HOME/money without it")
)
BANK_URL = _address(
    "ZAITON_BANK_URL", gettext_noop("address of the bank, https://HOST:PORT; without it the one started here")
)
TREASURY_URL = _address(
    "ZAITON_TREASURY_URL", gettext_noop("address of the treasury, https://HOST:PORT; without it the one started here")
)
CUSTOMS_URL = _address(
    "ZAITON_CUSTOMS_URL", gettext_noop("address of customs, https://HOST:PORT; without it the one started here")
)
BANK_ACCOUNT = from_env.text(
    "ZAITON_BANK_ACCOUNT", "TREASURY", gettext_noop("number of the account whose statement the bank is asked for")
)
MONEY_TIMEOUT = from_env.whole(
    "ZAITON_MONEY_TIMEOUT", 10, gettext_noop("seconds in which a counterpart must have answered"), low=1, high=300
)
COUNTERPARTS = from_env.flag(
    "ZAITON_COUNTERPARTS",
    DEMO and not TESTING,
    gettext_noop("1 starts a demonstration bank, treasury and customs beside the server"),
)
