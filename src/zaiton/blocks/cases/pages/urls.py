"""The addresses of the pages of cases. Words come before the public ids of cases, which have twelve characters."""

from django.urls import path

from zaiton.blocks.cases.pages import (
    answering,
    applying,
    case,
    catalogue,
    certificates,
    delivery,
    desk_urls,
    mine,
    proofs,
)

app_name = "cases"
urlpatterns = [
    path("", catalogue.catalogue_page, name="catalogue"),
    path("types/<slug:name>/", catalogue.type_page, name="type"),
    path("types/<slug:name>/versions/<slug:sha256>/", catalogue.version_page, name="type_version"),
    path("apply/<slug:name>/", applying.apply, name="apply"),
    path("drafts/<slug:public_id>/", applying.draft_page, name="draft"),
    path("drafts/<slug:public_id>/papers/", applying.papers_fragment, name="draft_papers"),
    path("drafts/<slug:public_id>/check/", applying.check_page, name="check"),
    path("drafts/<slug:public_id>/submit/", applying.submit, name="submit"),
    path("drafts/<slug:public_id>/remove/", applying.remove, name="draft_remove"),
    path("mine/", mine.mine_page, name="mine"),
    *desk_urls.routes,
    path("<slug:public_id>/", case.case_page, name="case"),
    path("<slug:public_id>/submitted/", applying.submitted_page, name="submitted"),
    path("<slug:public_id>/receipt/", case.receipt_page, name="receipt"),
    path("<slug:public_id>/papers/<slug:file_id>/", case.paper, name="paper"),
    path(
        "<slug:public_id>/certificates/<slug:certificate>/<slug:form>/",
        certificates.certificate_file,
        name="certificate",
    ),
    path("<slug:public_id>/proofs/<int:seq>/", proofs.proof_file, name="proof"),
    path("<slug:public_id>/correction/", answering.correction_page, name="correction"),
    path("<slug:public_id>/delivery/", delivery.delivery_page, name="delivery"),
    path("<slug:public_id>/withdraw/", answering.withdraw_page, name="withdraw"),
    path("<slug:public_id>/rate/<slug:item>/", answering.rate_page, name="rate"),
]
