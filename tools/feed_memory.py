"""`feed_memory.py [ROWS]`: memory and processor time that reading a feed takes, in each format, each in a process of its own.

A feed is written to a temporary file, opened, and every row of it parsed; the peak is what the process holds at
most beyond what it held before (resident memory, MB).
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("aggregator_json", "aggregator_xml", "json_ld", "csv", "json_table")
WORDS = "Tu accueilles les personnes, tu sers les repas avec ton équipe et tu ranges la salle. " * 12
FIELDS = ("clientId", "title", "description", "applicationUrl", "organizationName", "city", "postalCode", "startAt")


def mission(number: int) -> dict[str, str]:
    return {
        "clientId": f"m{number}",
        "title": f"Servir des repas {number}",
        "description": WORDS,
        "applicationUrl": f"https://plateforme.example/m/{number}",
        "organizationName": f"Association {number % 900}",
        "city": "Lyon",
        "postalCode": "69003",
        "startAt": "01/11/2026",
    }


def posting(row: dict[str, str]) -> dict[str, object]:
    return {
        "@type": "JobPosting",
        "identifier": row["clientId"],
        "title": row["title"],
        "description": row["description"],
        "url": row["applicationUrl"],
        "hiringOrganization": {"name": row["organizationName"]},
        "jobLocation": {"address": {"addressLocality": row["city"], "postalCode": row["postalCode"]}},
    }


def lines(kind: str, count: int) -> Iterator[str]:
    rows = map(mission, range(count))
    if kind == "aggregator_xml":
        yield "<source>"
        for row in rows:
            yield f"<mission>{''.join(f'<{name}>{value}</{name}>' for name, value in row.items())}</mission>"
        yield "</source>"
    elif kind == "csv":
        yield ";".join(FIELDS)
        yield from (";".join(f'"{value}"' for value in row.values()) for row in rows)
    else:
        as_posting = kind == "json_ld"
        yield '{"@graph": [' if as_posting else f'{{"ok": true, "total": {count}, "data": ['
        for at, row in enumerate(rows):
            yield ("," if at else "") + json.dumps(posting(row) if as_posting else row)
        yield "]}"


def measure(kind: str, path: Path) -> None:
    """Prints the figures of one format; the imports below start Django, so they stand in this process only."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django  # noqa: PLC0415

    django.setup()
    from missions.feeds.opening import open_feed  # noqa: PLC0415
    from missions.feeds.parsed import ParsedMission  # noqa: PLC0415
    from missions.models import Source  # noqa: PLC0415

    mapping = {"rows": "data" if kind == "json_table" else "", "fields": {name: name for name in FIELDS}}
    source = Source(slug="mesure", kind=kind if kind in Source.Kind.values else "table", mapping=mapping)
    before, start = peak(), time.process_time()
    feed = open_feed(source, path)
    opened = time.process_time()
    read = sum(1 for row in feed.rows() if isinstance(feed.parse(row), ParsedMission))
    done = time.process_time()
    size = path.stat().st_size / 1e6
    print(
        f"{kind:16} {size:6.0f} MB  {read:7} missions  complete {feed.complete}  "
        f"+{peak() - before:5.1f} MB  opened {opened - start:5.1f} s  parsed {done - opened:5.1f} s"
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for kind in KINDS:
        with tempfile.NamedTemporaryFile("w", suffix=".feed", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines(kind, count))
            file.flush()
            subprocess.run([sys.executable, __file__, "--one", kind, file.name], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
