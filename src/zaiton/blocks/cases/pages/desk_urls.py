"""The addresses of the office's pages; ``urls`` puts them before those that begin with the public id of a case."""

from django.urls import path

from zaiton.blocks.cases.pages import desk, desk_step, desk_version

routes = [
    path("desk/", desk.desk_page, name="desk"),
    path("desk/take/", desk.desk_claim, name="desk_claim"),
    path("<slug:public_id>/steps/<str:step>/", desk_step.step_page, name="step"),
    path("<slug:public_id>/version/", desk_version.migrate_page, name="migrate"),
]
