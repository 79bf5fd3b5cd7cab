"""The manifest, the worker and the page of kept pages, as a browser asks for them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "static"


def worker(client: Client, **headers: str) -> str:
    return client.get("/sw.js", headers=headers).content.decode()


def config(text: str) -> dict:
    return json.loads(re.match(r"const CONFIG = (\{.*\});\n", text)[1])


@pytest.mark.parametrize(("path", "language", "start"), [("/", "fr", "/"), ("/en/", "en", "/en/")])
def test_manifest_speaks_the_language_of_its_address(client: Client, home, path: str, language: str, start: str) -> None:
    answer = client.get(f"{path}manifest.webmanifest")
    content = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (content["lang"], content["start_url"], content["scope"]) == (language, start, "/")
    assert len(content["shortcuts"]) == 4
    for shortcut in content["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200
        assert shortcut["url"].startswith(start)
    assert (
        f'href="{path}manifest.webmanifest"'
        in client.get(reverse("skills:framework") if path == "/" else "/en/competences/").content.decode()
    )


def test_icons_are_pictures_of_the_size_they_say(client: Client) -> None:
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        path = STATIC / urlsplit(icon["src"]).path.removeprefix("/static/")
        assert path.stat().st_size < 10_000
        picture = Image.open(io.BytesIO(path.read_bytes()))
        assert "{}x{}".format(*picture.size) == icon["sizes"]
        if icon["purpose"] == "maskable":
            assert picture.convert("RGBA").getpixel((0, 0)) == (255, 200, 61, 255)


def test_worker_may_look_after_everything_and_is_asked_for_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert "Clear-Site-Data" not in answer
    again = client.get("/sw.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_shell_is_what_is_deployed(client: Client) -> None:
    shell = config(worker(client))["shell"]
    assert any("bricolage" in name for name in shell)
    for name in shell:
        assert (STATIC / name.removeprefix("/static/")).is_file()


def test_low_data_shell_has_no_font(client: Client) -> None:
    light, whole = config(worker(client, **{"Save-Data": "on"})), config(worker(client))
    assert light["saving"]
    assert not any("bricolage" in name or "htmx" in name for name in light["shell"])
    assert light["version"] != whole["version"]


def test_worker_is_small_enough_to_read() -> None:
    parts = sorted((Path(settings.BASE_DIR) / "home" / "worker").glob("*.js"))
    assert [path.name for path in parts] == ["keeping.js", "off.js", "serving.js"]
    for path in parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) < 150


def test_pages_for_reading_offline_exist_in_both_languages(client: Client, home) -> None:
    pages = config(worker(client))["pages"]
    for language, path in pages.items():
        html = client.get(path).content.decode()
        assert f'<html lang="{language}"' in html
        assert 'content="noindex"' in html


@override_settings(OFFLINE=False)
def test_switched_off_the_worker_clears_and_leaves(client: Client) -> None:
    text = worker(client)
    assert "unregister()" in text
    assert "caches.delete" in text
    assert "CONFIG" not in text
    html = client.get("/competences/gestion-du-stress/").content.decode()
    assert "keep-offline" not in html
    assert "js/offline.js" not in html
    assert "coupée pour le moment" in client.get("/hors-ligne/").content.decode()
