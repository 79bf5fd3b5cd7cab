"""Who may open what: every role at every kind of admin page, allowed and refused, through real requests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.core.management import call_command
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Site, Workflow

from desk.models import Role
from desk.roles import STOCK_GROUPS
from home.models import EditorialPage, HomePage
from resources.models import ArticlePage, ResourceIndexPage
from skills.models import Skill
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory, ResourceIndexFactory
from tests.staff import LOGIN, Browser

pytestmark = pytest.mark.django_db

AUTHOR, MODERATOR, MISSIONS, ADMINISTRATOR = ROLES = tuple(Role.Key.values)
WRITERS, REVIEWERS = {AUTHOR, MODERATOR, ADMINISTRATOR}, {MODERATOR, ADMINISTRATOR}
FIELD, EVERYBODY = {MISSIONS, ADMINISTRATOR}, set(ROLES)


@dataclass
class Portal:
    """A portal with one thing of each kind; the author's own are `own_…`."""

    site: Site
    home: HomePage
    index: ResourceIndexPage
    legal: EditorialPage
    article: ArticlePage
    own_article: ArticlePage
    image: Image
    own_image: Image
    document: Document
    users: dict[str, AbstractBaseUser]

    def browser(self, role: str) -> Client:
        client = Browser(headers={"Sec-Fetch-Site": "same-origin"})
        client.force_login(self.users[role])
        return client


@pytest.fixture
def portal(home: HomePage, resource_index: ResourceIndexPage) -> Portal:
    call_command("load_roles", verbosity=0)
    legal = home.add_child(instance=EditorialPage(title="Vie privée", slug="vie-privee", locale=home.locale, locked=True))
    users = {}
    for role in Role.objects.select_related("group"):
        users[role.key] = get_user_model().objects.create_user(role.key, f"{role.key}@example.org", "x")
        users[role.key].groups.add(role.group)
    return Portal(
        site=Site.objects.get(is_default_site=True),
        home=home,
        index=resource_index,
        legal=legal,
        article=ArticleFactory(parent=resource_index),
        own_article=ArticleFactory(parent=resource_index, owner=users[AUTHOR], live=False),
        image=Image.objects.create(title="Une image", file=get_test_image_file()),
        own_image=Image.objects.create(title="La sienne", file=get_test_image_file(), uploaded_by_user=users[AUTHOR]),
        document=Document.objects.create(title="Un document", file=get_test_image_file("x.pdf")),
        users=users,
    )


def setting(model: str) -> Callable[[Portal], str]:
    return lambda portal: f"/admin/settings/home/{model}/{portal.site.pk}/"


