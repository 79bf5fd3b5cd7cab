"""The real Elasticsearch that tests talk to: tools/with_elasticsearch.sh gives its address."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from tests.search.sockets import free_port

TOOL = Path(__file__).resolve().parents[2] / "tools" / "elasticsearch.sh"


@contextmanager
def corner() -> Iterator[str]:
    """A SEARCH_URL of its own on the node; its indexes are gone afterwards."""
    if "ELASTICSEARCH_URL" not in os.environ:
        pytest.skip("no Elasticsearch here: tools/with_elasticsearch.sh brings one")
    prefix = f"test-{uuid4().hex}"
    # Patient: the machine that tests is busier than the one that serves.
    yield f"{os.environ['ELASTICSEARCH_URL']}/{prefix}?timeout=30"
    indices = client().indices
    if left := list(indices.get(index=f"{prefix}-*", features="aliases")):
        indices.delete(index=left, ignore_unavailable=True)


@cache
def client() -> Elasticsearch:
    """For what a test does behind the engine's back."""
    return Elasticsearch(os.environ["ELASTICSEARCH_URL"], request_timeout=30)


class Node:
    """A node of a test's own, to be killed and started again on the same address with the same files."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        """Returns once it answers."""
        small = {**os.environ, "ELASTICSEARCH_HEAP": "384m"}
        subprocess.run([TOOL, "start", self.folder, str(self.port)], env=small, check=True, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """By signal 9; returns once it is dead."""
        pid = int((self.folder / "pid").read_text())
        process = os.pidfd_open(pid)
        try:
            os.kill(pid, signal.SIGKILL)
            select.select([process], [], [])
        finally:
            os.close(process)
            (self.folder / "pid").unlink()

    def stop(self) -> None:
        subprocess.run([TOOL, "stop", self.folder], check=True)


@contextmanager
def own_node() -> Iterator[Node]:
    """Gone afterwards, with its files."""
    if "ELASTICSEARCH_URL" not in os.environ:
        pytest.skip("no Elasticsearch here: tools/with_elasticsearch.sh brings one")
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="tremplin-drill-", dir=memory if os.access(memory, os.W_OK) else None))
    folder.chmod(0o755)
    node = Node(folder, free_port())
    try:
        node.start()
        yield node
    finally:
        node.stop()
        shutil.rmtree(folder, ignore_errors=True)
