from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from kit.video import embed

SOURCES = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
    "https://tube.example.org/",
]
YOUTUBE = "https://www.youtube-nocookie.com/embed/abc-DEF_123?autoplay=1"


@pytest.mark.parametrize(
    ("address", "provider", "player"),
    [
        ("https://www.youtube.com/watch?v=abc-DEF_123&t=12s", "YouTube", YOUTUBE),
        ("https://youtu.be/abc-DEF_123?si=xyz", "YouTube", YOUTUBE),
        ("https://m.youtube.com/shorts/abc-DEF_123", "YouTube", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/abc-DEF_123", "YouTube", YOUTUBE),
        ("https://vimeo.com/123456789", "Vimeo", "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1"),
        ("https://vimeo.com/123456789/0123abcdef", "Vimeo", "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1&h=0123abcdef"),
        ("https://player.vimeo.com/video/123456789?h=0123abcdef", "Vimeo", "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1&h=0123abcdef"),
        ("https://www.dailymotion.com/video/x8abcde", "Dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcde"),
        ("https://dai.ly/x8abcde", "Dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcde"),
        ("https://geo.dailymotion.com/player.html?video=x8abcde", "Dailymotion", "https://geo.dailymotion.com/player.html?video=x8abcde"),
        ("https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv", "PeerTube", "https://tube.example.org/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?p2p=0&autoplay=1"),
        (" https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d ", "PeerTube",
         "https://tube.example.org/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?p2p=0&autoplay=1"),
    ],
)  # fmt: skip
def test_allowed_address_gives_its_player(address, provider, player):
    found = embed(address, SOURCES)
    assert (found.provider, found.player) == (provider, player)
    assert found.page.startswith("https://")
    assert any(found.player.startswith(source) for source in SOURCES)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bonjour",
        "http://www.youtube.com/watch?v=abc-DEF_123",
        "javascript:alert(1)",
        "//www.youtube.com/watch?v=abc-DEF_123",
        "https://www.youtube.com.evil.example/watch?v=abc-DEF_123",
        "https://evil.example/https://www.youtube.com/watch?v=abc-DEF_123",
        "https://www.youtube.com@evil.example/watch?v=abc-DEF_123",
        "https://user:pass@www.youtube.com/watch?v=abc-DEF_123",
        "https://www.youtube.com:8443/watch?v=abc-DEF_123",
        "https://www.youtube.com/@chaine",
        "https://www.youtube.com/playlist?list=PLabc",
        'https://youtu.be/abc"onload=x',
        "https://youtu.be/abc-DEF_1234",
        "https://vimeo.com/canal",
        "https://vimeo.com/123456789?h=%22%3E%3Cscript",
        "https://www.dailymotion.com/video/",
        "https://www.dailymotion.com/video/x8%22onload",
        "https://tube.example.org/c/canal",
        "https://autre.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://[::1/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "https://www.youtube.com:port/watch?v=abc-DEF_123",
    ],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(ValidationError):
        embed(address, SOURCES)


def test_refusal_names_what_is_accepted():
    with pytest.raises(ValidationError, match="PeerTube") as refused:
        embed("https://www.tiktok.com/@x/video/1", SOURCES)
    assert "www.tiktok.com" in str(refused.value)
