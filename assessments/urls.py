from django.urls import path

from assessments import result_views, views

app_name = "assessments"
urlpatterns = [
    path("evaluation/", views.start, name="start"),
    path("evaluation/resultats/", result_views.history, name="history"),
    path("evaluation/<uuid:key>/", views.resume, name="resume"),
    path("evaluation/<uuid:key>/<int:number>/", views.question, name="question"),
    path("evaluation/<uuid:key>/resultat/", result_views.result, name="result"),
    path("evaluation/<uuid:key>/effacer/", result_views.delete, name="delete"),
]
