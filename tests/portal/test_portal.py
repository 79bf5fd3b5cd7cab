"""The house as a whole: health, error pages, headers, and settings that refuse to be unsafe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from wagtail.models import Site

from portal.checks import mail_reaches_people
from portal.management.commands.prepare import Command
from search.engine import SearchEngine
from tests.resources.factories import ArticleFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


def test_healthz_answers(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_readyz_when_everything_is_there(client: Client, engine: SearchEngine) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "migrations": True, "cache": True, "engine": True}


def test_readyz_names_what_is_missing(client: Client, tmp_path: Path) -> None:
    with override_settings(SEARCH_URL=f"embedded:///{tmp_path / 'none'}"):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["engine"] is False
    assert answer.json()["database"] is True


def test_not_found_page_leads_on(client: Client) -> None:
    answer = client.get("/nulle-part/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>" in html
    assert 'href="/recherche/"' in html
    assert 'content="noindex"' in html


def test_server_error_page_needs_nothing() -> None:
    client = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF="tests.portal.broken_urls"):
        answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "Ce n'est pas ta faute" in answer.content.decode()


def test_form_left_open_too_long_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/recommandations/avis/", {"item": "article:1", "verdict": "kept"})
    assert answer.status_code == 403
    assert "recharge" in answer.content.decode()


def test_public_pages_carry_the_strict_policy(client: Client) -> None:
    answer = client.get("/competences/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_admin_has_a_policy_it_can_work_with(client: Client) -> None:
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy


def test_pages_have_no_inline_code(client: Client) -> None:
    html = client.get("/competences/gestion-du-stress/").content.decode()
    assert " style=" not in html
    assert "onclick" not in html
    assert "javascript:" not in html


def _check(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DJANGO_SETTINGS_MODULE", "BASE_URL"}
    }
    command = [sys.executable, "-c", "import portal.settings"]
    return subprocess.run(
        command, cwd=environment.pop("cwd", ROOT), env={**clean, **environment}, capture_output=True, text=True, check=False
    )


def test_http_address_with_https_on_is_refused() -> None:
    outcome = _check(SECRET_KEY="x" * 50, HTTPS="on", BASE_URL="http://tremplin.example", DEBUG="off")
    assert "BASE_URL must start with https://" in outcome.stderr


def test_no_secret_no_start() -> None:
    outcome = _check(SECRET_KEY="")
    assert "SECRET_KEY is not set" in outcome.stderr


def test_editors_preview_may_be_framed_by_the_editor(admin_client: Client, resource_index) -> None:
    page = ArticleFactory(parent=resource_index)
    answer = page.make_preview_request()
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_full_addresses_start_with_the_configured_one(db: None) -> None:
    call_command("load_demo", verbosity=0)
    with override_settings(BASE_URL="https://tremplin.example"):
        Command().name_site()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("tremplin.example", 443)
    site.hostname = "autre.example"
    site.save()
    Command().name_site()
    assert Site.objects.get(is_default_site=True).hostname == "autre.example"


def test_server_that_prints_its_mails_is_warned(settings) -> None:
    assert not mail_reaches_people(None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert [warning.id for warning in mail_reaches_people(None)] == ["tremplin.W001"]
