"""The addresses of the notices pages."""

from django.urls import path

from zaiton.blocks.notices.pages import inbox, preferences, webhooks

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox_page, name="inbox"),
    path("read/", inbox.read_all_page, name="read_all"),
    path("preferences/", preferences.preferences_page, name="preferences"),
    path("webhooks/", webhooks.webhooks_page, name="webhooks"),
    path("webhooks/new/", webhooks.webhook_new_page, name="webhook_new"),
    path("webhooks/<slug:public_id>/", webhooks.webhook_page, name="webhook"),
    path("webhooks/<slug:public_id>/edit/", webhooks.webhook_edit_page, name="webhook_edit"),
    path("webhooks/<slug:public_id>/secret/", webhooks.webhook_rotate_page, name="webhook_rotate"),
    path("webhooks/<slug:public_id>/remove/", webhooks.webhook_remove_page, name="webhook_remove"),
    path("webhooks/<slug:public_id>/on/", webhooks.webhook_on_page, name="webhook_on"),
    path("webhooks/<slug:public_id>/try/", webhooks.webhook_try_page, name="webhook_try"),
    path(
        "webhooks/<slug:public_id>/events/<slug:delivery_id>/send/",
        webhooks.delivery_resend_page,
        name="delivery_resend",
    ),
    path("<slug:public_id>/", inbox.open_page, name="open"),
    path("<slug:public_id>/read/", inbox.read_page, name="read"),
]
