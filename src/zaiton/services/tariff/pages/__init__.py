"""Door for people: ask and answer, suggestions while typing, the agreements, and saved answers."""

from django.urls import path

from zaiton.services.tariff.pages.agreements import agreements_page
from zaiton.services.tariff.pages.ask import ask_page, suggest
from zaiton.services.tariff.pages.saved import remove, save, saved_page, saved_pages

urlpatterns = [
    path("", ask_page, name="ask"),
    path("suggest/", suggest, name="suggest"),
    path("agreements/", agreements_page, name="agreements"),
    path("answers/", saved_pages, name="answers"),
    path("answers/save/", save, name="save"),
    path("answers/<str:public_id>/", saved_page, name="answer"),
    path("answers/<str:public_id>/remove/", remove, name="remove"),
]
