"""Door for people: ask and answer, suggestions while typing, the agreements, saved answers, products and their origin."""

from django.urls import path, re_path

from zaiton.services.tariff.pages.agreements import agreements_page
from zaiton.services.tariff.pages.ask import ask_page, suggest
from zaiton.services.tariff.pages.batches import (
    batch_download,
    batch_example,
    batch_page,
    batch_removed,
    batches_page,
)
from zaiton.services.tariff.pages.forecast import forecast_page
from zaiton.services.tariff.pages.forecast_list import forecast_list_page
from zaiton.services.tariff.pages.imports import (
    import_mapped,
    import_new,
    import_page,
    import_published,
    import_refused,
    import_undone,
    imports_page,
)
from zaiton.services.tariff.pages.mapping import map_list_page, map_page
from zaiton.services.tariff.pages.origin import (
    origin_archive,
    origin_assessment,
    origin_bill,
    origin_fact,
    origin_new,
    origin_product,
    origin_products,
    origin_report,
    origin_revise,
    origin_template,
)
from zaiton.services.tariff.pages.origin_suppliers import origin_answer, origin_ask, origin_withdraw
from zaiton.services.tariff.pages.origin_trying import origin_what_if
from zaiton.services.tariff.pages.saved import remove, save, saved_page, saved_pages

urlpatterns = [
    path("", ask_page, name="ask"),
    path("suggest/", suggest, name="suggest"),
    path("agreements/", agreements_page, name="agreements"),
    path("forecast/", forecast_page, name="forecast"),
    path("forecast/list/", forecast_list_page, name="forecast_list"),
    path("batch/", batches_page, name="batches"),
    path("batch/example.csv", batch_example, name="batch_example"),
    path("batch/<str:public_id>/", batch_page, name="batch"),
    path("batch/<str:public_id>/remove/", batch_removed, name="batch_remove"),
    path("batch/<str:public_id>/result.<str:form>", batch_download, name="batch_file"),
    path("imports/", imports_page, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/<str:public_id>/", import_page, name="import"),
    path("imports/<str:public_id>/map/", import_mapped, name="import_map"),
    path("imports/<str:public_id>/publish/", import_published, name="import_publish"),
    path("imports/<str:public_id>/refuse/", import_refused, name="import_refuse"),
    path("imports/<str:public_id>/undo/", import_undone, name="import_undo"),
    path("map/", map_page, name="map"),
    path("map/list/", map_list_page, name="map_list"),
    path("origin/", origin_products, name="origin_products"),
    path("origin/new/", origin_new, name="origin_new"),
    re_path(r"^origin/bill-of-materials\.(?P<form>csv|xlsx)$", origin_template, name="origin_template"),
    path("origin/answer/<str:secret>/", origin_answer, name="origin_answer"),
    path("origin/<str:public_id>/", origin_product, name="origin_product"),
    path("origin/<str:public_id>/revise/", origin_revise, name="origin_revise"),
    path("origin/<str:public_id>/fact/", origin_fact, name="origin_fact"),
    path("origin/<str:public_id>/what-if/", origin_what_if, name="origin_what_if"),
    path("origin/<str:public_id>/ask/", origin_ask, name="origin_ask"),
    path("origin/<str:public_id>/ask/<str:asked>/withdraw/", origin_withdraw, name="origin_withdraw"),
    path("origin/<str:public_id>/report.pdf", origin_report, name="origin_report"),
    re_path(r"^origin/(?P<public_id>[^/]+)/bill\.(?P<form>csv|xlsx)$", origin_bill, name="origin_bill"),
    path("origin/<str:public_id>/put-away/", origin_archive, name="origin_archive"),
    path("origin/<str:public_id>/<str:assessment>/", origin_assessment, name="origin_assessment"),
    path("answers/", saved_pages, name="answers"),
    path("answers/save/", save, name="save"),
    path("answers/<str:public_id>/", saved_page, name="answer"),
    path("answers/<str:public_id>/remove/", remove, name="remove"),
]
