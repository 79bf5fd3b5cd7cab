"""What is read in two queries says the same as Wagtail, which asks for each thing by itself."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from wagtail.models import Page, Site

from home.ground import ground
from home.models import EditorialPage, HomePage, Navigation
from resources.models import ResourceIndexPage
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def add_site(home: HomePage, hostname: str, port: int) -> Site:
    return Site.objects.create(hostname=hostname, port=port, root_page=home)


@pytest.mark.parametrize("default", [True, False], ids=["default", "no default"])
@pytest.mark.parametrize("others", [[], [80], [8000], [80, 8000]], ids=str)
@pytest.mark.parametrize("host", ["testserver", "localhost", "localhost:8000", "127.0.0.1:8000"])
def test_a_host_has_the_site_that_wagtail_gives_it(home: HomePage, host: str, others: list[int], default: bool) -> None:
    for port in others:
        add_site(home, "localhost", port)
    Site.objects.filter(hostname="testserver").update(is_default_site=default)
    request = RequestFactory(headers={"Host": host}).get("/")
    assert ground(request).site == Site.find_for_request(request)


def test_root_paths_are_the_ones_that_wagtail_reads(home: HomePage, english_index: ResourceIndexPage) -> None:
    add_site(Page.objects.get(pk=english_index.get_parent().pk), "localhost", 80)
    found = ground(RequestFactory().get("/")).roots
    cache.clear()
    assert found == Site.get_site_root_paths()
    assert len(found) == 4


def test_a_menu_leads_to_pages_deep_down_in_the_language_of_the_reader(
    resource_index: ResourceIndexPage, english_index: ResourceIndexPage, client: Client
) -> None:
    french = ArticleFactory(parent=resource_index, slug="parler")
    ArticleFactory(parent=english_index, slug="speak", translation_key=french.translation_key)
    alone = ArticleFactory(parent=resource_index, slug="seul")
    draft = ArticleFactory(parent=resource_index, slug="brouillon", live=False)
    about = resource_index.get_parent().add_child(instance=EditorialPage(title="Qui", slug="qui", locale=resource_index.locale))
    entries = [
        {"type": "link", "value": {"page": page.pk, "route": "", "url": "", "label_fr": page.slug, "label_en": page.slug}}
        for page in (french, alone, draft, about)
    ]
    Navigation.objects.create(site=Site.objects.get(is_default_site=True), menu=entries)
    shown, english = client.get("/competences/").content.decode(), client.get("/en/competences/").content.decode()
    for address in ("/ressources/parler/", "/ressources/seul/", "/qui/"):
        assert f'href="{address}"' in shown
    assert "brouillon" not in shown
    assert 'href="/en/resources/speak/"' in english
    assert 'href="/ressources/seul/"' in english
