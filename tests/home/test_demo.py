"""The demo content loads whole, loads again without harm, and is what we promise of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from home.demo_loader import shifted_feed
from home.models import ContactSetting, EditorialPage, HomePage
from missions.choices import Origin
from missions.models import Mission, MissionSkill
from resources.models import ArticlePage, CoursePage, LessonPage, Resource, VideoPage
from skills.models import Family, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(demo_loaded: str, db: None) -> str:
    return demo_loaded


def test_demo_is_as_large_as_promised(demo: str) -> None:
    assert ArticlePage.objects.published().count() >= 11
    assert CoursePage.objects.published().count() >= 2
    assert VideoPage.objects.published().count() >= 1
    assert Mission.objects.published(timezone.localdate()).count() >= 60
    for course in CoursePage.objects.all():
        assert LessonPage.objects.child_of(course).live().count() >= 3


def test_every_family_has_an_article(demo: str) -> None:
    families = set(ArticlePage.objects.values_list("skill_rows__skill__family__slug", flat=True))
    assert families == set(Family.objects.values_list("slug", flat=True))


def test_bad_rows_are_named_and_the_rest_is_kept(demo: str) -> None:
    assert "11 refusées" in demo
    assert Mission.objects.count() == 68


def test_missions_cover_most_skills(demo: str) -> None:
    trained = set(Mission.objects.values_list("skills__skill__slug", flat=True)) - {None}
    assert len(trained) >= 0.8 * Skill.objects.count()


def test_every_demo_mission_has_skills_a_person_read_in_its_own_words(demo: str) -> None:
    for mission in Mission.objects.with_skills():
        assert mission.skills_reviewed, mission.client_id
        rows = mission.skills.all()
        assert 3 <= len(rows) <= 6, mission.client_id
        for row in rows:
            assert row.origin == Origin.EDITOR
            assert row.evidence in mission.description, (mission.client_id, row.skill.slug)


def test_loading_again_keeps_what_an_editor_says_of_a_mission(demo: str) -> None:
    mission = Mission.objects.with_skills().first()
    mission.skills.all()[0].delete()
    kept = list(MissionSkill.objects.filter(mission=mission).values_list("skill", flat=True))
    call_command("load_demo", verbosity=0)
    assert list(MissionSkill.objects.filter(mission=mission).values_list("skill", flat=True)) == kept


def test_loading_again_changes_nothing_and_keeps_an_editors_page(demo: str) -> None:
    page = ArticlePage.objects.first()
    page.title = "Notre titre"
    page.save_revision().publish()
    before = (Resource.objects.count(), Mission.objects.count(), EditorialPage.objects.count(), HomePage.objects.count())
    call_command("load_demo", verbosity=0)
    assert (Resource.objects.count(), Mission.objects.count(), EditorialPage.objects.count(), HomePage.objects.count()) == before
    page.refresh_from_db()
    assert page.title == "Notre titre"


def test_feed_is_always_fresh() -> None:
    today = date(2030, 5, 6)
    row = next(row for row in shifted_feed(today)["data"] if row.get("startAt") == "2026-13-45")
    assert row, "an impossible date stays as it was written"
    starts = [
        date.fromisoformat(row["startAt"][:10])
        for row in shifted_feed(today)["data"]
        if row["startAt"][:2] == "20" and "-13-" not in row["startAt"]
    ]
    assert min(starts) >= today - timedelta(days=70)
    assert max(starts) <= today + timedelta(days=100)


def test_home_says_what_it_is_and_starts_in_one_tap(demo: str, client: Client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        html = client.get("/").content.decode()
    assert html.count("<h1") == 1
    assert 'class="button" href="/evaluation/"' in html
    assert len(html) <= 20 * 1024
    assert not client.get("/").cookies


def test_home_in_english(demo: str, client: Client) -> None:
    html = client.get("/en/").content.decode()
    assert '<html lang="en"' in html
    assert 'hreflang="fr"' in html


def test_editorial_pages_are_whole_in_both_languages(demo: str, client: Client, django_assert_max_num_queries) -> None:
    pages = EditorialPage.objects.select_related("locale").order_by("path")
    assert pages.count() == 16
    # Somebody has been on the site within the hour: Wagtail's site roots are in the cache.
    client.get("/")
    links = set()
    for page in pages:
        with django_assert_max_num_queries(12):
            answer = client.get(page.url)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert html.count("<h1") == 1
        other = EditorialPage.objects.exclude(pk=page.pk).get(translation_key=page.translation_key)
        assert f'<a href="{other.url}" hreflang="{other.locale.language_code}"' in html
        links |= set(re.findall(r'href="(/[^"#?]*)', html[html.index("<main") : html.index("</main>")]))
    assert len(links) > 20
    assert {link: status for link in links if (status := client.get(link).status_code) != 200} == {
        "/compte/": 302,
        "/en/compte/": 302,
    }


def test_footer_names_every_editorial_page(demo: str, client: Client) -> None:
    html = client.get("/").content.decode()
    footer = html[html.index("<footer") :]
    french = EditorialPage.objects.filter(locale__language_code="fr").order_by("path")
    titles = list(french.values_list("title", flat=True))
    assert titles[0] == "Comment ça marche"
    assert [footer.index(f">{title}</a>") for title in titles] == sorted(footer.index(f">{title}</a>") for title in titles)


def test_language_switch_leads_to_the_translation(demo: str, client: Client) -> None:
    assert 'href="/en/competences/gestion-du-stress/"' in client.get("/competences/gestion-du-stress/").content.decode()
    translations = [page for page in Resource.objects.select_related("locale") if page.locale.language_code == "en"]
    assert len(translations) >= 12
    for page in [page.specific for page in translations]:
        french = type(page).objects.exclude(pk=page.pk).get(translation_key=page.translation_key)
        rows = [list(one.skill_rows.values_list("skill__slug", "level", "weight")) for one in (page, french)]
        assert rows[0] == rows[1], page.slug
        assert (page.minutes, len(page.body)) == (french.minutes, len(french.body)), page.slug
        assert [block.block_type for block in page.body] == [block.block_type for block in french.body], page.slug
        html = client.get(french.url).content.decode()
        assert f'<a href="{page.url}" hreflang="en"' in html
        assert html.count("<h1") == 1
    assert [lesson.minutes for lesson in LessonPage.objects.filter(slug="preparing-the-first-minute")] == [8]


def test_contact_is_shown_once_the_association_has_filled_it_in(demo: str, client: Client) -> None:
    assert "<address" not in client.get("/vie-privee/").content.decode()
    contact = ContactSetting.for_site(Site.objects.get(is_default_site=True))
    contact.organisation, contact.email = "Association Essai", "bonjour@essai.example"
    contact.save()
    assert "bonjour@essai.example" in client.get("/vie-privee/").content.decode()


def test_robots_and_sitemap_show_the_way(demo: str, client: Client) -> None:
    assert "Sitemap:" in client.get("/robots.txt").content.decode()
    sitemap = client.get("/sitemap.xml").content.decode()
    mission = Mission.objects.published(timezone.localdate()).first()
    for path in ("/comment-ca-marche/", "/en/how-it-works/", "/en/competences/empathie/", mission.get_absolute_url()):
        assert f"{path}</loc>" in sitemap


def test_binding_pages_come_locked(demo: str) -> None:
    for slug in ("vie-privee", "privacy", "accessibilite", "accessibility", "mentions-legales", "legal-notice"):
        page = EditorialPage.objects.get(slug=slug)
        assert (page.live, page.locked, page.locked_by) == (True, True, None), "nobody holds the key but who may unlock"
