"""The addresses of the account pages."""

from django.urls import path

from zaiton.blocks.identity.pages import delegations, organisations, people, profile, signing_in, tokens

app_name = "account"
urlpatterns = [
    path("", profile.profile_page, name="profile"),
    path("profile/", profile.profile_edit_page, name="profile_edit"),
    path("password/", profile.password_page, name="password"),
    path("sign-in/", signing_in.sign_in_page, name="sign_in"),
    path("sign-out/", signing_in.sign_out_page, name="sign_out"),
    path("register/", signing_in.register_page, name="register"),
    path("reset/", signing_in.reset_page, name="reset"),
    path("reset/<str:secret>/", signing_in.reset_link_page, name="reset_link"),
    path("acting/", signing_in.acting_page, name="acting"),
    path("organisations/new/", organisations.organisation_new_page, name="organisation_new"),
    path("organisations/<slug:public_id>/", organisations.organisation_page, name="organisation"),
    path("organisations/<slug:public_id>/name/", organisations.organisation_rename_page, name="organisation_rename"),
    path(
        "organisations/<slug:public_id>/members/<slug:member_id>/end/",
        organisations.member_end_page,
        name="member_end",
    ),
    path("delegations/", delegations.delegations_page, name="delegations"),
    path("delegations/new/", delegations.delegation_new_page, name="delegation_new"),
    path("delegations/<slug:public_id>/end/", delegations.delegation_revoke_page, name="delegation_revoke"),
    path("tokens/", tokens.tokens_page, name="tokens"),
    path("tokens/new/", tokens.token_new_page, name="token_new"),
    path("tokens/<slug:public_id>/revoke/", tokens.token_revoke_page, name="token_revoke"),
    path("people/", people.people_list_page, name="people"),
    path("people/<slug:public_id>/", people.person_page, name="person"),
]
