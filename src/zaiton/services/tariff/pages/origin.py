"""Products and their origin: the list, a new one from a file of materials, one with its verdicts, a changed bill, and files."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.tariff.actions.origin_products import product_archive, product_keep, product_revise
from zaiton.services.tariff.domain.origin.bill_rows import BadBill
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.domain.origin.sourcing import with_changes
from zaiton.services.tariff.pages.origin_forms import ProductForm, initial_of
from zaiton.services.tariff.pages.origin_rows import TypedRows
from zaiton.services.tariff.pages.origin_showing import lines_of, shown_page, shown_result
from zaiton.services.tariff.pages.saved import row_number
from zaiton.services.tariff.queries.origin_bills import MEDIA, bill_file, bill_template, read_bill
from zaiton.services.tariff.queries.origin_products import PAGE, ProductPage, assessment_of, product_page, products
from zaiton.services.tariff.queries.origin_report import assessment_pdf

MOST_FAULTS = 100


@require_safe
@identity.login_required
def origin_products(request: HttpRequest) -> HttpResponse:
    """The newest products the person may see, and what each came to."""
    person = identity.person_of(request)
    before, archived = request.GET.get("before", ""), request.GET.get("archived") == "1"
    found = products(person.public_id, at=clock.now(), before=row_number(before), archived=archived)
    query = {"archived": "1"} if archived else {}
    context = {
        "cards": [card for _, card in found],
        "archived": archived,
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': found[-1][0]})}" if len(found) == PAGE else "",
    }
    return render(request, "tariff/origin_products.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def origin_new(request: HttpRequest) -> HttpResponse:
    """The form for a new product; sent, it is assessed and kept, or everything that is wrong is told and nothing is kept."""
    person = identity.person_of(request)
    initial = {"exporter": "CN", "currency": "CNY", "on": f"{clock.today():%Y-%m-%d}"}
    form = ProductForm(request.POST, request.FILES) if request.method == "POST" else ProductForm(initial=initial)
    faults: list[dict] = []
    table = TypedRows(request.POST)
    if request.method == "POST" and "more" in request.POST:
        form = ProductForm(initial=request.POST.dict())
    elif request.method == "POST" and form.is_valid():
        try:
            typed = table.materials(form.cleaned_data["currency"]) if form.cleaned_data["file"] is None else []
            document = form.document({}, _materials(form, typed))
            public_id = product_keep(
                person=person.public_id,
                organisation=request.POST.get("organisation", ""),
                document=document,
                note=form.cleaned_data["note"],
                at=clock.now(),
            )
            messages.success(request, gettext("Kept and assessed."))
            return redirect("tariff:origin_product", public_id=public_id)
        except Refusal as refusal:
            faults = _refused(form, refusal)
    context = {"form": form, "faults": faults, "person": person, "page": None, "table": table}
    return render(request, "tariff/origin_form.html", context, status=422 if form.errors or faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def origin_revise(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form for a new version of a bill; a file that is left out leaves the materials as they are."""
    person = identity.person_of(request)
    page = _page(request, public_id)
    form = (
        ProductForm(request.POST, request.FILES)
        if request.method == "POST"
        else ProductForm(initial=initial_of(page.document))
    )
    faults: list[dict] = []
    if request.method == "POST" and form.is_valid():
        try:
            document = form.document(page.document, _materials(form, page.document["materials"]))
            product_revise(
                person=person.public_id,
                public_id=public_id,
                document=document,
                note=form.cleaned_data["note"],
                based_on=row_number(request.POST.get("based_on", "")) or 0,
                at=clock.now(),
            )
            messages.success(request, gettext("Kept as a new version and assessed."))
            return redirect("tariff:origin_product", public_id=public_id)
        except NotFound:
            raise
        except Refusal as refusal:
            faults = _refused(form, refusal)
    context = {"form": form, "faults": faults, "person": person, "page": page}
    return render(request, "tariff/origin_form.html", context, status=422 if form.errors or faults else 200)