# What it is -> its address, and the roles that may open it. Everybody else is refused.
PAGES: dict[str, tuple[Callable[[Portal], str], set[str]]] = {
    "first page": (lambda p: "/admin/", EVERYBODY),
    "own account": (lambda p: "/admin/account/", EVERYBODY),
    "list of resources": (lambda p: "/admin/ressources/", WRITERS),
    "new article": (lambda p: f"/admin/pages/add/resources/articlepage/{p.index.pk}/", WRITERS),
    "new course": (lambda p: f"/admin/pages/add/resources/coursepage/{p.index.pk}/", WRITERS),
    "an author's own article": (lambda p: f"/admin/pages/{p.own_article.pk}/edit/", WRITERS),
    "somebody else's article": (lambda p: f"/admin/pages/{p.article.pk}/edit/", REVIEWERS),
    "history of an article": (lambda p: f"/admin/pages/{p.article.pk}/history/", REVIEWERS),
    "an article, taken offline": (lambda p: f"/admin/pages/{p.article.pk}/unpublish/", REVIEWERS),
    "an article, deleted": (lambda p: f"/admin/pages/{p.article.pk}/delete/", REVIEWERS),
    "an author's own draft, deleted": (lambda p: f"/admin/pages/{p.own_article.pk}/delete/", WRITERS),
    "an article, moved": (lambda p: f"/admin/pages/{p.article.pk}/move/", REVIEWERS),
    "home page": (lambda p: f"/admin/pages/{p.home.pk}/edit/", REVIEWERS),
    "new editorial page": (lambda p: f"/admin/pages/add/home/editorialpage/{p.home.pk}/", REVIEWERS),
    "locked page": (lambda p: f"/admin/pages/{p.legal.pk}/edit/", REVIEWERS),
    "locked page, deleted": (lambda p: f"/admin/pages/{p.legal.pk}/delete/", {ADMINISTRATOR}),
    "locked page, moved": (lambda p: f"/admin/pages/{p.legal.pk}/move/", {ADMINISTRATOR}),
    "locked page, closed": (lambda p: f"/admin/pages/{p.legal.pk}/privacy/", {ADMINISTRATOR}),
    "a home for another language": (lambda p: "/admin/pages/add/home/homepage/1/", {ADMINISTRATOR}),
    "images": (lambda p: "/admin/images/", WRITERS),
    "new image": (lambda p: "/admin/images/add/", WRITERS),
    "an author's own image": (lambda p: f"/admin/images/{p.own_image.pk}/", WRITERS),
    "somebody else's image": (lambda p: f"/admin/images/{p.image.pk}/", REVIEWERS),
    "choosing an image": (lambda p: "/admin/images/chooser/", EVERYBODY),
    "documents": (lambda p: "/admin/documents/", WRITERS),
    "somebody else's document": (lambda p: f"/admin/documents/edit/{p.document.pk}/", REVIEWERS),
    "coverage": (lambda p: "/admin/couverture/", WRITERS),
    "reviews under way": (lambda p: "/admin/reports/workflow/", WRITERS),
    "locked pages": (lambda p: "/admin/reports/locked/", {ADMINISTRATOR}),
    # Everybody sees there what happened to what they may change.
    "who changed what": (lambda p: "/admin/reports/site-history/", EVERYBODY),
    "redirects": (lambda p: "/admin/redirects/", REVIEWERS),
    "announcement": (setting("announcement"), REVIEWERS),
    "name and sharing": (setting("sitesetting"), {ADMINISTRATOR}),
    "menu and footer": (setting("navigation"), {ADMINISTRATOR}),
    "legal texts": (setting("contactsetting"), {ADMINISTRATOR}),
    "missions": (lambda p: "/admin/snippets/missions/mission/", FIELD),
    "new mission": (lambda p: "/admin/snippets/missions/mission/add/", FIELD),
    "a mission and its skills": (lambda p: f"/admin/snippets/missions/mission/edit/{MissionFactory().pk}/", FIELD),
    "organisations": (lambda p: "/admin/snippets/missions/organisation/", FIELD),
    "sources": (lambda p: "/admin/snippets/missions/source/", FIELD),
    "how many leave for a platform": (lambda p: "/admin/mises-en-relation/", FIELD),
    "skills": (lambda p: "/admin/snippets/skills/skill/", {ADMINISTRATOR}),
    "a skill": (lambda p: f"/admin/snippets/skills/skill/edit/{Skill.objects.first().pk}/", {ADMINISTRATOR}),
    "questionnaire": (lambda p: "/admin/snippets/assessments/statement/", {ADMINISTRATOR}),
    "synonyms": (lambda p: "/admin/snippets/search/synonym/", {ADMINISTRATOR}),
    "accounts of the team": (lambda p: "/admin/users/", {ADMINISTRATOR}),
    "roles": (lambda p: "/admin/groups/", {ADMINISTRATOR}),
    "workflows": (lambda p: "/admin/workflows/list/", {ADMINISTRATOR}),
    "sites": (lambda p: "/admin/sites/", {ADMINISTRATOR}),
    "languages": (lambda p: "/admin/locales/", {ADMINISTRATOR}),
    "collections": (lambda p: "/admin/collections/", {ADMINISTRATOR}),
}


def may_open(browser: Client, path: str) -> bool:
    """Refused is Wagtail's way back to the first page, a 403, or nothing to be seen there."""
    answer = browser.get(path)
    assert answer.status_code in {200, 302, 403, 404}, answer.status_code
    if answer.status_code == 302:
        assert answer.url == "/admin/", answer.url
    return answer.status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_page(portal: Portal, role: str, subtests) -> None:
    browser = portal.browser(role)
    for name, (address, allowed) in PAGES.items():
        with subtests.test(name):
            assert may_open(browser, address(portal)) is (role in allowed)


def test_visitors_and_accounts_without_a_role_see_nothing(portal: Portal, client: Client) -> None:
    paths = [address(portal) for address, _allowed in PAGES.values()]
    assert all(client.get(path).url.startswith(LOGIN) for path in paths)
    client.force_login(get_user_model().objects.create_user("passant", "passant@example.org", "x"))
    assert not any(client.get(path).status_code == 200 for path in paths)


