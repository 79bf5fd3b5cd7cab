"""Three real nodes on this machine, to be killed and emptied; stopped whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.search.sockets import free_port

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "elasticsearch.sh"
HEAP = "384m"
NAMES = ("one", "two", "three")
_PATIENCE = "90s"


class Trio:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = {name: free_port() for name in NAMES}
        self._seeds = " ".join(f"{name}:{free_port()}" for name in NAMES)
        self.client = Elasticsearch([f"http://127.0.0.1:{port}" for port in self._ports.values()], request_timeout=100)

    def url(self, prefix: str) -> str:
        """SEARCH_URL of all three."""
        return f"http://{','.join(f'127.0.0.1:{port}' for port in self._ports.values())}/{prefix}?timeout=30"

    def start(self, *names: str) -> None:
        """Starts nodes at once and waits until each answers."""
        begun = [self._begin(name) for name in names]
        if failed := [process.args for process in begun if process.wait()]:
            raise RuntimeError(f"not started: {failed}")

    def _begin(self, name: str) -> subprocess.Popen[bytes]:
        settings = {"ELASTICSEARCH_NODE": name, "ELASTICSEARCH_SEEDS": self._seeds, "ELASTICSEARCH_HEAP": HEAP}
        command = [str(TOOL), "start", str(self._folder / name), str(self._ports[name])]
        return subprocess.Popen(command, env={**os.environ, **settings})

    def kill(self, name: str) -> None:
        """By signal 9: it says goodbye to nobody."""
        os.kill(int((self._folder / name / "pid").read_text()), signal.SIGKILL)

    def empty(self, name: str) -> None:
        """A new disk in a node that is not running."""
        shutil.rmtree(self._folder / name / "data")

    def stop(self) -> None:
        for name in NAMES:
            if (self._folder / name / "pid").exists():
                subprocess.run([str(TOOL), "stop", str(self._folder / name)], check=False)

    def until(self, status: str, nodes: int) -> dict:
        """Waits for the cluster's health; what it then says."""
        said = self.client.cluster.health(wait_for_status=status, wait_for_nodes=str(nodes), timeout=_PATIENCE)
        assert not said["timed_out"], said.body
        return said.body

    def holder(self, prefix: str) -> str:
        """The node with the first copy of the index that serves."""
        copies = self.client.cat.shards(index=f"{prefix}-*,-{prefix}-locks", format="json")
        [first] = [copy for copy in copies if copy["prirep"] == "p"]
        return first["node"]


@contextmanager
def trio() -> Iterator[Trio]:
    with tempfile.TemporaryDirectory(prefix="tremplin-trio-") as name:
        # The nodes may run as another user.
        Path(name).chmod(0o755)
        nodes = Trio(Path(name))
        try:
            nodes.start(*NAMES)
            nodes.until("green", 3)
            yield nodes
        finally:
            nodes.stop()
