"""Addresses of the team's way in, below those of accounts, under the names allauth knows."""

from allauth.account import views as account_views
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import DeactivateTOTPView
from django.urls import path

from desk.sign_in import views
from desk.sign_in.proofs import team_only

_again = account_views.ReauthenticateView.as_view(template_name="account/password_again.html")
_second_factor_again = ReauthenticateView.as_view(template_name="mfa/second_factor_again.html")
_change_password = account_views.PasswordChangeView.as_view(template_name="account/password_change.html")
_remove = DeactivateTOTPView.as_view(template_name="mfa/remove.html")
_new_codes = GenerateRecoveryCodesView.as_view(template_name="mfa/new_recovery_codes.html")

urlpatterns = [
    path("", views.TeamLoginView.as_view(), name="team_login"),
    path("code/", AuthenticateView.as_view(template_name="mfa/second_factor.html"), name="mfa_authenticate"),
    path("securite/", team_only(views.SecurityView.as_view()), name="mfa_index"),
    path("application/", team_only(views.ActivateView.as_view(), second_factor=False), name="mfa_activate_totp"),
    path("application/retirer/", team_only(_remove), name="mfa_deactivate_totp"),
    path("codes-de-secours/", team_only(views.RecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path("codes-de-secours/nouveaux/", team_only(_new_codes), name="mfa_generate_recovery_codes"),
    path("verification/", team_only(_second_factor_again, second_factor=False), name="mfa_reauthenticate"),
    path("verification/mot-de-passe/", team_only(_again, second_factor=False), name="account_reauthenticate"),
    path("mot-de-passe/", team_only(_change_password), name="account_change_password"),
    path(
        "mot-de-passe/oublie/",
        account_views.PasswordResetView.as_view(template_name="account/password_reset.html"),
        name="account_reset_password",
    ),
    path("mot-de-passe/oublie/code/", views.ResetCodeView.as_view(), name="account_confirm_password_reset_code"),
    path(
        "mot-de-passe/oublie/nouveau/",
        account_views.CompletePasswordResetView.as_view(template_name="account/password_new.html"),
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe/oublie/fait/",
        account_views.PasswordResetFromKeyDoneView.as_view(template_name="account/password_reset_done.html"),
        name="account_password_reset_completed",
    ),
]
