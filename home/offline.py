"""Tremplin on the home screen and without a network: manifest, service worker, the page that lists what is kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.context_processors import HOMES

WORKERS = Path(__file__).resolve().parent / "worker"
SHELL = ["css/tremplin.css", "js/offline.js", "js/keep-offline.js", "js/kept-list.js", "img/icon.svg"]
# What the low-data mode does without.
COMFORT = ["vendor/bricolage-grotesque/bricolage-grotesque-700.woff2", "vendor/htmx/htmx.min.js"]
THEME, GROUND = "#ffc83d", "#fffbf3"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is kept on this device; also what the worker shows for a page that cannot be had."""
    return render(request, "home/offline.html")


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """W3C Web Application Manifest, in the language of its address."""
    content = {
        "id": "/",
        "name": "Tremplin",
        "short_name": "Tremplin",
        "description": _("Repère tes compétences, fais-les reconnaître, et trouve où les pousser plus loin."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": HOMES[get_language() or "fr"],
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": GROUND,
        "categories": ["education"],
        "icons": _icons(),
        "shortcuts": [
            {"name": name, "url": reverse(view)}
            for name, view in (
                (_("M'évaluer"), "assessments:start"),
                (_("Chercher"), "search:catalogue"),
                (_("Missions"), "missions:list"),
                (_("Mes pages hors ligne"), "home:offline"),
            )
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _icons() -> list[dict[str, str]]:
    drawn = [(f"icon-{size}", size, "any") for size in (192, 512)] + [("icon-maskable-512", 512, "maskable")]
    return [
        {
            "src": staticfiles_storage.url(f"img/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in drawn
    ]


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; with OFFLINE=off one that unregisters itself and clears what it kept.

    Browsers ask for it again and again: the digest of its text lets them keep what they have.
    """
    parts = ("serving.js", "keeping.js") if settings.OFFLINE else ("off.js",)
    source = "\n".join((WORKERS / name).read_text(encoding="utf-8") for name in parts)
    text = f"const CONFIG = {_config(request, source)};\n{source}" if settings.OFFLINE else source
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:16])
    known = request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    response = HttpResponse(status=304) if known else HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["ETag"] = etag
    response["Service-Worker-Allowed"] = "/"
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Save-Data", "Cookie"])
    return response


def _config(request: HttpRequest, source: str) -> str:
    """What the worker must know of this deployment; any change of it makes a new version."""
    names = SHELL if request.saves_data else SHELL + COMFORT
    config: dict[str, Any] = {
        "shell": [staticfiles_storage.url(name) for name in names],
        "saving": request.saves_data,
        "pages": {},
        "words": {},
    }
    for language in HOMES:
        with override(language):
            config["pages"][language] = reverse("home:offline")
            config["words"][language] = {
                "kept": _("Pas de réseau, ou très lent. Voici ta copie gardée le [date]. Ce qui s'envoie attendra le réseau."),
                "offline": _("Pas de réseau, et cette page n'est pas gardée sur ton appareil."),
                "again": _("Réessayer"),
            }
    digest = hashlib.sha256((json.dumps(config, sort_keys=True) + source).encode()).hexdigest()[:12]
    return json.dumps({"version": digest, **config}, ensure_ascii=False)
