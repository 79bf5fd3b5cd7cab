"""The content check finds each kind of fault it promises to find, and says nothing of sound content."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageViewRestriction

from desk.content_check import check_content
from desk.readability import readability, syllables
from resources.demo_content import stream_of
from resources.models import ResourceIndexPage
from tests.resources.factories import ArticleFactory, ArticlePage

EASY = "Tu prends ton sac. Tu sors tôt. Le bus arrive à sept heures. Tu dis bonjour au chauffeur. Il te sourit. "
HARD = (
    "L'appropriation progressive des méthodologies organisationnelles contemporaines nécessite indéniablement une réflexivité "
    "institutionnelle particulièrement approfondie concernant les représentations individuelles, collectives et professionnelles "
)


def article(index: ResourceIndexPage, text: str, **facts: object) -> ArticlePage:
    return ArticleFactory(parent=index, body=stream_of([{"text": text}]), **facts)


def faults(about: str) -> list[str]:
    return [fault for fault in check_content().faults if about in fault]


@pytest.mark.parametrize(
    ("word", "count"), [("bus", 1), ("soleil", 2), ("été", 2), ("persévérance", 4), ("peut-être", 2), ("âge", 1), ("agir", 2)]
)
def test_syllables_of_french_words(word: str, count: int) -> None:
    assert syllables(word) == count


def test_easy_text_scores_above_hard_text() -> None:
    easy, hard = readability(EASY * 6).score, readability(f"{HARD * 6}.").score
    assert easy > 90 > 30 > hard
    assert readability("Trop court.").score is None


def test_a_list_is_read_item_by_item() -> None:
    """Items without a full stop are no endless sentence."""
    assert readability("\n".join(["prends ton sac"] * 40)).sentences == 40


def test_hard_text_is_named(resource_index: ResourceIndexPage) -> None:
    article(resource_index, f"<p>{HARD * 8}.</p>", title="Trop dur")
    article(resource_index, f"<p>{EASY * 8}</p>", title="Facile")
    assert [fault.rpartition(": ")[2] for fault in faults("reading level")] == ["Trop dur"]


def test_dead_link_within_the_site_is_named(resource_index: ResourceIndexPage) -> None:
    gone = article(resource_index, "<p>Fini.</p>")
    article(resource_index, f'<p><a linktype="page" id="{gone.pk}">Lis aussi</a></p>', title="Qui mène")
    assert faults("broken link") == []
    gone.unpublish()
    assert [fault for fault in faults("broken link") if "Qui mène" in fault]


def test_copied_paragraph_is_named_once_with_its_pages(resource_index: ResourceIndexPage) -> None:
    copied = "Commence par dire ce que tu as vu, sans juger, puis demande ce que l'autre en pense vraiment."
    for title in ("Un", "Deux"):
        article(resource_index, f"<p>{copied}</p><p>Bonne idée.</p>", title=title)
    found = faults("copied paragraph")
    assert len(found) == 1
    assert "Un" in found[0]
    assert "Deux" in found[0]


def test_private_pages_are_left_alone(resource_index: ResourceIndexPage) -> None:
    page = article(resource_index, f"<p>{HARD * 8}.</p>")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert faults("reading level") == []


def test_skills_that_lack_resources_are_named(resource_index: ResourceIndexPage) -> None:
    article(resource_index, "<p>Un.</p>", skills={"empathie": 2})
    assert faults("empathie: ") == ["empathie: manque 2 ressources, 1 niveau, 1 format"]
    assert len(faults("rien encore")) == 44


def test_command_prints_json_and_fails_with_faults(resource_index: ResourceIndexPage) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="faults"):
        call_command("check_content", "--json", stdout=out)
    data = json.loads(out.getvalue())
    assert data["skills"] == 45
    assert data["skills_covered"] == 0
    assert data["faults"]
