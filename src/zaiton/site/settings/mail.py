"""E-mail: by the server named in EMAIL_URL; without one nothing is sent, and links are handed out by an administrator."""

from urllib.parse import unquote, urlsplit

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import SettingRefused

from . import from_env
from .home import TESTING

_url = from_env.text(
    "EMAIL_URL", "", gettext_noop("mail server, such as smtps://USER:PASSWORD@HOST:465; none without it"), secret=True
)
_parts = urlsplit(_url)
try:
    _port = _parts.port
except ValueError:
    _port = -1
if _url and (_parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not _parts.hostname or _port == -1):
    raise SettingRefused(
        name="EMAIL_URL", value="***", expected="smtp://, smtp+tls:// | smtps://USER:PASSWORD@HOST:PORT"
    )

EMAIL_CONFIGURED = bool(_url)
EMAIL_BACKEND = (
    "django.core.mail.backends.locmem.EmailBackend"
    if TESTING
    else "django.core.mail.backends.smtp.EmailBackend"
    if _url
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = _parts.hostname or ""
EMAIL_PORT = _port or (465 if _parts.scheme == "smtps" else 587 if _parts.scheme == "smtp+tls" else 25)
EMAIL_HOST_USER = unquote(_parts.username or "")
EMAIL_HOST_PASSWORD = unquote(_parts.password or "")
EMAIL_USE_SSL = _parts.scheme == "smtps"
EMAIL_USE_TLS = _parts.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = from_env.text(
    "ZAITON_MAIL_FROM", "zaiton@localhost", gettext_noop("sender address of the mail the site sends")
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
