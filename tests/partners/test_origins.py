"""Which sites may be allowed to frame us (reference test 5)."""

import pytest

from partners.origins import OriginRefused, clean_origin


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.ecole.fr", "https://www.ecole.fr"),
        ("  https://WWW.Ecole.FR/ ", "https://www.ecole.fr"),
        ("https://ecole.fr:443", "https://ecole.fr"),
        ("https://ecole.fr:8443", "https://ecole.fr:8443"),
        ("https://écoles-du-midi.fr", "https://xn--coles-du-midi-9gb.fr"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(written: str, origin: str) -> None:
    assert clean_origin(written) == origin


@pytest.mark.parametrize(
    "written",
    [
        "", "ecole.fr", "http://ecole.fr", "https://*.ecole.fr", "https://*", "*", "https:", "https://ecole.fr/page",
        "https://ecole.fr?x", "https://ecole.fr#x", "https://ecole.fr;script-src *", "https://ecole.fr 'self'",
        "https://a.fr https://b.fr", "https://a.fr,https://b.fr", "https://user@ecole.fr", "https://user:x@ecole.fr",
        "https://127.0.0.1", "https://[::1]", "https://2130706433", "https://0x7f.1", "https://0177.0.0.1", "https://localhost",
        "https://school-a.localhost", "https://ecole", "https://-ecole.fr", "https://eco_le.fr", "https://ecole.fr:99999",
        "https://ecole.fr:x", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://ecole..fr",
        "https://ecole.fr\nx", "https://ecole.fr\x00", "https://ecole.1", "null", "https://" + "a" * 64 + ".fr",
    ],
)  # fmt: skip
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(OriginRefused):
        clean_origin(written)


def test_this_machine_is_allowed_only_in_development() -> None:
    assert clean_origin("http://school-a.localhost:8001", local=True) == "http://school-a.localhost:8001"
    with pytest.raises(OriginRefused):
        clean_origin("http://ecole.fr:80/", local=False)
