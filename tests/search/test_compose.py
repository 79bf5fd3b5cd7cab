"""compose.yaml and the node of the tests are one version, and no service stands open."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_same_elasticsearch_as_in_the_tests() -> None:
    [version] = re.findall(r"^version=([0-9.]+)$", (ROOT / "tools/elasticsearch.sh").read_text(encoding="utf-8"), re.MULTILINE)
    assert SERVICES["elasticsearch"]["image"] == f"elasticsearch:{version}"


def test_every_service_is_watched_bounded_and_closed() -> None:
    assert set(SERVICES) == {"postgresql", "redis", "elasticsearch"}
    for name, service in SERVICES.items():
        assert service["healthcheck"]["test"], name
        assert service["mem_limit"], name
        assert all(port.startswith("127.0.0.1:") for port in service["ports"]), name
        assert ":?set " in str(service), f"{name} starts without a password"
    assert SERVICES["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
