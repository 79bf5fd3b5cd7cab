from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from resources.media import parse_range

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def film(db) -> Document:
    return Document.objects.create(title="Film", file=ContentFile(CONTENT, "film.mp4"))


def address(document: Document) -> str:
    return f"/medias/{document.pk}/{document.filename}"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=-", None),
        ("lines=0-1", None),
        ("bytes=0-1,4-5", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-", (10, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=90-500", (90, 99)),
    ],
)
def test_range_of_a_hundred_bytes(header, expected):
    assert parse_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=5-4", "bytes=-0"])
def test_range_outside_is_an_error(header):
    with pytest.raises(ValueError, match="bytes"):
        parse_range(header, 100)


def test_whole_file_says_it_can_be_had_in_parts(client, film):
    response = client.get(address(film))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"


def test_part_of_a_file(client, film):
    response = client.get(address(film), HTTP_RANGE="bytes=100-199")
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == CONTENT[100:200]
    assert response["Content-Range"] == f"bytes 100-199/{len(CONTENT)}"
    assert response["Content-Length"] == "100"


def test_part_beyond_the_end_is_refused(client, film):
    response = client.get(address(film), HTTP_RANGE="bytes=99999-")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_private_unknown_and_other_files_are_not_found(client, film):
    assert client.get(f"/medias/{film.pk}/autre.mp4").status_code == 404
    assert client.get("/medias/999999/film.mp4").status_code == 404
    text = Document.objects.create(title="Notes", file=ContentFile(b"x", "notes.pdf"))
    assert client.get(address(text)).status_code == 404
    locked = Collection.get_first_root_node().add_child(name="Équipe")
    CollectionViewRestriction.objects.create(collection=locked, restriction_type=CollectionViewRestriction.LOGIN)
    film.collection = locked
    film.save()
    assert client.get(address(film)).status_code == 404
