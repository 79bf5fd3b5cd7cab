"""What every test may count on: the framework and its statements in the database, an empty index."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import translation
from wagtail.models import Locale, Page, Site

from home.models import HomePage
from resources.models import ResourceIndexPage
from search import healing
from search.engine import SearchEngine, get_engine
from search.sync import rebuild
from tests.resources.factories import ResourceIndexFactory
from tests.staff import Browser, sign_in_staff

DATABASE_FIXTURES = frozenset({"django_db_setup", "db", "transactional_db", "live_server"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks for the database. pytest-django lets no other test reach it: those say the same on every one."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The 45 skills and their statements, loaded once; every test's own rows are rolled back."""
    with django_db_blocker.unblock():
        call_command("load_framework", verbosity=0)
        call_command("load_statements", verbosity=0)


@pytest.fixture(scope="module")
def demo_loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The demo content, loaded once for the tests of a module and gone after them; what the loader said.

    What each test changes is rolled back by itself, to what was loaded.
    """
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """No test sees what another left in the process: its cache, its language, an engine that was away, keys to index."""
    cache.clear()
    healing.forget()
    # Keys of changes that were rolled back.
    connection.__dict__.pop("search_pending", None)
    translation.activate("fr")
    yield
    cache.clear()


@pytest.fixture
def engine(db: None) -> SearchEngine:
    """The real engine over an index that holds what the test's database holds now."""
    engine = get_engine()
    rebuild(engine)
    return engine


@pytest.fixture
def client() -> Client:
    """A browser of today: it says that a form comes from this site (Fetch Metadata)."""
    return Browser(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def staff_client(client: Client, db: None) -> Client:
    """Signed in as somebody who may do everything, by password and second factor."""
    return sign_in_staff(client, User.objects.create_superuser("admin", "admin@example.org"))


@pytest.fixture
def admin_client(db: None) -> Client:
    """pytest-django's, with the second factor that the admin asks for."""
    browser = Browser(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(User.objects.create_superuser("admin", "admin@example.org"))
    return browser


@pytest.fixture
def home(db: None) -> HomePage:
    locale, _created = Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="Tremplin", slug="accueil", locale=locale))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": page, "hostname": "testserver", "port": 80})
    return page


@pytest.fixture
def resource_index(home: HomePage) -> ResourceIndexPage:
    return ResourceIndexFactory(parent=home, locale=home.locale)


@pytest.fixture
def english_index(home: HomePage, resource_index: ResourceIndexPage) -> ResourceIndexPage:
    """The same list in English, below the English home."""
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english = Page.get_first_root_node().add_child(
        instance=HomePage(title="Tremplin", slug="english", locale=locale, translation_key=home.translation_key)
    )
    key = resource_index.translation_key
    return ResourceIndexFactory(parent=english, locale=locale, title="Resources", slug="resources", translation_key=key)
