"""What became of a code: one code with its picture and the question that decides, or a list that is checked row by row."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar
from zaiton.services.tariff.domain.errand import MOST_LIST_ROWS, Errand, read_errand
from zaiton.services.tariff.domain.mapping_document import STATUSES, counts_of
from zaiton.services.tariff.pages.mapping_picture import SHOWN, mapping_picture
from zaiton.services.tariff.queries.list_files import TYPES, list_file, read_code_list
from zaiton.services.tariff.queries.mapping import editions_on_file, map_code, map_list, years_on_file

DESTINATION = "CN"
ROWS_SHOWN = 200
CODES_SHOWN = 60
EDITION, YEAR = "hs-", "year-"
TONES = {
    **dict.fromkeys(("same", "renamed"), "ok"),
    **dict.fromkeys(("split", "merged", "ambiguous"), "warn"),
    **dict.fromkeys(("gone", "not_a_code"), "bad"),
}
PARTS = (
    ("ok", ("same", "renamed"), gettext_noop("Clear: {count}")),
    ("warn", ("split", "merged", "ambiguous"), gettext_noop("To be looked at: {count}")),
    ("bad", ("gone", "not_a_code"), gettext_noop("Ended or no code: {count}")),
    ("grey", ("unknown", "not_covered"), gettext_noop("Cannot be told: {count}")),
)


@dataclass(slots=True)
class State:
    """The form as typed and the error of each field."""

    code: str = ""
    first: str = f"{EDITION}2012"
    last: str = f"{EDITION}2022"
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """The errors in the order of the fields."""
        return list(self.errors.items())

    def errand(self) -> Errand:
        """From where to where. Raises ``WhichWay`` or ``BadYear``."""
        ends: dict[str, str] = {}
        for name, value in (("from", self.first), ("to", self.last)):
            if value.startswith(YEAR):
                ends[f"{name}_year"] = value.removeprefix(YEAR)
            else:
                ends[f"{name}_hs"] = value.removeprefix(EDITION)
        return read_errand(**ends, destination=DESTINATION)


def _state(given: QueryDict) -> State:
    blank = State()
    return State(
        code=given.get("code", "").strip()[:40],
        first=given.get("from", "")[:20] or blank.first,
        last=given.get("to", "")[:20] or blank.last,
    )


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The form, and what became of the code when one was asked for."""
    state = _state(request.GET)
    document = None
    if state.code:
        try:
            document = map_code(state.code, state.errand(), today=clock.today())
        except Refusal as refusal:
            state.errors[_field_of(refusal)] = _said(refusal)
    return _drawn(request, state, document=document, status=422 if state.errors else 200)


@require_http_methods(["POST"])
@identity.login_required
def map_list_page(request: HttpRequest) -> HttpResponse:
    """A list checked row by row: shown here, or handed back as a file."""
    state = _state(request.POST)
    kind = request.POST.get("as", "page")
    sent = request.FILES.get("file")
    if sent is None:
        state.errors["file"] = gettext("Choose a file.")
        return _drawn(request, state, status=422)
    try:
        rows = map_list(read_code_list(sent.read(), sent.name or ""), state.errand(), today=clock.today())
    except Refusal as refusal:
        field_name = "from" if refusal.code in ("which_way", "bad_year") else "file"
        state.errors[field_name] = _said(refusal)
        return _drawn(request, state, status=422)
    if kind in TYPES:
        response = HttpResponse(list_file(rows, kind), content_type=TYPES[kind])
        response.headers["Content-Disposition"] = content_disposition_header(True, f"codes.{kind}")
        return response
    return _drawn(request, state, rows=rows)


def _drawn(
    request: HttpRequest,
    state: State,
    *,
    document: dict | None = None,
    rows: list[dict] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "state": state,
        "document": document,
        "codes": document["codes"][:CODES_SHOWN] if document else [],
        "more": max(0, len(document["codes"]) - CODES_SHOWN) if document else 0,
        "tone": TONES.get(document["status"], "warn") if document else "",
        "picture": _picture(document) if document else "",
        "editions": [(f"{EDITION}{e}", e) for e in editions_on_file()],
        "years": [(f"{YEAR}{y}", y) for y in years_on_file(DESTINATION, clock.today())],
        "person": identity.person_of(request),
        "megabytes": settings.UPLOAD_MAX_BYTES // 2**20,
        "rows_most": MOST_LIST_ROWS,
    }
    if rows is not None:
        counts = counts_of(rows)
        shown = sorted(rows, key=lambda row: row["status"] == "same")[:ROWS_SHOWN]
        context |= {
            "rows": [row | {"status_text": gettext(STATUSES[row["status"]])} for row in shown],
            "rows_all": len(rows),
            "counts": [(gettext(STATUSES[name]), count) for name, count in counts.items()],
            "bar": _bar(counts),
        }
    return render(request, "tariff/mapping.html", context, status=status)


def _bar(counts: dict[str, int]) -> str:
    parts = []
    for tone, names, text in PARTS:
        count = sum(counts.get(name, 0) for name in names)
        parts.append(Part(gettext(text).format(count=count), count, tone))
    said = gettext(", ").join(part.name for part in parts if part.count)
    return share_bar(parts, title=gettext("Result of the list"), desc=said)


def _picture(document: dict) -> str:
    right = [(code["code"], code["likely"]) for code in document["codes"]]
    left = document["also_from"]
    more = gettext("… and {count} more.").format(count=len(right) - SHOWN) if len(right) > SHOWN else ""
    desc = gettext("From {code} to {codes}").format(
        code=document["code"], codes=gettext(", ").join(code for code, _ in right[:SHOWN])
    )
    return mapping_picture(left, document["code"], right, more, title=gettext("Where the code leads"), desc=desc)


def _field_of(refusal: Refusal) -> str:
    return "from" if refusal.code in ("which_way", "bad_year", "no_such_edition") else "code"


def _said(refusal: Refusal) -> str:
    return f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
