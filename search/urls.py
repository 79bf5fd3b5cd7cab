from django.urls import path

from search import api, views, views_figures
from search import views_recommendations as recommendations

app_name = "search"
urlpatterns = [
    path("api/", api.documentation, name="api"),
    path("recherche/", views.catalogue, name="catalogue"),
    path("recherche/suggestions/", views.suggestions, name="suggestions"),
    path("recherche/competence/<slug:slug>/", views.skill_fragment, name="skill_fragment"),
    path("vu/", views_figures.seen, name="seen"),
    path("recommandations/", recommendations.page, name="recommendations"),
    path("recommandations/extrait/", recommendations.fragment, name="recommendations_fragment"),
    path("recommandations/avis/", recommendations.verdict, name="verdict"),
    path("recommandations/contexte/", recommendations.change_context, name="context"),
]