@require_safe
@identity.login_required
def origin_product(request: HttpRequest, public_id: str) -> HttpResponse:
    """One product: its verdicts side by side, every step, what is missing, what would change it, its suppliers and its history."""
    return render(request, "tariff/origin_product.html", shown_page(_page(request, public_id)))


@require_safe
@identity.login_required
def origin_assessment(request: HttpRequest, public_id: str, assessment: str) -> HttpResponse:
    """An earlier assessment as it was given."""
    person = identity.person_of(request)
    number, found, plans, made_at = assessment_of(
        person.public_id, public_id, assessment, at=clock.now(), language=get_language() or ""
    )
    context = {"id": public_id, "number": number, "made_at": made_at, "result": shown_result(found, plans, "")}
    return render(request, "tariff/origin_assessment.html", context)


@require_POST
@identity.login_required
def origin_fact(request: HttpRequest, public_id: str) -> HttpResponse:
    """A fact that was missing, said to be so or not: a new version, assessed."""
    return keep_changes(
        request, public_id, request.POST.getlist("change"), gettext("Kept as a new version and assessed.")
    )


def keep_changes(request: HttpRequest, public_id: str, changes: list[str], said: str) -> HttpResponse:
    """Make changes to the current bill and lead back to the product; what is refused is told there."""
    person = identity.person_of(request)
    page = _page(request, public_id)
    try:
        product_revise(
            person=person.public_id,
            public_id=public_id,
            document=with_changes(page.document, changes),
            note=", ".join(changes),
            based_on=row_number(request.POST.get("based_on", "")) or 0,
            at=clock.now(),
        )
        messages.success(request, said)
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
    return redirect("tariff:origin_product", public_id=public_id)


@require_POST
@identity.login_required
def origin_archive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a product away."""
    product_archive(person=identity.person_of(request).public_id, public_id=public_id, at=clock.now())
    messages.success(request, gettext("Put away. It stays in the list of products put away."))
    return redirect("tariff:origin_products")


@require_safe
def origin_template(request: HttpRequest, form: str) -> HttpResponse:
    """The table of materials to fill in."""
    return _file(f"bill-of-materials.{form}", MEDIA[form], bill_template(form))


@require_safe
@identity.login_required
def origin_bill(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The current bill as a table."""
    page = _page(request, public_id)
    return _file(f"bill-{page.card.code}-{page.card.version}.{form}", MEDIA[form], bill_file(page.document, form))


@require_safe
@identity.login_required
def origin_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The printable assessment, in the language of the page."""
    page = _page(request, public_id)
    document = dict(page.assessment)
    document["on"] = date.fromisoformat(document["on"])
    content = assessment_pdf(document, page.plans, version=str(page.card.version), at=page.assessed_at)
    return _file(f"origin-{page.card.code}-{page.card.version}.pdf", "application/pdf", content)


def _page(request: HttpRequest, public_id: str) -> ProductPage:
    person = identity.person_of(request)
    return product_page(person.public_id, public_id, at=clock.now(), language=get_language() or "")


def _materials(form: ProductForm, before: list[dict]) -> list[dict]:
    file = form.cleaned_data["file"]
    return before if file is None else read_bill(file.read(), file.name or "", form.cleaned_data["currency"])


def _refused(form: ProductForm, refusal: Refusal) -> list[dict]:
    """Everything that is wrong, for the table above the form; a single refusal lands on the file."""
    if isinstance(refusal, BadBill):
        return [
            {
                "where": gettext("row {number}").format(number=f.row),
                "text": f.sentence(gettext),
                "mend": f.remedy(gettext),
            }
            for f in refusal.faults[:MOST_FAULTS]
        ]
    if isinstance(refusal, BadProduct):
        return [
            {"where": lines_of(f.line), "text": f.sentence(gettext), "mend": f.remedy(gettext)}
            for f in refusal.faults[:MOST_FAULTS]
        ]
    form.add_error("file", f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
    return []


def _file(name: str, media: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "no-store"
    return response
