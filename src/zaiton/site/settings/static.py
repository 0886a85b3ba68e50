"""Style sheets, scripts and icons: collected under ZAITON_HOME, served with hashed names and compressed."""

from .home import TESTING, ZAITON_HOME

STATIC_URL = "/static/"
STATIC_ROOT = str(ZAITON_HOME / "static")
if TESTING:
    (ZAITON_HOME / "static").mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = str(ZAITON_HOME / "store")
WHITENOISE_MAX_AGE = 3600
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = False
