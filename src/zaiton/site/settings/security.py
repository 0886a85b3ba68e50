"""Keys, cookies, headers, hosts and sizes. The policy in SECURE_CSP allows nothing inline and nothing from outside."""

import os
import secrets
from pathlib import Path

from zaiton.base.text import gettext_noop
from zaiton.site.refusals import HomeNotWritable

from . import from_env
from .home import TESTING, ZAITON_HOME


def secret_key(folder: Path) -> str:
    """The key kept in ``folder/secret_key`` (readable by the owner alone); made on first use."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create(path, secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        raise HomeNotWritable(folder=folder, reason=error.strerror or error) from error


def _create(path: Path, key: str) -> None:
    fresh = path.with_name(f"secret_key.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


_named_key = from_env.text(
    "ZAITON_SECRET_KEY", "", gettext_noop("signing key; without it one is kept in ZAITON_HOME/secret_key"), secret=True
)
SECRET_KEY = _named_key or secret_key(ZAITON_HOME)
DEBUG = False
ALLOWED_HOSTS = from_env.names(
    "ZAITON_ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1]",
    gettext_noop("host names under which the site may be asked, separated by commas"),
)
HTTPS = from_env.flag("ZAITON_HTTPS", False, gettext_noop("1 when people reach the site by https, behind a proxy"))
CSRF_TRUSTED_ORIGINS = from_env.names(
    "ZAITON_CSRF_ORIGINS", "", gettext_noop("further origins that may send forms, such as https://zone.example")
)
CSRF_FAILURE_VIEW = "zaiton.site.errors.csrf_failure"
CSRF_COOKIE_NAME = "zaiton_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "zaiton_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    "manifest-src": ["'self'"],
    "report-uri": ["/csp-report/"],
}
AUTH_USER_MODEL = "identity.Person"
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
UPLOAD_MAX_BYTES = (
    from_env.whole("ZAITON_UPLOAD_MAX_MB", 32, gettext_noop("largest request body, in megabytes"), low=1, high=2048)
    * 1024
    * 1024
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
