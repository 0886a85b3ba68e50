"""What leaves the site: the address its mails and events point back to, and the inner networks events may be sent to."""

import ipaddress
from urllib.parse import urlsplit

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import SettingRefused

from . import from_env
from .serving import HOST, PORT

_named = from_env.text(
    "ZAITON_SITE_URL", "", gettext_noop("address under which people reach the site, such as https://zone.example")
)
_parts = urlsplit(_named)
if _named and (_parts.scheme not in {"http", "https"} or not _parts.hostname or _parts.query or _parts.fragment):
    raise SettingRefused(name="ZAITON_SITE_URL", value=repr(_named), expected="https://HOST")
_host = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else f"[{HOST}]" if ":" in HOST else HOST
SITE_URL = _named.rstrip("/") or f"http://{_host}:{PORT}"

WEBHOOK_ALLOW = from_env.names(
    "ZAITON_WEBHOOK_ALLOW",
    "",
    gettext_noop("private networks to which webhooks may go, also without https, such as 10.1.0.0/16; none without it"),
)
for _network in WEBHOOK_ALLOW:
    try:
        ipaddress.ip_network(_network, strict=False)
    except ValueError as _error:
        raise SettingRefused(
            name="ZAITON_WEBHOOK_ALLOW", value=repr(_network), expected="10.1.0.0/16, fd00::/8"
        ) from _error
