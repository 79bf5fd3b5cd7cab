from __future__ import annotations

import pytest

from kit.same_origin import is_same_origin


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_SEC_FETCH_SITE": "none"}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_ORIGIN": "http://testserver:8080"}, False),
        ({"HTTP_ORIGIN": "http://testserver.evil.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({"HTTP_ORIGIN": "http://[::1"}, False),
        ({"HTTP_REFERER": "http://testserver/"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_are_same_origin(rf, headers, expected):
    assert is_same_origin(rf.post("/", **headers)) is expected
