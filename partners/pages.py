"""What every embedded page's view goes through: a partner that may show it, its language, a frame of its own for refusals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from partners.figures import count
from partners.models import EmbedKind
from partners.tokens import TokenRefused

View = Callable[..., HttpResponse]


def embed_page(kind: EmbedKind) -> Callable[[View], View]:
    """The view answers under /embed/<partner>/ in the embed's language, when the partner may show this kind.

    Without Django's token, which needs a cookie: forms of embeds carry their own (partners/tokens.py).
    """

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, partner: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.embed is None:
                return refused(request, 404, _("Cette intégration n'existe pas, ou plus."))
            with translation.override(request.embed.language):
                if kind not in request.embed.partner.may_embed:
                    return refused(request, 403, _("Ce contenu n'est pas ouvert à ce partenaire."))
                try:
                    response = view(request, *args, **kwargs)
                except Http404:
                    return refused(request, 404, _("Ce contenu n'est plus là."))
                if request.method == "GET" and response.status_code == 200:
                    count(request, ":".join([kind.value, *map(str, (*args, *kwargs.values()))]))
                return response

        return guarded

    return wrap


def unknown(request: HttpRequest, partner: str, rest: str = "") -> HttpResponse:
    """Any other address below a partner's."""
    with translation.override(request.embed.language if request.embed else "fr"):
        return refused(request, 404, _("Cette intégration n'existe pas, ou plus."))


def refused(request: HttpRequest, status: int, title: str) -> HttpResponse:
    """A page that reads well in a small frame, with the way to the portal."""
    return render(request, "embed/refused.html", {"title": title, "embed": request.embed}, status=status)


def form_refused(request: HttpRequest, error: TokenRefused) -> HttpResponse:
    """Readable in the frame: who framed us so can do nothing more here, but the portal is one step away."""
    if error.opaque:
        return refused(request, 403, _("Le site qui montre cette page l'empêche d'envoyer tes réponses. Continue sur Tremplin."))
    return refused(request, 403, _("Cette page est restée ouverte trop longtemps. Recharge-la, puis recommence."))
