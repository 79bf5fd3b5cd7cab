"""The editors' tools below /admin/."""

from django.urls import path

from desk import matrix, translations
from desk.reports.registry import REPORTS

app_name = "desk"
urlpatterns = [
    path("couverture/", matrix.MatrixView.as_view(), name="matrix"),
    path("couverture/liste/", matrix.CoverageItemsView.as_view(), name="coverage_items"),
    path("couverture/ecrire/<slug:kind>/<slug:language>/", matrix.WriteView.as_view(), name="write"),
    path("traductions/", translations.ChangedOriginalsView.as_view(), name="translations"),
]
for report in REPORTS:
    urlpatterns += report.paths()
