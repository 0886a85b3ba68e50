"""What the site is made of: the installed modules, the middleware in order, the templates."""

from zaiton.site import discovery

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "zaiton.kit.pages",
    "zaiton.kit.work",
    "zaiton.site",
    *discovery.packages(),
]
MIDDLEWARE = [
    "zaiton.site.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "zaiton.site.middleware.error_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "zaiton.site.middleware.language",
    "zaiton.site.middleware.readable",
    "zaiton.site.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "zaiton.site.urls"
WSGI_APPLICATION = "zaiton.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zaiton.kit.pages.context.frame",
            ]
        },
    }
]
FORM_RENDERER = "zaiton.kit.pages.forms.Renderer"
APPEND_SLASH = True
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS and
    "security.W008",  # the redirect to https and
    "security.W012",  # secure cookies come with ZAITON_HTTPS=1; on one's own machine there is no https
    "security.W016",
]
