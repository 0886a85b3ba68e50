"""The figures of the service: what its own errands took, against the time by law; beside it a simulation that says it is one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zaiton.kit import clock
from zaiton.services.ships.queries.figures import figures


@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """Nothing personal is in it, so everybody may see it."""
    found = figures(on=clock.today())
    shapes = {name: found.drawn.distribution[name] for name in ("serial", "parallel")}
    return render(request, "ships/kpi.html", {"f": found, "drawn": shapes, "assumed": found.drawn.assumptions})
