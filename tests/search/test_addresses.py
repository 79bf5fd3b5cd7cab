"""SEARCH_URL and its settings: what is understood, and what is said plainly and without secrets when it is not."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from search.engine import open_engine
from search.engines.elasticsearch.address import Address
from search.engines.elasticsearch.mapping import body, layout


def address(url: str) -> Address:
    return Address.from_url(urlsplit(url))


def test_several_hosts_with_a_user() -> None:
    found = address("https://ana:p%40ss@one.example,two.example:9201,[::1]:9202/corner?timeout=2")
    assert found.hosts == ("https://one.example:9200", "https://two.example:9201", "https://[::1]:9202")
    assert found.prefix == "corner"
    assert found.options["basic_auth"] == ("ana", "p@ss")
    assert found.options["request_timeout"] == 2.0
    assert "p@ss" not in repr(found)
    assert "ana" not in repr(found.client())


def test_an_api_key_and_a_certificate(settings, tmp_path) -> None:
    settings.SEARCH_API_KEY, settings.SEARCH_CA_FILE = "a2V5", str(tmp_path / "ca.pem")
    (tmp_path / "ca.pem").write_text("")
    found = address("https://one.example")
    assert found.options["api_key"] == "a2V5"
    assert found.options["ca_certs"] == str(tmp_path / "ca.pem")
    assert "a2V5" not in repr(found)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https:///corner", "names a host"),
        ("https://one.example/Corner", "small letters"),
        ("https://ana:s3cret@one.example:0/corner", "host:9200"),
        ("https://ana:s3cret@one.example:99999", "host:9200"),
        ("https://ana:s3cret@one.example,,two.example", "host:9200"),
        ("https://s3cret@one.example", "comes with a password"),
        ("https://ana:s3cret@one.example?retries=3", "unknown option retries"),
        ("https://ana:s3cret@one.example?timeout=soon", "number of seconds"),
        ("htps://ana:s3cret@one.example", "starts with one of"),
    ],
)
def test_what_is_wrong_is_said_without_secrets(url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said) as raised:
        open_engine(url)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("key", "authority", "url", "said"),
    [
        ("s3cret", "", "https://ana:pass@one.example", "give one of them"),
        ("", "missing.pem", "https://one.example", "there is no file"),
        ("", "missing.pem", "http://one.example", "https only"),
    ],
)
def test_settings_that_contradict(settings, key: str, authority: str, url: str, said: str) -> None:
    settings.SEARCH_API_KEY, settings.SEARCH_CA_FILE = key, authority
    with pytest.raises(ImproperlyConfigured, match=said) as raised:
        address(url)
    assert "s3cret" not in str(raised.value)


def test_parts_need_a_rebuild_and_copies_do_not(settings) -> None:
    def fresh() -> tuple[str, dict]:
        body.cache_clear()
        layout.cache_clear()
        return layout(), body()["settings"]

    try:
        before, described = fresh()
        assert described["auto_expand_replicas"] == "0-1"
        settings.SEARCH_REPLICAS = 2
        same, described = fresh()
        assert (same, described["number_of_replicas"]) == (before, 2)
        assert "auto_expand_replicas" not in described
        settings.SEARCH_SHARDS = 3
        other, described = fresh()
        assert other != before
        assert described["number_of_shards"] == 3
    finally:
        settings.SEARCH_REPLICAS, settings.SEARCH_SHARDS = None, 1
        fresh()
