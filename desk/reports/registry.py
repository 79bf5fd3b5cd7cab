"""All reports, in the order of the menu."""

from desk.reports.alternatives import AlternativesReport
from desk.reports.links import BrokenLinksReport
from desk.reports.readers import FewReadersReport, RefusedReport
from desk.reports.stale import StaleReport

REPORTS = (StaleReport, BrokenLinksReport, AlternativesReport, FewReadersReport, RefusedReport)
