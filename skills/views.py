"""The framework's two pages. What to learn and where to practise are loaded from the floors above."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kit.keeping import same_for_all
from skills.models import Domain, Skill


@require_safe
@same_for_all
def framework(request: HttpRequest) -> HttpResponse:
    """45 skills by family and domain, with a one-line definition each."""
    families: dict[Any, list[Skill]] = {}
    for skill in Skill.objects.with_family():
        families.setdefault(skill.family, []).append(skill)
    domains = [(domain, [item for item in families.items() if item[0].domain == domain]) for domain in Domain]
    context = {"domains": domains, "structured": _term_set(request, families)}
    return render(request, "skills/framework.html", context)


@require_safe
@same_for_all
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    item = get_object_or_404(Skill.objects.with_texts(), slug=slug)
    siblings = item.family.skills.exclude(pk=item.pk)
    request.shared_as = ("competence", item.pk)
    context = {"skill": item, "siblings": siblings, "structured": _term(request, item)}
    return render(request, "skills/skill.html", context)


def _term(request: HttpRequest, item: Skill) -> dict[str, Any]:
    """schema.org/DefinedTerm, aligned to ESCO where the framework is."""
    url = request.build_absolute_uri(item.get_absolute_url())
    term: dict[str, Any] = {
        "@type": "DefinedTerm",
        "@id": url,
        "url": url,
        "name": item.name,
        "termCode": item.slug,
        "description": item.definition,
        "inLanguage": get_language(),
        "inDefinedTermSet": request.build_absolute_uri("./"),
    }
    return {**term, "sameAs": item.esco_uri} if item.esco_uri else term


def _term_set(request: HttpRequest, families: dict[Any, list[Skill]]) -> dict[str, Any]:
    """schema.org/DefinedTermSet: names and addresses only, the terms' own pages say the rest."""
    return {
        "@type": "DefinedTermSet",
        "@id": request.build_absolute_uri(),
        "name": "Tremplin",
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "name": item.name, "url": request.build_absolute_uri(item.get_absolute_url())}
            for items in families.values()
            for item in items
        ],
    }
