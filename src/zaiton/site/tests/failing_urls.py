"""Addresses that fail in every way, for the tests of error pages."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from zaiton.base.refusals import NotFound, Refusal
from zaiton.site.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Conflicting(Refusal):
    """A refusal nobody caught."""

    code = "conflicting"
    status = 409
    message = "Berth {berth} is taken."


def _raise(error):
    def view(request):
        raise error

    return view


FAILURES = {
    "suspicious": (SuspiciousOperation("x"), 400),
    "denied": (PermissionDenied("x"), 403),
    "nothing": (Http404("x"), 404),
    "unseen": (NotFound(), 404),
    "conflict": (Conflicting(berth="7<b>"), 409),
    "big": (RequestDataTooBig("x"), 413),
    "broken": (RuntimeError("secret detail"), 500),
    "database": (OperationalError("secret detail"), 503),
}
BARE = (409, 422, 429)
extra = [path(f"fail/{name}/", _raise(error)) for name, (error, _) in FAILURES.items()]
extra += [path(f"en/fail/{name}/", _raise(error)) for name, (error, _) in FAILURES.items()]
extra += [path(f"api/fail/{name}", _raise(error)) for name, (error, _) in FAILURES.items()]
extra += [path(f"fail/bare-{status}/", lambda request, s=status: HttpResponse(status=s)) for status in BARE]
extra += [path("fail/post-only/", require_POST(lambda request: HttpResponse("ok")))]
urlpatterns = [*extra, *urlpatterns]
