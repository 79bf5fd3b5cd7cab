"""The pages for when something is missing, refused or broken: plain, designed, with a way on."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "errors/error.html", {"status": status, "title": title, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("On n'a pas compris cette demande."),
        _("L'adresse ou le formulaire contient quelque chose d'inattendu. Reviens en arrière et essaie encore."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Cette page n'est pas ouverte à tout le monde."),
        _("Il faut y être invité. Si quelqu'un t'a envoyé le lien, demande-lui d'en refaire un."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """Asked for by allauth where an address or a person tried too often."""
    return _page(
        request,
        429,
        _("Beaucoup d'essais d'un coup."),
        _("Par sécurité, on fait une pause. Attends une minute, puis recommence."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("Cette page est restée ouverte trop longtemps."),
        _(
            "Par sécurité, on a besoin que tu la recharges. Reviens en arrière, recharge la page, puis recommence : rien n'est perdu de ce qui était déjà enregistré."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, _("Cette page n'existe pas, ou plus."), _("L'adresse a peut-être changé. Voici par où repartir."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the site's chrome, languages and database: any of them may be what broke."""
    context = {"style_sheet": _static_url("css/tremplin.css"), "icon": _static_url("img/icon.svg")}
    return render(None, "errors/500.html", context, status=500)


def _static_url(name: str) -> str:
    """The address of a static file; empty when it cannot be had, and the page goes without."""
    try:
        return staticfiles_storage.url(name)
    except Exception:
        return ""
