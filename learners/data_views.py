"""My data: seen, taken along, brought here, erased for good."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import erase_device
from assessments.device import device_of
from assessments.views import UNPROCESSABLE, private_page
from kit.same_origin import same_origin_form
from learners.forms import MAX_FILE, CodeForm, FileForm
from learners.models import AccountSpace
from learners.portable import collect, merge
from learners.reading import NotOurs
from learners.retention import kept_about
from learners.transfers import NoSuchCode, TooManyAttempts, drop_code, make_code, redeem
from learners.views import sent_from
from resources.progress import adopt

TOO_LARGE, TOO_MANY = 413, 429
# A form's own lines around its file.
ENVELOPE = 10_000
# Of a file too large, so much is let pass by: 20 MB.
PIECE, PIECES = 100_000, 200
# Whose sign-in stays when somebody erases what they did here: Django's and allauth's.
ACCOUNT_KEYS = ("_auth_user", "account_")


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"kept_about": kept_about(request), "code_form": CodeForm(), "file_form": FileForm(), **more}
    return render(request, "learners/data.html", context, status=status)


@private_page
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return _page(request)


@private_page
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything as one file (learners/FORMAT.md)."""
    response = JsonResponse(collect(request), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="tremplin-{timezone.localdate():%Y-%m-%d}.json"'
    return response


@sent_from("learners:data")
def give_code(request: HttpRequest) -> HttpResponse:
    """A code for another device; nobody without anything to carry gets one."""
    if not kept_about(request):
        return redirect("learners:data")
    return _page(request, code=make_code(request))


@sent_from("learners:data")
def take_code(request: HttpRequest) -> HttpResponse:
    """Bring here what waits behind a code."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, code_form=form, status=UNPROCESSABLE)
    try:
        return _page(request, report=redeem(request, form.cleaned_data["code"]))
    except TooManyAttempts:
        form.add_error("code", _("Trop d'essais. Attends dix minutes, puis demande un nouveau code à l'autre appareil."))
        return _page(request, code_form=form, status=TOO_MANY)
    except NoSuchCode:
        form.add_error(
            "code", _("Ce code ne marche pas. Il sert une fois, pendant 10 minutes : demandes-en un autre, puis recopie-le.")
        )
        return _page(request, code_form=form, status=UNPROCESSABLE)


@sent_from("learners:data")
def take_file(request: HttpRequest) -> HttpResponse:
    """Bring here what is in a file; what is wrong with a row is said, and the good rows stay."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FILE + ENVELOPE:
        _let_pass(request)
        return _page(request, file_error=_("Ce fichier est trop lourd : 1 Mo au plus."), status=TOO_LARGE)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _page(request, report=merge(request, form.cleaned_data["file"]))
        except NotOurs as error:
            form.add_error("file", str(error))
    return _page(request, file_form=form, status=UNPROCESSABLE)


def _let_pass(request: HttpRequest) -> None:
    """Read what is too much and keep none of it: a browser cut short while sending would not show our answer."""
    for _piece in range(PIECES):
        if not request.read(PIECE):
            return


# --- gone -----------------------------------------------------------------------------------------


@private_page
@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Says what goes and asks; then deletes it: here, on the server, in an account.

    What the browser itself keeps goes too: by `Clear-Site-Data` (W3C, 3.1: local storage, saved pages, the
    service worker), and by the event `tremplin:erased` that static/js/erased.js sends for what listens on the
    page. Both only in the answer to the form: nobody else's link can cause them.
    """
    if request.method != "POST":
        return render(request, "learners/erase.html", {"kept_about": kept_about(request)})
    if device := device_of(request):
        erase_device(device)
    drop_code(request)
    adopt(request, ())
    if request.user.is_authenticated:
        # Emptied first: what another device left there is not to come back (learners/accounts/space.py).
        AccountSpace.objects.filter(user=request.user.pk).update(data={}, version=F("version") + 1)
    whole = _forget_session(request)
    response = render(request, "learners/erased.html")
    response["Clear-Site-Data"] = '"storage"'
    if whole:
        response.delete_cookie(settings.CSRF_COOKIE_NAME, path=settings.CSRF_COOKIE_PATH)
    return response


def _forget_session(request: HttpRequest) -> bool:
    """Drop the session and all it holds; who is signed in stays so. True when it went whole."""
    account = {key for key in request.session.keys() if key.startswith(ACCOUNT_KEYS)}  # noqa: SIM118
    if not account:
        request.session.flush()
        return True
    for key in set(request.session.keys()) - account:
        del request.session[key]
    return False
