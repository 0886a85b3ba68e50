"""The site's own pages: portal, help, accessibility statement, API listing, health check, and the small fixed files."""

import json
import logging
from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

import zaiton
from zaiton.kit.clock import now
from zaiton.kit.pages.context import homes

from . import health
from .csp_reports import ReportGate
from .masking import masked

log = logging.getLogger("zaiton.site.csp")
CSP_REPORT_MAX_BYTES = 8192
gate = ReportGate(per_minute=30)


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """The first page: what this is, the question box, the services."""
    asks = []
    for manifest, address in homes():
        if manifest.ask:
            box = manifest.ask
            asks.append(
                {
                    "address": address,
                    "heading": gettext(box.heading),
                    "label": gettext(box.label),
                    "hint": gettext(box.hint),
                    "parameter": box.parameter,
                    "example": f"{address}?{urlencode(box.example)}" if box.example else "",
                    "example_label": gettext(box.example_label) if box.example_label else "",
                }
            )
    return render(request, "site/portal.html", {"asks": asks})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to use the site, with the keyboard too, and whom to ask."""
    return render(request, "site/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "site/accessibility.html")


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Every operation of the API with its parameters and answers, drawn from the schema; needs no script."""
    from .api import api
    from .api_listing import operations

    return render(request, "site/api_docs.html", {"operations": operations(api.get_openapi_schema())})


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the store can be written, its tables are current and packs are found; else 503 saying what is wrong."""
    checks = health.checks()
    good = all(check.ok for check in checks)
    body = {
        "status": "ok" if good else "failing",
        "version": zaiton.__version__,
        "at": now().isoformat(timespec="seconds"),
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
    }
    response = JsonResponse(body, status=200 if good else 503, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read public pages, not accounts and not the API."""
    return HttpResponse("User-agent: *\nDisallow: /account/\nDisallow: /en/account/\nDisallow: /api/\n", "text/plain")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """The site's sign, for browsers that ask for /favicon.ico whatever the page says."""
    return HttpResponse(_icon(), "image/svg+xml")


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A browser tells of something the content policy stopped; logged, at most 30 a minute, never more than 8 kB."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > CSP_REPORT_MAX_BYTES:
        return HttpResponse(status=413)
    if gate.admit(now()):
        try:
            report = json.dumps(json.loads(request.body[:CSP_REPORT_MAX_BYTES]), ensure_ascii=False)
        except (ValueError, RecursionError):
            return HttpResponse(status=400)
        log.warning("content policy: %s", masked(report)[:2000])
    return HttpResponse(status=204)


@cache
def _icon() -> bytes:
    with open(finders.find("kit/icon.svg"), "rb") as file:
        return file.read()
