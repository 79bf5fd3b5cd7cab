"""Addresses of an account. The names are those by which allauth finds its way; what is not here is closed."""

from allauth.account.views import ConfirmEmailVerificationCodeView, EmailView
from django.urls import path
from django.views.generic import TemplateView

from learners.accounts import views
from learners.accounts.views import learners_only

_new_address = EmailView.as_view(template_name="account/new_address.html")
_new_address_code = ConfirmEmailVerificationCodeView.as_view(template_name="account/new_address_code.html")

urlpatterns = [
    path("", views.home, name="account_home"),
    path("connexion/", views.SignInView.as_view(), name="account_login"),
    path("connexion/", views.SignInView.as_view(), name="account_request_login_code"),
    path("connexion/code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("deconnexion/", views.SignOutView.as_view(), name="account_logout"),
    path("deconnexion/fait/", TemplateView.as_view(template_name="account/signed_out.html"), name="account_signed_out"),
    path("adresse/", learners_only(_new_address), name="account_email"),
    path("adresse/code/", learners_only(_new_address_code), name="account_email_verification_sent"),
    path("effacer/", views.delete, name="account_delete"),
    path("efface/", TemplateView.as_view(template_name="account/deleted.html"), name="account_deleted"),
    path("ferme/", TemplateView.as_view(template_name="account/closed.html"), name="account_inactive"),
]
