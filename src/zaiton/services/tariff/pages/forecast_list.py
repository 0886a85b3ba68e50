"""A list of goods brought to the forecast page: shown at once, or handed back as a file. Nothing is kept."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.services.tariff.pages.amounts import amount_text
from zaiton.services.tariff.queries.forecast import (
    CROSSING,
    NOT_COVERED,
    REFUSED,
    STEP,
    SUMMARY,
    forecast_list,
)
from zaiton.services.tariff.queries.goods_list import read_goods, write_forecasts

MOST_GOODS = 500
SHOWN = 300
LONGEST_DAY = 40
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ICONS = {SUMMARY: "ok", CROSSING: "next", STEP: "clock", NOT_COVERED: "warn", REFUSED: "bad"}


class NoFile(Refusal):
    """A list was sent without a file."""

    code = "no_file"
    message = gettext_noop("No file was chosen.")
    mend = gettext_noop("Choose a CSV or XLSX file.")


@require_http_methods(["GET", "HEAD", "POST"])
def forecast_list_page(request: HttpRequest) -> HttpResponse:
    """The form; with a file the forecasts of its goods, on the page or as the file that was asked for."""
    given = request.POST if request.method == "POST" else {"from": f"{clock.today():%Y-%m-%d}"}
    period = {name: given.get(name, "").strip()[:LONGEST_DAY] for name in ("from", "until")}
    context = {"most": MOST_GOODS, "period": period, "error": "", "rows": [], "counts": []}
    if request.method != "POST":
        return render(request, "tariff/forecast_list.html", context)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise NoFile("file")
        goods = read_goods(file.read(), file.name or "", MOST_GOODS)
        rows = list(forecast_list(goods, clock.today(), period["from"], period["until"]))
    except Refusal as refusal:
        field = refusal.field if refusal.field in period else "file"
        said = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
        return render(request, "tariff/forecast_list.html", {**context, "error": said, "field": field}, status=422)
    form = request.POST.get("form", "")
    if form in MEDIA:
        response = HttpResponse(write_forecasts(rows, f"forecast.{form}"), content_type=MEDIA[form])
        response.headers["Content-Disposition"] = content_disposition_header(True, f"forecast.{form}")
        response.headers["Cache-Control"] = "no-store"
        return response
    context |= {"counts": _counts(rows), "rows": [_shown(row) for row in rows[:SHOWN]], "hidden": len(rows) - SHOWN}
    context |= {"asked": True, "refused": [row for row in rows if row["kind"] == REFUSED][:SHOWN]}
    return render(request, "tariff/forecast_list.html", context)


def _counts(rows: list[dict]) -> list[str]:
    counted = {kind: sum(1 for row in rows if row["kind"] == kind) for kind in ICONS}
    return [
        gettext("Answered: {count}").format(count=counted[SUMMARY]),
        gettext("Not covered: {count}").format(count=counted[NOT_COVERED]),
        gettext("Refused: {count}").format(count=counted[REFUSED]),
        gettext("Crossing days: {count}").format(count=counted[CROSSING]),
    ]


def _shown(row: dict) -> dict:
    """One row as the table shows it."""
    kinds = {
        SUMMARY: gettext("whole period"),
        CROSSING: gettext("crossing day"),
        STEP: gettext("step"),
        NOT_COVERED: gettext("not covered"),
        REFUSED: gettext("refused"),
    }
    saving = row["saving_of_waiting"]
    return {
        **row,
        "kind_text": kinds[row["kind"]],
        "icon": ICONS[row["kind"]],
        "good": f"{row['code']} {row['name']}".strip(),
        "change": _change(row),
        "saving": _money(saving, row["currency"]),
        "class": {CROSSING: "is-best", STEP: ""}.get(row["kind"], ""),
    }


def _money(saving: Decimal | str | None, currency: str) -> str:
    return amount_text({"amount": saving, "currency": currency}) if isinstance(saving, Decimal) else "—"


def _change(row: dict) -> str:
    ends = [
        f"{row[f'best_{end}']} {row[f'rate_{end}']:f}%" if row[f"rate_{end}"] not in ("", None) else row[f"best_{end}"]
        for end in ("before", "after")
    ]
    return " → ".join(end for end in ends if end) or "—"
