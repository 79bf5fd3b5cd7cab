"""What search engines may find: pages of both languages, skills in both, missions that are open."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.contrib.sitemaps import Sitemap as PagesSitemap
from wagtail.models import Page

from home.models import HomePage
from missions.models import Mission, Organisation
from skills.models import Skill


class LanguagePagesSitemap(PagesSitemap):
    """Wagtail's knows the tree of the site's root only; the other languages' trees stand beside it."""

    def items(self) -> QuerySet[Page]:
        trees = Q(pk__in=[])
        for path in HomePage.objects.values_list("path", flat=True):
            trees |= Q(path__startswith=path)
        return Page.objects.filter(trees).live().public().order_by("path").defer_streamfields().specific()

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Each address with those of its translations (hreflang); French is for everybody else."""
        urls = super()._urls(page, protocol, domain)
        versions = self._versions()
        for url in urls:
            same = versions.get(url["location"], [])
            if len(same) > 1:
                rows = [{"lang_code": code, "location": location} for code, location in same]
                url["alternates"] = [*rows, {"lang_code": "x-default", "location": same[0][1]}]
        return urls

    def _versions(self) -> dict[str, list[tuple[str, str]]]:
        """Address -> (language, address) of all its public versions, French first."""
        groups: dict[Any, list[tuple[str, str]]] = {}
        plain = Page.objects.filter(pk__in=self.items().values("pk")).select_related("locale").order_by("-locale__language_code")
        for page in plain:
            groups.setdefault(page.translation_key, []).append((page.locale.language_code, page.get_full_url(self.request) or ""))
        return {location: group for group in groups.values() for _code, location in group}


class SkillsSitemap(Sitemap):
    i18n = True
    alternates = True

    def items(self) -> QuerySet[Skill]:
        return Skill.objects.all()


class MissionsSitemap(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Mission]:
        return Mission.objects.published(timezone.localdate()).order_by("pk").only("pk", "title", "last_seen")

    def lastmod(self, mission: Mission):
        return mission.last_seen


class OrganisationsSitemap(Sitemap):
    """Organisations that have a mission to show."""

    limit = 5000

    def items(self) -> QuerySet[Organisation]:
        asking = Mission.objects.published(timezone.localdate()).order_by().values("organisation_id")
        return Organisation.objects.filter(pk__in=asking).order_by("pk").only("pk", "name")


SITEMAPS = {
    "pages": LanguagePagesSitemap,
    "skills": SkillsSitemap,
    "missions": MissionsSitemap,
    "organisations": OrganisationsSitemap,
}
