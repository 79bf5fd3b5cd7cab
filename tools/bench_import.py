"""One database's part of tools/bench_import.sh: two imports of the same feed as processes of their own, measured from outside.

Time is of the clock, beside it the CPU seconds of the importing process and of those that help it (a PostgreSQL server's are
in neither). Memory is that of all of them together at its highest, looked at ten times a second: what they share is counted
once (Linux' proportional set size); beside it the highest resident size of the importing one alone.
Then the pages of missions on what was imported (portal/management/commands/bench_missions.py).
Ends with status 1 when a budget of the design is not kept by the clock or the memory: run it on a machine that does nothing
else.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS = {"first import": 120.0, "unchanged": 20.0}
MEGABYTES = 300.0


PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Measured:
    """`cpu` by process, the importing one first; `resident` is its alone, `megabytes` are everybody's."""

    seconds: float
    cpu: list[float]
    megabytes: float
    resident: float
    report: dict


class Watch:
    """The CPU seconds and the memory of a process and of those it started."""

    def __init__(self, pid: int) -> None:
        self.pid, self.megabytes = pid, 0.0
        self.cpu: dict[int, float] = {}

    def look(self) -> None:
        together = 0.0
        for pid in (self.pid, *self._children()):
            try:
                used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
                found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
            except OSError:
                continue
            self.cpu[pid] = sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
            together += int(found[1]) / 1024 if found else 0.0
        self.megabytes = max(self.megabytes, together)

    def _children(self) -> list[str]:
        try:
            return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        except OSError:
            return []


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, stdout=subprocess.DEVNULL)


def measured(feed: str) -> Measured:
    command = [sys.executable, "manage.py", "import_missions", feed, "--source", "banc", "--json"]
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out, subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL) as process:
        watch, ended = Watch(process.pid), 0
        while not ended:
            watch.look()
            time.sleep(PAUSE_SECONDS)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"the import ended with {process.returncode}")
        out.seek(0)
        report = json.load(out)
    return Measured(seconds, list(watch.cpu.values()), watch.megabytes, usage.ru_maxrss / 1024, report)


def main(database: str, feed: str) -> int:
    for arguments in (["migrate", "--verbosity", "0"], ["load_framework"], ["load_places"], ["search_index", "--rebuild"]):
        manage(*arguments)
    kept = True
    for name, budget in SECONDS.items():
        result = measured(feed)
        report, fine = result.report, result.seconds <= budget and result.megabytes <= MEGABYTES
        kept = kept and fine
        counts = ", ".join(f"{count} {report[count]}" for count in ("read", "created", "unchanged", "refused"))
        cpu = " + ".join(f"{seconds:.1f}" for seconds in result.cpu)
        print(
            f"{database:10} {name:12} {result.seconds:6.1f} s ({cpu} s CPU; budget {budget:.0f} s)  "
            f"{result.megabytes:4.0f} MB ({result.resident:.0f} MB resident in the importing process; budget {MEGABYTES:.0f} MB)  "
            f"{counts}  {'ok' if fine else 'OVER BUDGET'}",
            flush=True,
        )
    subprocess.run([sys.executable, "manage.py", "bench_missions"], check=True)
    print(f"{database:10} load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
