"""The figures of a bench as tables, beside what they must reach at one question at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[int, Mapping[str, Any]]
"""Documents -> name of a step ("embedded.build", "elasticsearch.4") -> what it told."""

# Milliseconds (p50, p99) at up to 100,000 documents, and how many times that beyond.
TARGETS: Mapping[str, tuple[float | None, float, float]] = {
    "search": (25.0, 60.0, 3.0),
    "filters": (25.0, 60.0, 3.0),
    "near": (25.0, 60.0, 3.0),
    "suggestions": (None, 15.0, 1.0),
    "recommendations": (25.0, 60.0, 2.0),
    "recommendations near": (25.0, 60.0, 2.0),
}
SMALL = 100_000
REBUILT_A_SECOND, REBUILD_MB = 2_000, 300
ENGINES = ("embedded", "elasticsearch")


def missed(figures: Figures) -> list[str]:
    """Every target missed, in words."""
    return [*_slow_builds(figures), *_slow_answers(figures)]


def _slow_builds(figures: Figures) -> Iterator[str]:
    for documents, steps in figures.items():
        for engine in ENGINES:
            built = steps.get(f"{engine}.build")
            if built and built["a_second"] < REBUILT_A_SECOND:
                yield f"{engine}, {documents:,}: {built['a_second']} documents a second ({REBUILT_A_SECOND})"
            if built and built["largest_mb"] > REBUILD_MB:
                yield f"{engine}, {documents:,}: a process of a rebuild takes {built['largest_mb']:.0f} MB ({REBUILD_MB})"


def _slow_answers(figures: Figures) -> Iterator[str]:
    for documents, steps in figures.items():
        for engine in ENGINES:
            for sort, times in steps.get(f"{engine}.1", {}).get("sorts", {}).items():
                half, most = targets(sort, documents)
                if (half and times["p50"] > half) or times["p99"] > most:
                    yield f"{engine}, {documents:,}: {sort} {times['p50']} / {times['p99']} ms ({half or '-'} / {most:g})"


def targets(sort: str, documents: int) -> tuple[float | None, float]:
    """Milliseconds (p50, p99) that a sort of question may take in a catalogue of this size."""
    half, most, factor = TARGETS[sort]
    factor = factor if documents > SMALL else 1.0
    return half and half * factor, most * factor


def report(figures: Figures) -> str:
    """Markdown: how the indexes were built, then the times, both engines side by side."""
    return "\n".join([*_builds(figures), "", *_times(figures), "", *(f"MISSED {one}" for one in missed(figures))])


def _builds(figures: Figures) -> Iterator[str]:
    yield "| Documents | Engine | Rebuild from the database, documents a second | Each time, in turn, those first that let a node warm up | Without a database | Whole rebuild, s | Largest process, own MB | All its processes, MB | Index on disk, MB |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for documents, steps in figures.items():
        for engine in ENGINES:
            if built := steps.get(f"{engine}.build"):
                each = ", ".join(f"{rate:,}" for rate in built.get("each_a_second", ())) or "-"
                told = ("made_a_second", "seconds", "largest_mb", "together_mb")
                shown = (documents, engine, built["a_second"], each, *(built[name] for name in told))
                yield (
                    "| "
                    + " | ".join(f"{one:,}" if isinstance(one, int | float) else one for one in shown)
                    + (f" | {built.get('disk_mb', 0):,.0f} |")
                )


def _times(figures: Figures) -> Iterator[str]:
    yield "| Documents | Asked at once | Question | Target p50 / p99 | embedded p50 / p95 / p99 (a second) | elasticsearch p50 / p95 / p99 (a second) |"
    yield "|---|---|---|---|---|---|"
    for documents, steps in figures.items():
        for at_once in sorted({int(name.split(".")[1]) for name in steps if name.split(".")[-1].isdigit()}):
            both = [steps.get(f"{engine}.{at_once}", {}).get("sorts", {}) for engine in ENGINES]
            for sort in TARGETS:
                half, most = targets(sort, documents)
                aim = f"{half or '-'} / {most:g}" if at_once == 1 else ""
                cells = [_cell(times.get(sort)) for times in both]
                yield f"| {documents:,} | {at_once} | {sort} | {aim} | {' | '.join(cells)} |"


def _cell(times: Mapping[str, float] | None) -> str:
    return f"{times['p50']} / {times['p95']} / {times['p99']} ({times['a_second']})" if times else "-"
