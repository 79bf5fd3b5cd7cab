"""Everything under /embed/, without a language in the path: the embed says its own."""

from django.urls import path

from partners import lists, pages, questionnaire, views

app_name = "embed"
urlpatterns = [
    path("v1.js", views.script, name="script"),
    path("<slug:partner>/theme.css", views.theme, name="theme"),
    path("<slug:partner>/ressource/<int:pk>/", views.resource, name="resource"),
    path("<slug:partner>/competence/<slug:slug>/", views.skill, name="skill"),
    path("<slug:partner>/catalogue/", lists.catalogue, name="catalogue"),
    path("<slug:partner>/missions/", lists.missions, name="missions"),
    path("<slug:partner>/questionnaire/", questionnaire.questionnaire, name="questionnaire"),
    path("<slug:partner>/questionnaire/emporter/", questionnaire.take_along, name="take_along"),
    path("<slug:partner>/<path:rest>", pages.unknown),
]
