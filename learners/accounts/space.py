"""One space on all devices: what a device and an account keep is brought together, both ways, and kept so.

A device works on its own session as ever. When somebody signs in, and after every request that may
have changed something, the account takes what the device has; what another device changed meanwhile
is merged first (learners.portable.merge: nothing is lost, the later word counts). A device that has
seen the account's latest state simply replaces it, so that what is taken back stays away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from learners.accounts.people import forget_answers, is_team
from learners.models import AccountSpace
from learners.portable import collect, merge
from resources.progress import COOKIE

SEEN = "account_space_version"
SAFE = {"GET", "HEAD", "OPTIONS"}
# What is computed from the rest, differs every time or stays with a device: not a reason to write.
DERIVED = {"exported", "results", "site", "workshops"}


@transaction.atomic
def bring_together(request: HttpRequest, user: User) -> None:
    """Device and account hold the same afterwards."""
    AccountSpace.objects.get_or_create(user=user)
    space = AccountSpace.objects.select_for_update().get(user=user)
    if space.data and space.version != request.session.get(SEEN):
        merge(request, space.data)
    space.keep({name: part for name, part in collect(request, temporary=False).items() if name not in DERIVED})
    if request.session.get(SEEN) != space.version:
        request.session[SEEN] = space.version


def leave(request: HttpRequest) -> None:
    """Before signing out of a shared phone: the account has everything, and the device's answers and lessons go.

    The session itself goes with the sign-in.
    """
    bring_together(request, request.user)
    forget_answers(request)


class AccountSpaceMiddleware:
    """Keeps a signed-in learner's device and account together; costs nothing to anybody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and response.status_code < 400 and _is_signed_in(request):
            if COOKIE in response.cookies:
                # The lessons as they are from now on.
                request.COOKIES[COOKIE] = response.cookies[COOKIE].value
            bring_together(request, request.user)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Before a page of my space: fetch what another device changed. Where the account is gone, so is what is here."""
        mine = request.resolver_match.app_name == "learners" or request.method not in SAFE
        if not mine or SESSION_KEY not in request.session:
            return
        if not User.objects.filter(pk=request.session[SESSION_KEY]).exists():
            forget_answers(request)
            logout(request)
        elif request.method in SAFE and _is_signed_in(request):
            seen = request.session.get(SEEN)
            if not AccountSpace.objects.filter(user=request.user.pk, version=seen).exists():
                bring_together(request, request.user)


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether a learner is. Asks the session first: a visitor without one is not asked about."""
    return BACKEND_SESSION_KEY in request.session and request.user.is_authenticated and not is_team(request.user)