def labels(value: object) -> Iterator[str]:
    """Every name in the sidebar, whatever it is packed in."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from labels(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from labels(inner)
    elif isinstance(value, str):
        yield value


MENUS = {
    AUTHOR: (
        {"Écrire", "Ressources", "Images", "Relire", "Mesurer"},
        {"Missions", "Réglages", "Pages verrouillées", "Questionnaire", "Mises en relation"},
    ),
    MODERATOR: ({"Écrire", "Relire", "Mesurer", "Réglages", "Annonce", "Redirections"}, {"Missions", "Questionnaire", "Rôles"}),
    MISSIONS: (
        {"Missions", "Organisations", "Sources", "Mesurer", "Mises en relation"},
        {"Écrire", "Relire", "Pages", "Réglages", "Ressources", "Questionnaire"},
    ),
    ADMINISTRATOR: (
        {"Écrire", "Relire", "Missions", "Mesurer", "Réglages", "Questionnaire", "Rôles", "Menu et pied de page"},
        set(),
    ),
}


@pytest.mark.parametrize("role", ROLES)
def test_menu_shows_what_the_role_may_do_and_nothing_else(portal: Portal, role: str) -> None:
    html = portal.browser(role).get("/admin/").content.decode()
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.DOTALL)[1]
    shown, (wanted, unwanted) = set(labels(json.loads(props))), MENUS[role]
    assert wanted <= shown, wanted - shown
    assert not unwanted & shown


# --- locked pages ---------------------------------------------------------------------------


def test_locked_page_stays_for_a_moderator_even_in_bulk(portal: Portal) -> None:
    browser = portal.browser(MODERATOR)
    data = {"title": "Autre chose", "slug": "vie-privee", "summary": "", "body-count": "0", "action-publish": "1"}
    for path, post in (
        (f"/admin/pages/{portal.legal.pk}/edit/", data),
        (f"/admin/pages/{portal.legal.pk}/unlock/", {}),
        (f"/admin/pages/{portal.legal.pk}/unpublish/", {}),
        (f"/admin/pages/{portal.legal.pk}/delete/", {}),
        (f"/admin/bulk/wagtailcore/page/delete/?id={portal.legal.pk}", {}),
        (f"/admin/bulk/wagtailcore/page/unpublish/?id={portal.legal.pk}", {}),
        (f"/admin/pages/{portal.legal.pk}/privacy/", {"restriction_type": "login"}),
    ):
        browser.post(path, post)
        page = EditorialPage.objects.get(pk=portal.legal.pk)
        assert (page.title, page.live, page.locked, page.get_view_restrictions().count()) == ("Vie privée", True, True, 0), path


def test_locked_page_is_unlocked_by_an_administrator(portal: Portal) -> None:
    assert portal.browser(ADMINISTRATOR).post(f"/admin/pages/{portal.legal.pk}/unlock/").status_code == 302
    assert not EditorialPage.objects.get(pk=portal.legal.pk).locked


# --- the command ----------------------------------------------------------------------------


def given() -> set[tuple]:
    pages = GroupPagePermission.objects.values_list("group__name", "page", "permission__codename")
    return {*pages, *Group.objects.values_list("name", "permissions__codename")}


def test_loading_again_changes_nothing(portal: Portal) -> None:
    before = (given(), Group.objects.count(), Workflow.objects.count(), GroupApprovalTask.objects.count())
    call_command("load_roles", verbosity=0)
    assert (given(), Group.objects.count(), Workflow.objects.count(), GroupApprovalTask.objects.count()) == before


def test_loading_again_keeps_what_an_administrator_decided(portal: Portal) -> None:
    group = Role.objects.get(key=AUTHOR).group
    group.name = "Nos plumes"
    group.save()
    added = Permission.objects.get(codename="change_announcement")
    removed = GroupPagePermission.objects.get(group=group, permission__codename="add_page")
    group.permissions.add(added)
    removed.delete()
    call_command("load_roles", verbosity=0)
    assert added in group.permissions.all()
    assert not GroupPagePermission.objects.filter(group=group, permission__codename="add_page").exists()
    assert Group.objects.filter(name__in=["Nos plumes", "Écriture"]).count() == 1


def test_a_list_made_since_is_open_to_authors(portal: Portal) -> None:
    other = ResourceIndexFactory(parent=portal.home, locale=portal.home.locale, slug="autre", title="Autre liste")
    path = f"/admin/pages/add/resources/articlepage/{other.pk}/"
    assert not may_open(portal.browser(AUTHOR), path)
    call_command("load_roles", verbosity=0)
    assert may_open(portal.browser(AUTHOR), path)


def test_wagtails_own_groups_go_only_when_nobody_is_in_them(home: HomePage) -> None:
    kept = Group.objects.get(name=STOCK_GROUPS[0])
    get_user_model().objects.create_user("ancienne", "ancienne@example.org", "x").groups.add(kept)
    call_command("load_roles", verbosity=0)
    assert list(Group.objects.filter(name__in=STOCK_GROUPS)) == [kept]


def test_one_workflow_reviews_every_page(portal: Portal) -> None:
    assert Page.objects.get(pk=portal.article.pk).get_workflow().name == "Relecture"
    assert [workflow.name for workflow in Workflow.objects.filter(active=True)] == ["Relecture"]
    groups = GroupApprovalTask.objects.get(active=True).groups.values_list("role__key", flat=True)
    assert set(groups) == REVIEWERS
