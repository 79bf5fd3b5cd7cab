"""The editors' tools below /admin/."""

from django.urls import path, re_path

from desk import departure_views, matrix, suggestion_views, translations, uploads
from desk.reports.registry import REPORTS

app_name = "desk"
urlpatterns = [
    path("couverture/", matrix.MatrixView.as_view(), name="matrix"),
    path("couverture/missions/", matrix.CoverageMissionsView.as_view(), name="coverage_missions"),
    path("couverture/ecrire/<slug:kind>/<slug:language>/", matrix.WriteView.as_view(), name="write"),
    path(
        "competences-proposees/<slug:kind>/<slug:language>/",
        suggestion_views.FormSuggestionsView.as_view(),
        name="form_suggestions",
    ),
    path("competences-proposees/<int:pk>/", suggestion_views.PageSuggestionsView.as_view(), name="page_suggestions"),
    path("mises-en-relation/", departure_views.DeparturesView.as_view(), name="departures"),
    path("traductions/", translations.ChangedOriginalsView.as_view(), name="translations"),
    path("ressources/importer/", uploads.ChooseView.as_view(), name="import"),
    re_path(r"^ressources/importer/modele\.(?P<kind>xlsx|csv)$", uploads.ModelView.as_view(), name="import_model"),
    path("ressources/importer/<str:token>/", uploads.CheckView.as_view(), name="import_check"),
    path("ressources/importer/<str:token>/refus.csv", uploads.RefusedView.as_view(), name="import_refused"),
]
for report in REPORTS:
    urlpatterns += report.paths()
