from __future__ import annotations

from typing import Any

import pytest
import wagtail_factories
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document

from kit.blocks import BodyBlock, StreamField, prefetch_renditions, searchable_text

BODY = BodyBlock()


def block(kind: str, value: dict[str, Any]) -> Any:
    """The block's value as an editor's form would hand it over, checked."""
    child = BODY.child_blocks[kind]
    return child.clean(child.to_python(value))


def stream(*parts: tuple[str, Any]) -> Any:
    return BODY.to_python([{"type": kind, "value": value} for kind, value in parts])


def test_migrations_hold_no_block_definition():
    _name, path, args, kwargs = StreamField(BODY, blank=True).deconstruct()
    assert path == "kit.blocks.StreamField"
    assert args == []
    assert kwargs == {"blank": True}
    # As a migration makes it: no block, and still a field.
    assert StreamField(**kwargs).stream_block.child_blocks == {}


@pytest.mark.parametrize(
    ("alternative", "decorative", "accepted"),
    [("Un pont", False, True), ("", True, True), ("", False, False), ("Un pont", True, False)],
)
def test_image_needs_a_text_or_to_be_decorative(db, alternative, decorative, accepted):
    image = wagtail_factories.ImageFactory()
    value = {"image": image.pk, "alternative": alternative, "decorative": decorative, "credit": ""}
    if accepted:
        assert block("image", value)["image"] == image
    else:
        with pytest.raises(ValidationError):
            block("image", value)


def test_image_is_responsive_lazy_and_webp(db):
    image = wagtail_factories.ImageFactory()
    html = stream(("image", {"image": image.pk, "alternative": "Un pont", "credit": "Sacha, CC BY"})).render_as_block()
    assert 'alt="Un pont"' in html
    assert 'loading="lazy"' in html
    assert ".webp" in html
    assert "srcset=" in html
    assert "Sacha, CC BY" in html


def test_images_need_the_same_queries_for_one_and_for_five(db):
    def queries(count: int) -> int:
        images = [wagtail_factories.ImageFactory() for _number in range(count)]
        body = [("image", {"image": image.pk, "alternative": "Un pont"}) for image in images]
        stream(*body).render_as_block()
        with CaptureQueriesContext(connection) as captured:
            again = stream(*body)
            prefetch_renditions(again)
            again.render_as_block()
        return len(captured)

    assert queries(1) == queries(5)


@pytest.mark.parametrize("value", [{"title": "Rien", "url": ""}, {"title": "Ailleurs", "url": "https://evil.example/v/1"}])
def test_video_needs_one_allowed_place(db, value):
    with pytest.raises(ValidationError):
        block("video", value)


def test_video_of_ours_has_captions_and_loads_nothing_ahead(db):
    film = Document.objects.create(title="Film", file=ContentFile(b"film", "film.webm"))
    words = Document.objects.create(title="Mots", file=ContentFile(b"WEBVTT", "film.vtt"))
    html = stream(
        ("video", {"title": "Respirer", "file": film.pk, "captions": words.pk, "transcript": "<p>Inspire.</p>"})
    ).render_as_block()
    assert 'preload="none"' in html
    assert f'<track kind="captions" src="/medias/{words.pk}/{words.filename}"' in html
    assert "Inspire." in html
    assert 'aria-label="Respirer"' in html


def test_every_block_says_what_it_holds():
    html = stream(
        ("quote", {"text": "On m'attendait", "who": "Sacha"}),
        ("callout", {"tone": "remember", "title": "Un nom suffit", "text": "<p>Un seul.</p>"}),
        ("exercise", {"title": "Essaie", "minutes": 1, "text": "<p>Vas-y.</p>"}),
        ("accordion", {"items": [{"title": "Et sinon", "text": "<p>Recommence.</p>"}]}),
    ).render_as_block()
    for text in (
        "<q>On m&#x27;attendait</q>",
        "À retenir",
        "1 minute<",
        "<summary>Et sinon</summary>",
    ):
        assert text in html


def test_markup_in_plain_fields_is_escaped():
    html = stream(("quote", {"text": "<script>alert(1)</script>", "who": "<b>x</b>"})).render_as_block()
    assert "<script>" not in html
    assert "<b>x</b>" not in html


def test_searchable_text_has_words_and_no_markup():
    words = " ".join(searchable_text(stream(("text", "<p>Un <b>nom</b></p>"), ("quote", {"text": "Dit-elle", "who": "Awa"}))))
    assert "nom" in words
    assert "Dit-elle" in words
    assert "<" not in words
