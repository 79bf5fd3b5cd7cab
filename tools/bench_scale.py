"""Both engines on catalogues of a hundred thousand and a million documents, side by side; see docs/scale.md.

  tools/bench_scale.sh                                    all of it: an hour, most of it for the million
  tools/bench_scale.sh --sizes 100000 --phase build       fill the database, fill the indexes; kept in var/scale
  tools/bench_scale.sh --sizes 100000 --phase measure     ask: the part that wants the machine for itself, minutes
  tools/bench_scale.sh --phase report                     the figures kept so far, again

What is there already is not built again. Ends with status 1 when a target is missed at one question at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from search.scale.reporting import missed, report  # noqa: E402 (the repository's root is on the path now)
from search.scale.watching import megabytes, memory  # noqa: E402

ENGINES = ("embedded", "elasticsearch")
PREFIX = "scale"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, default=[100_000, 1_000_000], help="documents, with commas between")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=list(ENGINES))
    parser.add_argument("--phase", choices=["all", "build", "measure", "report"], default="all")
    parser.add_argument("--at-once", type=_numbers, default=[1, 4, 8], help="how many ask at the same time")
    parser.add_argument(
        "--rebuilds", type=int, default=3, help="that count, of up to so many documents as --warmth; the middle one is told"
    )
    parser.add_argument("--warmth", type=int, default=300_000, help="documents a node has written before, which do not count")
    parser.add_argument("--questions", type=int, default=400, help="of each sort")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "scale")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if unknown := set(asked.engines) - set(ENGINES):
        parser.error(f"unknown engine {', '.join(sorted(unknown))}")
    return asked


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


class Bench:
    """One size's files and figures: <folder>/<documents>/."""

    def __init__(self, folder: Path, documents: int, node: Node | None) -> None:
        self.folder, self.documents, self.node = folder / str(documents), documents, node
        self.folder.mkdir(parents=True, exist_ok=True)

    def kept(self, name: str) -> dict:
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def keep(self, name: str, figures: dict) -> None:
        (self.folder / f"{name}.json").write_text(json.dumps(figures))

    def build(self, engine: str, rebuilds: int, warmth: int) -> None:
        if not self.kept("fill"):
            self.keep("fill", self._step("embedded", "fill"))
        if self.kept(f"{engine}.build"):
            return
        warming = warmth // self.documents if engine == "elasticsearch" else 0
        # A large one is long enough to warm up in, and to even out.
        counted = 1 if self.documents > warmth else max(1, rebuilds)
        # Each waits for the merge after the one before it: nobody rebuilds twice in a minute.
        done = [{**self._step(engine, "build"), **self._size(engine)} for _ in range(warming + counted)]
        middle = sorted(done[warming:], key=lambda one: one["a_second"])[counted // 2]
        self.keep(f"{engine}.build", {**middle, "each_a_second": [one["a_second"] for one in done]})

    def measure(self, engine: str, at_once: int, questions: int) -> None:
        figures = self._step(engine, "measure", "--workers", str(at_once), "--questions", str(questions))
        about = {
            "date": time.strftime("%Y-%m-%d"),
            "machine": machine(),
            **(self.node.figures() if engine == "elasticsearch" else {}),
        }
        self.keep(f"{engine}.{at_once}", {"sorts": figures, **about})

    def warm(self, engine: str) -> None:
        """A node that has just started compiles what it runs while it answers, beside the load; a server's has done so. It
        takes some thousand questions of each sort until it is done."""
        if engine == "elasticsearch":
            self._step(engine, "measure", "--workers", "2", "--questions", "4000")

    def _step(self, engine: str, step: str, *options: str) -> dict:
        command = [sys.executable, "manage.py", "bench_scale", step, "--items", str(self.documents), *options]
        settings = {
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "SEARCH_URL": self._url(engine),
            "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets.token_hex(),
            "HTTPS": "off",
        }
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def _url(self, engine: str) -> str:
        if engine == "elasticsearch":
            return f"{self.node.url}/{PREFIX}-{self.documents}?timeout=60"
        return f"embedded:///{self.folder / 'embedded'}"

    def _size(self, engine: str) -> dict:
        if engine == "embedded":
            return {"disk_mb": megabytes(self.folder / "embedded")}
        return self.node.size_of(f"{PREFIX}-{self.documents}-*")


class Node:
    """The Elasticsearch that is measured; its data stay in the folder."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url, self.folder = f"http://127.0.0.1:{self.port}", folder.resolve()

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._tool("bring")
        self._tool("start", str(self.folder), str(self.port))

    def stop(self) -> None:
        self._tool("stop", str(self.folder))

    def figures(self) -> dict:
        told = memory(int((self.folder / "pid").read_text()))
        [node] = self._ask("_nodes/stats/jvm")["nodes"].values()
        heap, young = round(node["jvm"]["mem"]["heap_max_in_bytes"] / 1024**2), node["jvm"]["gc"]["collectors"]["young"]
        return {
            "node_own_mb": told["own_mb"],
            "node_mapped_mb": told["mapped_mb"],
            "node_heap_mb": heap,
            # Since the node started: how often it stopped to collect garbage, and how long altogether.
            "node_pauses": young["collection_count"],
            "node_paused_ms": young["collection_time_in_millis"],
        }

    def size_of(self, indexes: str) -> dict:
        """Megabytes as a rebuild leaves them, then merged into one segment: a rebuild asks for that merge and does not
        wait, but a node that is stopped here would not finish it."""
        filled, began = self._disk_mb(indexes), time.perf_counter()
        self._ask(f"{indexes}/_forcemerge?max_num_segments=1", "POST")
        # The files that were merged go with the next commit and the next refresh.
        self._ask(f"{indexes}/_flush", "POST")
        self._ask(f"{indexes}/_refresh", "POST")
        merged = {"merge_seconds": round(time.perf_counter() - began, 1), "disk_mb": self._disk_mb(indexes)}
        return {"filled_disk_mb": filled, **merged}

    def _disk_mb(self, indexes: str) -> float:
        """What the segments take that questions are answered from; `_stats` says it ten seconds late."""
        told = self._ask(f"{indexes}/_segments")["indices"].values()
        shards = [shard for index in told for copies in index["shards"].values() for shard in copies]
        firsts = [shard["segments"].values() for shard in shards if shard["routing"]["primary"]]
        kept = [part["size_in_bytes"] for parts in firsts for part in parts if part["search"]]
        return round(sum(kept) / 1024**2, 1)

    def _ask(self, path: str, method: str = "GET") -> dict:
        with urlopen(Request(f"{self.url}/{path}", method=method), timeout=1_800) as answer:  # noqa: S310 (our own node)
            return json.load(answer)

    @staticmethod
    def _tool(*command: str) -> None:
        subprocess.run([ROOT / "tools" / "elasticsearch.sh", *command], check=True, stdout=sys.stderr)


@contextmanager
def running(node: Node):
    try:
        node.start()
        yield node
    finally:
        node.stop()


def machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ""
    )
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores ({model or platform.machine()}), {gigabytes:.0f} GB"


def main() -> int:
    asked = arguments()
    with ExitStack() as stack:
        node = None
        if "elasticsearch" in asked.engines and asked.phase != "report":
            node = stack.enter_context(running(Node(asked.folder / "node")))
        benches = [Bench(asked.folder, size, node) for size in asked.sizes]
        if asked.phase in ("all", "build"):
            for bench in benches:
                for engine in asked.engines:
                    bench.build(engine, asked.rebuilds, asked.warmth)
        if asked.phase in ("all", "measure"):
            for bench in benches:
                for engine in asked.engines:
                    bench.warm(engine)
                for at_once in asked.at_once:
                    for engine in asked.engines:
                        bench.measure(engine, at_once, asked.questions)
    figures = {
        bench.documents: {path.stem: bench.kept(path.stem) for path in sorted(bench.folder.glob("*.json"))} for bench in benches
    }
    print(json.dumps(figures) if asked.json else report(figures))
    return 1 if missed(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
