"""Sign in, sign out, change the address, leave for good. One thing a screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic.edit import FormView

from learners.accounts.people import erase_account, is_team
from learners.accounts.sign_in import SignIn


class SignInView(RequestLoginCodeView):
    template_name = "account/sign_in.html"

    def form_valid(self, form: Any) -> HttpResponse:
        SignIn.start(self.request, form.cleaned_data["email"], form._user)
        return redirect(self.get_success_url())

    def get_authenticated_redirect_url(self) -> str:
        """Never to `next`: a page that stays closed to this account would send it back here."""
        return reverse("account_home")

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Who comes back here wants another code, or mistyped the address."""


@method_decorator(rate_limit(action="login"), name="dispatch")
@method_decorator(login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"), name="dispatch")
class CodeView(ConfirmLoginCodeView):
    template_name = "account/sign_in_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage
        self._process = SignIn.resume(self.stage)
        if self._process is None:
            messages.warning(request, _("Ce code n'est plus valable. Demandes-en un autre."))
            return redirect("account_login")
        return FormView.dispatch(self, request, *args, **kwargs)


def learners_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever signed in with a code; the team's own page for the team, whose accounts an administrator looks after."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("mfa_index") if is_team(request.user) else view(request, *args, **kwargs)

    return guarded


@learners_only
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "account/home.html")


class SignOutView(LogoutView):
    template_name = "account/sign_out.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"team": is_team(self.request.user)}

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return clean_device(super().post(*args, **kwargs))


@learners_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Asks, then deletes the account and what this device holds: nothing is left."""
    if request.method != "POST":
        return render(request, "account/delete.html")
    erase_account(request)
    return clean_device(redirect("account_deleted"))


def clean_device(response: HttpResponse) -> HttpResponse:
    """Tell the browser to drop what it kept of the pages (saved ones, for reading offline, among them): the phone may be shared."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
