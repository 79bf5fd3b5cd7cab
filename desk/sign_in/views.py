"""The team's way in and its security page. allauth's views, each step leading to the next one missing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from desk.sign_in.forms import spend
from desk.sign_in.proofs import PASSWORD, SECOND_FACTOR, has_app, is_let_in, proofs
from learners.accounts.people import is_team


class TeamLoginView(account_views.LoginView):
    template_name = "account/team_login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and is_team(request.user) and PASSWORD not in proofs(request, request.user):
            # Signed in by a code before joining the team: they start again with the password.
            logout(request)
        return super().dispatch(request, *args, **kwargs)

    def get_authenticated_redirect_url(self) -> str:
        """The step that is missing; with none missing, the editors' side, or the security page for who may not see that."""
        request, user = self.request, self.request.user
        if not is_team(user):
            return reverse("account_home")
        if not is_let_in(request, user):
            step = "mfa_reauthenticate" if has_app(user) else "mfa_activate_totp"
            return passthrough_next_redirect_url(request, reverse(step), self.redirect_field_name)
        if not user.has_perm("wagtailadmin.access_admin"):
            return reverse("mfa_index")
        return get_next_redirect_url(request, self.redirect_field_name) or reverse("wagtailadmin_home")

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Who comes back here wants to start again."""


class ActivateView(ActivateTOTPView):
    template_name = "mfa/activate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The app's first code counts as the second factor of this session."""
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        spend(app, form.cleaned_data["code"])
        record_authentication(self.request, self.request.user, SECOND_FACTOR, id=app.pk, type=app.type)
        self.request.session.cycle_key()
        return response


class RecoveryCodesView(ViewRecoveryCodesView):
    template_name = "mfa/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `download`: the codes as a file inside the link, so that the server need not show them twice."""
        context = super().get_context_data(**kwargs)
        context["download"] = "data:text/plain;charset=utf-8," + quote("\n".join(["Tremplin", "", *context["unused_codes"], ""]))
        return context


class SecurityView(IndexView):
    template_name = "mfa/security.html"


class ResetCodeView(account_views.ConfirmPasswordResetCodeView):
    template_name = "account/password_reset_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        # allauth leads to the learners' sign-in when the code is over or used up.
        return redirect("account_reset_password") if response.headers.get("Location") == reverse("account_login") else response
