"""What a member of the team has proved in this session, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from learners.accounts.people import is_team

PASSWORD, SECOND_FACTOR = "password", "mfa"


def proofs(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> set[str]:
    """What this very session was signed in with: password, mfa, code."""
    return {record["method"] for record in get_authentication_records(request, user)}


def is_let_in(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> bool:
    return proofs(request, user) >= {PASSWORD, SECOND_FACTOR}


def has_app(user: AbstractBaseUser) -> bool:
    """Whether an authenticator app is set up for this account."""
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def team_only(view: Callable[..., HttpResponse], *, second_factor: bool = True) -> Callable[..., HttpResponse]:
    """The view is for the team, both factors given; without `second_factor`, for whoever is still on the way there."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = request.user
        needed = {PASSWORD, SECOND_FACTOR} if second_factor else {PASSWORD}
        if user.is_authenticated and is_team(user) and proofs(request, user) >= needed:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), reverse("team_login"))

    return guarded
