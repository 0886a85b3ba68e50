"""The addresses of the office's pages; ``urls`` puts them before those that begin with the public id of a case."""

from django.urls import path

from zaiton.blocks.cases.pages import board, board_what_if, desk, desk_step, desk_version, officers

routes = [
    path("desk/", desk.desk_page, name="desk"),
    path("desk/take/", desk.desk_claim, name="desk_claim"),
    path("board/", board.board_page, name="board"),
    path("board/pass-on/", board.board_pass, name="board_pass"),
    path("board/what-if/", board_what_if.what_if_page, name="what_if"),
    path("board/ratings/<int:number>/", board.rating_answer_page, name="rating_answer"),
    path("officers/", officers.officers_page, name="officers"),
    path("absences/", officers.absences_page, name="absences"),
    path("<slug:public_id>/steps/<str:step>/", desk_step.step_page, name="step"),
    path("<slug:public_id>/version/", desk_version.migrate_page, name="migrate"),
]
