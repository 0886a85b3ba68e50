"""Every address: the site's own, then each module's pages under its slug, Chinese bare and English below /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from . import pages
from .api import api
from .discovery import manifests

handler400 = "zaiton.site.errors.bad_request"
handler403 = "zaiton.site.errors.permission_denied"
handler404 = "zaiton.site.errors.page_not_found"
handler500 = "zaiton.site.errors.server_error"


def _mounts() -> list:
    found = manifests().values()
    return [path(f"{m.slug}/", include((m.urls, m.label), namespace=m.label)) for m in found if m.urls]


urlpatterns = [
    path("api/docs", RedirectView.as_view(pattern_name="api-docs"), name="api-docs-short"),
    path("api/", api.urls),
    path("healthz", pages.healthz, name="healthz"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("csp-report/", pages.csp_report, name="csp-report"),
    *i18n_patterns(
        path("", pages.portal, name="portal"),
        path("help/", pages.help_page, name="help"),
        path("developers/", pages.api_docs, name="api-docs"),
        path("accessibility/", pages.accessibility, name="accessibility"),
        *_mounts(),
        prefix_default_language=False,
    ),
]
