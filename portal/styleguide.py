"""Every component in every state, on one page: what a designer looks at and the browser tests check.

`?theme=dark` and `?dir=rtl` show the same in the dark and from right to left.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kit.templatetags.kit import ICONS
from skills.levels import Level
from skills.models import Family

THEMES = {"light": _("Clair"), "dark": _("Sombre")}
DIRECTIONS = {"ltr": _("De gauche à droite"), "rtl": _("De droite à gauche")}
COLOURS = ("paper", "ink", "ink-soft", "surface", "line", "sun", "violet", "coral", "mint", "lilac", "sky", "blush", "mint-pale")
# (estimate, low, high, what it shows)
PATHS = (
    (0.8, 0.2, 1.9, _("Peu de réponses : la bande est large.")),
    (2.1, 1.6, 2.6, _("Pratique, peut-être un peu plus.")),
    (3.2, 3.0, 3.4, _("Confirmé, et c'est net.")),
    (4.0, 3.8, 4.0, _("Expert.")),
)
CARDS = (
    ("article", _("Article · 4 min"), _("Le trou de mémoire, et la phrase qui sauve")),
    ("course", _("Cours · 25 min"), _("Tenir le coup à l'oral")),
    ("video", _("Vidéo · 1 min"), _("La respiration en carré")),
    ("mission", _("Mission · à 3,2 km"), _("Accueillir le public d'une collecte")),
    ("skill", _("Compétence"), _("Gérer son stress")),
)
NOTICES = (
    ("info", _("Ta place est notée.")),
    ("success", _("C'est gardé.")),
    ("warning", _("La recherche est simplifiée pour l'instant.")),
    ("error", _("Pas de réseau : rien n'est perdu, réessaie.")),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    place = forms.CharField(label=_("Ta commune"), help_text=_("Ou ton code postal."), required=False)
    age = forms.IntegerField(label=_("Ton âge"), error_messages={"invalid": _("Un âge en chiffres, entre 12 et 99.")})
    km = forms.ChoiceField(label=_("Jusqu'à"), choices=[("5", "5 km"), ("25", "25 km")], required=False)
    words = forms.CharField(label=_("Avec tes mots"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


def _callouts() -> list[SimpleNamespace]:
    """Values shaped like kit.blocks.CalloutBlock, one a tone."""
    titles = {"tip": _("Souffle long"), "remember": _("Le trac n'est pas une note"), "warning": _("Si ça déborde souvent")}
    text = _("Il parle de l'enjeu, pas de ton niveau.")
    return [SimpleNamespace(tone=tone, title=title, text=text) for tone, title in titles.items()]


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    theme = request.GET.get("theme", "")
    direction = request.GET.get("dir", "")
    context: dict[str, Any] = {
        "theme": theme if theme in THEMES else "light",
        "dir": direction if direction in DIRECTIONS else "ltr",
        "themes": THEMES.items(),
        "directions": DIRECTIONS.items(),
        "colours": COLOURS,
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "families": Family.objects.all(),
        "paths": PATHS,
        "levels": Level.choices,
        "cards": CARDS,
        "notices": NOTICES,
        "callouts": _callouts(),
        "exercise": SimpleNamespace(
            title=_("Ta phrase de secours"), minutes=5, text=_("Écris-la. Dis-la deux fois à voix haute.")
        ),
        "quote": SimpleNamespace(text=_("Je tremble, et je commence quand même."), who=_("Maïssa, 17 ans")),
        "parts": [SimpleNamespace(title=_("Et si j'oublie tout ?"), text=_("Respire, et dis où tu en étais."))],
        "form": SampleForm(),
        "wrong": SampleForm({"place": "Saint-É", "age": "huit", "km": "5"}),
        "page_obj": Paginator(range(30), 10).page(2),
    }
    return render(request, "styleguide/styleguide.html", context)
