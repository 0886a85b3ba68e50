"""Door for people: what the service is, the register, a ship, own ships, acts on certificates, the figures."""

from django.urls import path

from zaiton.services.ships.pages.applying import apply_for
from zaiton.services.ships.pages.certificates import act_page
from zaiton.services.ships.pages.figures import figures_page
from zaiton.services.ships.pages.home import home_page
from zaiton.services.ships.pages.register import mine_page, register_page, ship_page

urlpatterns = [
    path("", home_page, name="home"),
    path("register/", register_page, name="register"),
    path("mine/", mine_page, name="mine"),
    path("kpi/", figures_page, name="kpi"),
    path("<slug:public_id>/", ship_page, name="ship"),
    path("<slug:public_id>/apply/<slug:name>/", apply_for, name="apply"),
    path("<slug:public_id>/certificates/<slug:certificate>/", act_page, name="act"),
]
