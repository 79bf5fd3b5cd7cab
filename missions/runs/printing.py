"""A run in a terminal: a progress bar, differences, refusals, warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from missions.actions import Progress, quiet
from missions.runs.report import ImportReport, said

WIDTH = 30
SHOWN = 50


def progress_bar(write: Callable[[str], object], wanted: bool) -> Progress:
    """Draws over one line; nothing where nobody watches."""
    if not wanted:
        return quiet

    def show(read: int, count: int) -> None:
        part = min(1.0, read / count) if count else 1.0
        done = "#" * int(WIDTH * part)
        end = "\n" if read >= count else ""
        write(f"\r[{done:<{WIDTH}}] {part:4.0%}  {read} / {count}{end}")

    return show


def summary(report: ImportReport) -> str:
    if report.not_modified:
        return _("Le flux n'a pas changé depuis le dernier import : rien à faire.")
    return (
        _(
            "%(read)d lues : %(created)d créées, %(changed)d changées, %(unchanged)d inchangées, "
            "%(skipped)d retirées par leur plateforme, %(refused)d refusées ; %(closed)d missions fermées."
        )
        % report.counts
    )


def refusals(report: ImportReport) -> Iterator[str]:
    for refusal in report.refusals:
        yield (
            _("Ligne %(row)d (%(client_id)s), %(field)s « %(value)s » : %(reason)s")
            % {**refusal, "client_id": refusal["client_id"] or "?"}
        )


def warnings(report: ImportReport) -> Iterator[str]:
    yield from (said(warning) for warning in report.warnings)
    if report.state == "waiting":
        yield _("L'import n° %(run)d attend une décision dans l'administration.") % {"run": report.run}


def diff(report: ImportReport) -> Iterator[str]:
    """One line for each mission, its changed fields below it: "+" new, "~" changed, "-" gone."""
    for sign, entries, count in (
        ("+", report.new, report.created),
        ("~", report.altered, report.changed),
        ("-", report.gone_listed, len(report.gone)),
    ):
        for entry in entries[:SHOWN]:
            yield f"{sign} {entry['client_id']}  {entry['title']} ({entry['organisation']})"
            for name, before, after in entry.get("fields", ()):
                yield f"    {name} : « {before} » → « {after} »"
        if count > len(entries[:SHOWN]):
            yield _("%(sign)s et %(count)d autres") % {"sign": sign, "count": count - len(entries[:SHOWN])}
