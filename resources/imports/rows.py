"""A row of the file to plain data, in the words of the demonstration files; what does not fit, with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _

from resources.imports.columns import BY_NAME
from resources.imports.tables import Row, folded
from resources.models import Kind, Licence
from resources.models.facts import Weight
from skills.levels import Level
from skills.models import Skill

MAX_SKILLS = 6
KINDS = {"article": Kind.ARTICLE, "video": Kind.VIDEO, "cours": Kind.COURSE, "course": Kind.COURSE}
LANGUAGES = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en"}
LEVELS = {
    **{str(level.value): level for level in Level},
    "decouverte": Level.DISCOVERY,
    "pratique": Level.PRACTICE,
    "confirme": Level.CONFIRMED,
    "expert": Level.EXPERT,
}
_BULLET = re.compile(r"^[-*•·–]\s+")


class Misfit(ValueError):
    """A cell that cannot be used; the message is for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    column: str
    value: str
    reason: str

    @property
    def heading(self) -> str:
        return BY_NAME[self.column].heading if self.column in BY_NAME else self.column


class Reader:
    """Reads rows; knows the skills by slug and by name in both languages, fetched once."""

    def read(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """Data for the cells that are filled, and the cells that do not fit."""
        data: dict[str, Any] = {}
        problems = []
        for name, text in row.values.items():
            try:
                data |= getattr(self, f"_{name}", self._as_it_is)(text, name)
            except Misfit as misfit:
                problems.append(Problem(row.line, name, text, str(misfit)))
        if "slug" not in data and "title" in data:
            data["slug"] = slugify(data["title"])[:255].strip("-")
            if not data["slug"]:
                problems.append(Problem(row.line, "slug", "", _("Ce titre ne donne pas d'adresse : écrire un slug.")))
        return {"language": "fr", **data}, problems

    def _as_it_is(self, text: str, name: str) -> dict[str, Any]:
        return {"source_title" if name == "source" else name: " ".join(text.split())}

    def _kind(self, text: str, name: str) -> dict[str, Any]:
        return {"kind": _among(KINDS, text)}

    def _language(self, text: str, name: str) -> dict[str, Any]:
        return {"language": _among(LANGUAGES, text)}

    def _licence(self, text: str, name: str) -> dict[str, Any]:
        known = {folded(name): licence.value for licence in Licence for name in (licence.value, str(licence.label))}
        return {"licence": _among(known | {"cc by sa": "cc-by-sa-4.0", "cc by": "cc-by-4.0", "cc0": "cc0-1.0"}, text)}

    def _minutes(self, text: str, name: str) -> dict[str, Any]:
        found = re.fullmatch(r"(\d{1,4})\s*(?:min|minutes?|')?\.?", text.strip(), re.IGNORECASE)
        if not found:
            raise Misfit(_("Un nombre entier de minutes, sans rien d'autre."))
        return {"minutes": int(found[1])}

    def _tags(self, text: str, name: str) -> dict[str, Any]:
        tags = list(dict.fromkeys(" ".join(tag.split()) for tag in re.split(r"[,;\n]", text) if tag.strip()))
        if any(len(tag) > 100 for tag in tags):
            raise Misfit(_("Un mot-clé a 100 caractères au plus."))
        return {"tags": tags}

    def _slug(self, text: str, name: str) -> dict[str, Any]:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > 255:
            raise Misfit(_("Lettres minuscules sans accent, chiffres et tirets : « parler-en-public »."))
        return {"slug": text}

    def _text(self, text: str, name: str) -> dict[str, Any]:
        return {"body": [{"text": html_of(text)}]}

    def _skills(self, text: str, name: str) -> dict[str, Any]:
        rows = [self._skill(part.strip()) for part in re.split(r"[;\n]", text) if part.strip()]
        slugs = [row["skill"] for row in rows]
        twice = next((slug for slug in slugs if slugs.count(slug) > 1), None)
        if twice:
            raise Misfit(_("« %(skill)s » est là deux fois.") % {"skill": twice})
        if len(rows) > MAX_SKILLS:
            raise Misfit(_("Six compétences au plus."))
        return {"skills": rows}

    def _skill(self, part: str) -> dict[str, Any]:
        name, *rest = (piece.strip() for piece in part.split(":"))
        slug = self._known_skills.get(folded(name))
        if slug is None:
            raise Misfit(_("On ne connaît pas la compétence « %(skill)s ».") % {"skill": name})
        if not rest or len(rest) > 2:
            raise Misfit(_("« %(part)s » : il faut le niveau, comme dans « %(slug)s:2 ».") % {"part": part, "slug": slug})
        level = LEVELS.get(folded(rest[0]))
        weight = int(rest[1]) if len(rest) == 2 and rest[1].isdecimal() else 2 if len(rest) == 1 else 0
        if level is None:
            raise Misfit(_("« %(level)s » n'est pas un niveau : de 1 à 4.") % {"level": rest[0]})
        if weight not in Weight.values:
            raise Misfit(_("« %(weight)s » n'est pas un poids : 1, 2 ou 3.") % {"weight": rest[1]})
        return {"skill": slug, "level": int(level), "weight": weight}

    @cached_property
    def _known_skills(self) -> dict[str, str]:
        rows = list(Skill.objects.values_list("slug", "name_fr", "name_en"))
        # A slug counts before any name.
        return {folded(name): row[0] for place in (2, 1, 0) for row in rows if (name := row[place])}


def _among(known: dict[str, Any], text: str) -> Any:
    if (value := known.get(folded(text))) is None:
        raise Misfit(_("On ne connaît pas « %(text)s ».") % {"text": text})
    return value


def html_of(text: str) -> str:
    """Lines of plain text as paragraphs, "## " as headings, "- " as list items."""
    return "".join(_elements(line.strip() for line in text.splitlines() if line.strip()))


def _elements(lines: Iterator[str]) -> Iterator[str]:
    in_list = False
    for line in lines:
        bullet = _BULLET.match(line)
        if bool(bullet) != in_list:
            yield "<ul>" if bullet else "</ul>"
            in_list = bool(bullet)
        if bullet:
            yield f"<li>{escape(line[bullet.end() :])}</li>"
        elif line.startswith("#"):
            level = 3 if line.startswith("###") else 2
            yield f"<h{level}>{escape(line.lstrip('# '))}</h{level}>"
        else:
            yield f"<p>{escape(line)}</p>"
    if in_list:
        yield "</ul>"
