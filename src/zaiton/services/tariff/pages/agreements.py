"""The agreements on file: partners, dates, documents of proof, and whether a schedule is on file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from zaiton.services.tariff.queries.advice import agreements_document
from zaiton.services.tariff.queries.names import territory_names


@require_safe
def agreements_page(request: HttpRequest) -> HttpResponse:
    """All agreements, China's imports first, then what partners grant to Chinese goods."""
    names = territory_names(get_language() or "")
    found = agreements_document()
    for agreement in found:
        agreement["destination_name"] = names.get(agreement["destination"], agreement["destination"])
        agreement["partners"] = [
            {"name": names.get(o, o), "code": o, "since": f"{day:%Y-%m-%d}" if day else ""}
            for o, day in agreement["origins"].items()
            if o != "*"
        ]
    imports = [a for a in found if a["destination"] == "CN" and a["agreement"] != "MFN"]
    exports = [a for a in found if a["destination"] != "CN"]
    return render(request, "tariff/agreements.html", {"imports": imports, "exports": exports})
