"""Three programs that ask for oEmbed, against the running portal: micawber, pyoembed, Wagtail's own finder."""

from __future__ import annotations

import pytest
from micawber import Provider, ProviderException, ProviderRegistry
from pyoembed import oEmbed
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder

PAGE, NOWHERE = "/competences/gestion-du-stress/", "/competences/nulle-part/"


def test_micawber_reads_a_page(portal: str) -> None:
    registry = ProviderRegistry()
    registry.register(rf"{portal}/\S*", Provider(f"{portal}/oembed"))
    found = registry.request(portal + PAGE, maxwidth=320)
    assert (found["type"], found["title"], found["width"]) == ("rich", "Gérer son stress", 320)
    with pytest.raises(ProviderException):
        registry.request(portal + NOWHERE)


def test_pyoembed_finds_the_way_by_itself(portal: str) -> None:
    found = oEmbed(portal + PAGE)
    assert (found["type"], found["title"], found["provider_name"]) == ("rich", "Gérer son stress", "Tremplin")
    assert found["thumbnail_url"].startswith(f"{portal}/partage/")


def test_wagtail_finds_it(portal: str) -> None:
    finder = OEmbedFinder(providers=[{"endpoint": f"{portal}/oembed", "urls": [rf"^{portal}/.+$"]}])
    found = finder.find_embed(portal + PAGE, max_width=400)
    assert found["title"] == "Gérer son stress"
    assert found["width"] == 400
    assert f'href="{portal}{PAGE}"' in found["html"]
    with pytest.raises(EmbedNotFoundException):
        finder.find_embed(portal + NOWHERE)
