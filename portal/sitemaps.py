"""What search engines may find: pages of both languages, skills in both, missions that are open."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.contrib.sitemaps import Sitemap as PagesSitemap
from wagtail.models import Page

from home.models import HomePage
from missions.models import Mission
from skills.models import Skill


class LanguagePagesSitemap(PagesSitemap):
    """Wagtail's knows the tree of the site's root only; the other languages' trees stand beside it."""

    def items(self) -> QuerySet[Page]:
        trees = Q(pk__in=[])
        for path in HomePage.objects.values_list("path", flat=True):
            trees |= Q(path__startswith=path)
        return Page.objects.filter(trees).live().public().order_by("path").defer_streamfields().specific()


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


SITEMAPS = {"pages": LanguagePagesSitemap, "skills": SkillsSitemap, "missions": MissionsSitemap}
