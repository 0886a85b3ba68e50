"""Languages, time zone, and where the catalogues are: one per module, one for the kit, one for the site."""

from django.utils.translation import gettext_lazy

from zaiton.base.text import gettext_noop
from zaiton.site import discovery

from . import from_env

USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", gettext_lazy("Simplified Chinese")), ("en", gettext_lazy("English"))]
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["zaiton.kit.pages.formats"]
CATALOGUE_PACKAGES = ("zaiton.kit.pages", "zaiton.site", *discovery.packages())
LOCALE_PATHS = [str(discovery.folder(package) / "locale") for package in CATALOGUE_PACKAGES]
LANGUAGE_COOKIE_NAME = "zaiton_language"
ZAITON_LANG = from_env.choice(
    "ZAITON_LANG", "zh", gettext_noop("language of the zaiton command: zh or en"), options=("zh", "en")
)
