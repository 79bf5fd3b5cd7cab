"""Announcement, menus, footer, names and legal blanks: set in the admin, seen on the next page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from home.models import Announcement, ContactSetting, EditorialPage, HomePage, Navigation, SiteSetting
from tests.staff import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(home: HomePage) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def about(home: HomePage) -> EditorialPage:
    return home.add_child(instance=EditorialPage(title="Qui on est", slug="qui-on-est", locale=home.locale))


@pytest.fixture
def admin(site: Site) -> Client:
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(get_user_model().objects.create_superuser("chef", "chef@example.org", "x"))
    return browser


def html(client: Client, path: str = "/competences/") -> str:
    return client.get(path).content.decode()


def change(admin: Client, site: Site, model: type, data: dict) -> None:
    response = admin.post(f"/admin/settings/home/{model._meta.model_name}/{site.pk}/", data)
    assert response.status_code == 302, response.context["form"].errors


def announced(**values) -> dict:
    empty = dict.fromkeys(("text_fr", "text_en", "link", "link_text_fr", "link_text_en", "starts", "ends"), "")
    return {**empty, "tone": "info", **values}


def test_announcement_shows_on_every_page_and_goes(admin: Client, client: Client, site: Site) -> None:
    assert "announcement" not in html(client)
    data = announced(text_fr="Atelier le 3 juin", link="/missions/", link_text_fr="Voir", tone="joy")
    change(admin, site, Announcement, data)
    for path in ("/", "/competences/", "/nulle-part/"):
        shown = html(client, path)
        assert "Atelier le 3 juin" in shown
        assert "announcement--joy" in shown
        assert '<a href="/missions/">Voir</a>' in shown
    assert "Atelier" not in html(client, "/en/competences/")
    change(admin, site, Announcement, announced())
    assert "announcement" not in html(client)


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [(-1, 1, True), (1, 2, False), (-2, -1, False), (None, None, True), (-1, None, True), (None, -1, False)],
)
def test_announcement_keeps_its_dates(client: Client, site: Site, starts: int | None, ends: int | None, shown: bool) -> None:
    now = timezone.now()
    moments = {name: now + timedelta(hours=hours) for name, hours in (("starts", starts), ("ends", ends)) if hours}
    Announcement.objects.create(site=site, text_fr="Atelier", **moments)
    assert ("Atelier" in html(client)) is shown


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.org/", "//example.org/", "/\\\\example.org", "ailleurs"])
def test_announcement_refuses_an_unsafe_link(site: Site, link: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Announcement(site=site, text_fr="Atelier", link=link, link_text_fr="Voir").full_clean()
    assert "link" in caught.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"link": "/missions/"}, "link_text_fr"),
        ({"link": "/missions/", "link_text_fr": "Voir", "text_en": "Workshop"}, "link_text_en"),
        ({"starts": timezone.now(), "ends": timezone.now() - timedelta(days=1)}, "ends"),
    ],
)
def test_announcement_says_what_is_wrong(site: Site, values: dict, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Announcement(site=site, text_fr="Atelier", **values).full_clean()
    assert list(caught.value.message_dict) == [field]


def test_announcement_is_escaped(client: Client, site: Site) -> None:
    Announcement.objects.create(site=site, text_fr="<script>alert(1)</script>")
    assert "<script>alert" not in html(client)


def entry(**target) -> dict:
    return {"page": "", "route": "", "url": "", "label_fr": "Essai", "label_en": "Trial", **target}


def menus(menu: list[dict], footer: list[dict] = ()) -> dict:
    return nested_form_data(
        {name: streamfield([("link", value) for value in values]) for name, values in (("menu", menu), ("footer", footer))}
    )


def test_menu_and_footer_are_the_portals_until_set(client: Client, about: EditorialPage) -> None:
    shown = html(client)
    assert '<a href="/evaluation/">M&#x27;évaluer</a>' in shown
    assert '<a href="/qui-on-est/">Qui on est</a>' in shown
    assert '<a href="/api/">API</a>' in shown


def test_menu_and_footer_as_set_show_at_once_in_both_languages(
    admin: Client, client: Client, site: Site, about: EditorialPage
) -> None:
    html(client)
    change(
        admin,
        site,
        Navigation,
        menus([entry(route="missions:list"), entry(page=about.pk, label_fr="Nous")], [entry(url="https://example.org/x")]),
    )
    shown = html(client, "/missions/")
    assert shown.count('<a href="/missions/" aria-current="page">Essai</a>') == 2, "wide and narrow menu"
    assert '<a href="/qui-on-est/">Nous</a>' in shown
    assert '<a href="https://example.org/x">Essai</a>' in shown
    assert "M&#x27;évaluer</a>" not in shown
    assert '<a href="/en/missions/">Trial</a>' in html(client, "/en/competences/")


def test_menu_loses_a_page_that_closes(client: Client, site: Site, about: EditorialPage) -> None:
    value = {"page": about.pk, "route": "", "url": "", "label_fr": "Nous", "label_en": "Us"}
    Navigation.objects.create(site=site, menu=[{"type": "link", "value": value}])
    assert ">Nous</a>" in html(client)
    about.unpublish()
    assert ">Nous</a>" not in html(client)


@pytest.mark.parametrize(
    "target",
    [{}, {"route": "missions:list", "url": "https://example.org/"}, {"url": "http://example.org/"}, {"url": "javascript:x"}],
)
def test_menu_entry_leads_to_one_safe_place(admin: Client, site: Site, target: dict) -> None:
    response = admin.post(f"/admin/settings/home/navigation/{site.pk}/", menus([entry(**target)]))
    assert response.status_code == 200
    assert response.context["form"].errors["menu"]


def test_menu_form_opens_with_what_people_see(admin: Client, site: Site, about: EditorialPage) -> None:
    form = admin.get(f"/admin/settings/home/navigation/{site.pk}/").context["form"]
    assert next(block.value["route"] for block in form.initial["menu"]) == "assessments:start"
    assert next(str(block.value["page"]) for block in form.initial["footer"]) == "Qui on est"


def test_frame_asks_nothing_once_known(client: Client, site: Site, django_assert_num_queries) -> None:
    Announcement.objects.create(site=site, text_fr="Atelier")
    SiteSetting.objects.create(site=site, name="Élan")
    html(client, "/api/")
    with django_assert_num_queries(0):
        shown = html(client, "/api/")
    assert "Atelier" in shown
    assert "Élan" in shown


def test_name_of_the_site_shows_in_head_and_header(admin: Client, client: Client, site: Site) -> None:
    html(client)
    change(admin, site, SiteSetting, {"name": "Élan", "share_image": "", "share_text_fr": "", "share_text_en": ""})
    shown = html(client, "/api/")
    assert "<title>API · Élan</title>" in shown
    assert "Élan</a>" in shown


def test_legal_notice_shows_what_is_filled_and_no_blank(client: Client, site: Site, home: HomePage) -> None:
    page = home.add_child(instance=EditorialPage(title="Mentions", slug="mentions", locale=home.locale, show_legal=True))
    assert "<dl" not in html(client, page.url)
    ContactSetting.objects.create(site=site, organisation="Association Essai", host_name="Hébergeur Essai")
    shown = html(client, page.url)
    assert "Association Essai" in shown
    assert "Hébergeur Essai" in shown
    assert shown.count("<dt>") == 2


def test_legal_blanks_are_named_in_the_admin_until_filled(admin: Client, site: Site) -> None:
    address = f"/admin/settings/home/contactsetting/{site.pk}/"
    shown = admin.get(address).content.decode()
    assert "<li>responsable de la publication</li>" in shown
    assert "<li>numéro RNA ou SIREN</li>" in shown
    filled = dict.fromkeys(ContactSetting.REQUIRED, "Essai") | {"email": "essai@example.org", "siren": "123456789"}
    ContactSetting.objects.update_or_create(site=site, defaults=filled)
    shown = admin.get(address).content.decode()
    assert "responsable de la publication</li>" not in shown
    assert "Tout ce que la loi demande est rempli." in shown
