"""The columns of the file, as its reader, its model to download and its explanations know them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is stable; `heading` stands in the model; `others` are understood too. `required` for a new page."""

    name: str
    heading: str
    help: str | Promise
    example: str
    others: tuple[str, ...] = ()
    required: bool = False


COLUMNS = (
    Column("kind", "format", _("article, vidéo ou cours. Un cours arrive sans ses leçons."), "article", ("type",), True),
    Column("title", "titre", _("255 caractères au plus."), "Parler sans lire ses notes", (), True),
    Column(
        "summary",
        "résumé",
        _("Ce qu'on saura faire après. 300 caractères au plus."),
        "Trois appuis pour tenir un exposé sans feuille.",
        ("resume",),
        True,
    ),
    Column(
        "text",
        "texte",
        _("Un paragraphe par ligne. « ## » devant un intertitre, « - » devant chaque point d'une liste."),
        "Choisis trois mots.\n## Avant\n- Écris-les.\n- Dis-les à voix haute.",
        ("contenu", "body"),
    ),
    Column("minutes", "minutes", _("Nombre entier : le temps réel, exercice compris."), "5", ("durée", "duration"), True),
    Column(
        "skills",
        "compétences",
        _(
            "De une à six, séparées par des points-virgules. Pour chacune : nom ou identifiant, deux-points, niveau de 1 à 4, "
            "et au besoin deux-points, poids de 1 à 3."
        ),
        "gestion-du-stress:2:3; Écoute active:1",
        ("skill",),
        True,
    ),
    Column("tags", "mots-clés", _("Séparés par des virgules."), "exposé, oral", ("keywords",)),
    Column("language", "langue", _("fr ou en. Vide : fr."), "fr"),
    Column(
        "url",
        "adresse",
        _("Pour une vidéo, sa page chez un hébergeur accepté. Pour le reste, l'adresse d'origine."),
        "",
        ("video", "lien", "address", "video address"),
    ),
    Column(
        "licence",
        "licence",
        _("Comme dans l'éditeur : CC BY-SA 4.0, CC BY 4.0… Vide : CC BY-SA 4.0."),
        "CC BY-SA 4.0",
        ("license",),
    ),
    Column("author", "auteur", _("Qui l'a écrit."), "L'équipe Tremplin", ("autrice", "auteur ou autrice")),
    Column("source", "source", _("Le nom de l'origine, si le contenu vient d'ailleurs."), "", ("venu de",)),
    Column(
        "slug",
        "slug",
        _("La fin de l'adresse de la page ; vide, elle vient du titre. C'est à elle qu'une page déjà là se reconnaît."),
        "parler-sans-lire-ses-notes",
        ("identifiant",),
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
