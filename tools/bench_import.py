"""One database's part of tools/bench_import.sh: two imports of the same feed as processes of their own, measured from outside.

Time is of the clock; CPU seconds are the process's own (a PostgreSQL server's are not in them); memory is its peak.
Then the pages of missions on what was imported (portal/management/commands/bench_missions.py).
Ends with status 1 when a budget of the design is not kept by the CPU seconds or the memory: on a busy machine the clock
says more about the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

SECONDS = {"first import": 120.0, "unchanged": 20.0}
MEGABYTES = 300.0


@dataclass(frozen=True)
class Measured:
    seconds: float
    cpu: float
    megabytes: float
    report: dict


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, stdout=subprocess.DEVNULL)


def measured(feed: str) -> Measured:
    command = [sys.executable, "manage.py", "import_missions", feed, "--source", "banc", "--json"]
    begun = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        out = process.stdout.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return Measured(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(out))


def main(database: str, feed: str) -> int:
    for arguments in (["migrate", "--verbosity", "0"], ["load_framework"], ["load_places"], ["search_index", "--rebuild"]):
        manage(*arguments)
    kept = True
    for name, budget in SECONDS.items():
        result = measured(feed)
        report, fine = result.report, result.cpu <= budget and result.megabytes <= MEGABYTES
        kept = kept and fine
        counts = ", ".join(f"{count} {report[count]}" for count in ("read", "created", "unchanged", "refused"))
        print(
            f"{database:10} {name:12} {result.seconds:6.1f} s ({result.cpu:.1f} s CPU; budget {budget:.0f} s)  "
            f"{result.megabytes:4.0f} MB (budget {MEGABYTES:.0f} MB)  {counts}  {'ok' if fine else 'OVER BUDGET'}",
            flush=True,
        )
    subprocess.run([sys.executable, "manage.py", "bench_missions"], check=True)
    print(f"{database:10} load average of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
