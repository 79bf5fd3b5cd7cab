"""Until both factors are given, a member of the team is nobody: everywhere but on the pages where they are given."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import override

from desk.sign_in.proofs import is_let_in
from learners.accounts.people import is_team


@cache
def _account_pages() -> tuple[str, ...]:
    """Where accounts live, in every language."""
    paths = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths.append(reverse("account_home"))
    return tuple(paths)


def _trusted(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser | AnonymousUser:
    if user.is_authenticated and is_team(user) and not is_let_in(request, user):
        return AnonymousUser()
    return user


class SecondFactorMiddleware:
    """Whoever asks for `request.user` gets nobody instead: admin, previews, private pages, documents alike.

    Lazy, so that a page that does not ask costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_account_pages()):
            claimed = request.user
            request.user = SimpleLazyObject(lambda: _trusted(request, claimed))
        return self.get_response(request)
