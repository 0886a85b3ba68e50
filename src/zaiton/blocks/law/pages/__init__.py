"""Door for people: `/data/`, what we know and from where, and `/data/rules/`, where officers write and publish decision tables."""

from django.urls import path

from zaiton.blocks.law.pages import packs, rule_asking, rule_drafts, rules

urlpatterns = [
    path("", packs.index, name="index"),
    path("rules/", rules.rules_page, name="rules"),
    path("rules/new/", rule_drafts.draft_new_page, name="rules_new"),
    path("rules/tables/<slug:name>/", rules.table_page, name="rules_table"),
    path("rules/versions/<slug:public_id>/", rules.version_page, name="rules_version"),
    path("rules/versions/<slug:public_id>/begin/", rules.version_carried_on, name="rules_begin"),
    path("rules/versions/<slug:public_id>/withdraw/", rules.version_withdrawn, name="rules_withdraw"),
    path("rules/versions/<slug:public_id>/ask/", rule_asking.version_asked, name="rules_ask"),
    path("rules/versions/<slug:public_id>/ask/receipt/", rule_asking.version_receipt, name="rules_receipt"),
    path("rules/versions/<slug:public_id>/<str:what>", rules.version_file, name="rules_file"),
    path("rules/drafts/<slug:public_id>/", rule_drafts.draft_page, name="rules_draft"),
    path("rules/drafts/<slug:public_id>/text/", rule_drafts.draft_text_page, name="rules_draft_text"),
    path("rules/drafts/<slug:public_id>/publish/", rule_drafts.draft_published, name="rules_publish"),
    path("rules/drafts/<slug:public_id>/close/", rule_drafts.draft_closed, name="rules_close"),
    path("rules/drafts/<slug:public_id>/ask/", rule_asking.draft_asked, name="rules_draft_ask"),
    path("rules/drafts/<slug:public_id>/<str:what>", rule_drafts.draft_file, name="rules_draft_file"),
    path("<slug:service>/<slug:table>/cited/<slug:sha256>/", packs.cited_page, name="cited"),
    path("<slug:service>/<slug:table>/<slug:day>/", packs.pack_page, name="pack"),
]
