"""The addresses of the papers pages. ``verify/<code>/`` is printed on certificates as a code: it never changes."""

from django.urls import path, re_path

from zaiton.blocks.papers.pages import keys, mine, seals, verify

app_name = "papers"
urlpatterns = [
    path("", mine.mine_page, name="mine"),
    path("verify/", verify.verify_page, name="verify"),
    path("verify/<slug:code>/", verify.certificate_page, name="certificate_verified"),
    path("verify/<slug:code>/proof.json", verify.proof_file, name="proof"),
    path("keys/", keys.keys_page, name="keys"),
    re_path(r"^keys/(?P<name>ca)\.pem$", keys.root_file, name="root"),
    path("seals/", seals.uses_page, name="seals"),
    path("keys/<slug:public_id>/certificate.pem", keys.key_file, name="key"),
    path("<slug:public_id>/", mine.certificate_page, name="certificate"),
    path("<slug:public_id>/file/<slug:form>/", mine.file_page, name="file"),
    path("<slug:public_id>/<slug:name>/", mine.act_page, name="act"),
]
