"""Addresses of signing in and of one's own account; of allauth's pages only those here can be reached."""

from __future__ import annotations

from allauth.mfa.webauthn import views as passkey_views
from allauth.socialaccount.providers.openid_connect import views as single_sign_on
from django.urls import path, re_path

from cairn.web.accounts import doors, factors, inviting, tokens, views

urlpatterns = [
    path("sign-in/", doors.sign_in, name="account_login"),
    path("sign-in/demo/", doors.try_a_part, name="demo-sign-in"),
    path("sign-in/second-factor/", factors.second_factor, name="mfa_authenticate"),
    path("sign-in/passkey/", passkey_views.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", doors.closed, name="account_inactive"),
    path("sign-in/sso/cancelled/", doors.sso_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/sso/failed/", doors.sso_failed, name="socialaccount_login_error"),
    path("sign-in/sso/<str:provider_id>/", single_sign_on.login, name="openid_connect_login"),
    path("sign-in/sso/<str:provider_id>/back/", single_sign_on.callback, name="openid_connect_callback"),
    path("sign-out/", doors.sign_out, name="account_logout"),
    path("forgotten-password/", doors.forgotten, name="account_reset_password"),
    path("forgotten-password/sent/", doors.forgotten_sent, name="account_reset_password_done"),
    path("forgotten-password/done/", doors.password_set, name="account_reset_password_from_key_done"),
    re_path(
        r"^forgotten-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        doors.password_by_mail,
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:secret>/", inviting.opened, name="invitation-open"),
    path("people/invitations/", inviting.invitations, name="invitations"),
    path("people/invitations/new/", inviting.invite, name="invitation-make"),
    path("people/invitations/<uuid:key>/withdraw/", inviting.withdraw, name="invitation-withdraw"),
    path("account/", views.account, name="account"),
    path("account/code-of-conduct/", views.conduct, name="conduct"),
    path("account/interests/", views.interests, name="interests"),
    path("account/interests/<uuid:key>/end/", views.interest_end, name="interest-end"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<uuid:key>/revoke/", tokens.revoke, name="token-revoke"),
    path("account/password/", doors.change_password, name="account_change_password"),
    path("account/again/", doors.password_again, name="account_reauthenticate"),
    path("account/again/code/", factors.code_again, name="mfa_reauthenticate"),
    path("account/again/passkey/", factors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", factors.index, name="mfa_index"),
    path("account/second-factor/app/", factors.add_app, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", factors.remove_app, name="mfa_deactivate_totp"),
    path("account/second-factor/passkeys/new/", factors.add_passkey, name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/name/", factors.name_passkey, name="mfa_edit_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/", factors.remove_passkey, name="mfa_remove_webauthn"
    ),
    path("account/second-factor/codes/", factors.codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/file/", factors.codes_file, name="mfa_download_recovery_codes"),
    path("account/second-factor/codes/new/", factors.new_codes, name="mfa_generate_recovery_codes"),
]
