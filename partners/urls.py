"""Everything under /embed/, without a language in the path: the embed says its own."""

from django.urls import path

from partners import pages, views

app_name = "embed"
urlpatterns = [
    path("<slug:partner>/theme.css", views.theme, name="theme"),
    path("<slug:partner>/ressource/<int:pk>/", views.resource, name="resource"),
    path("<slug:partner>/competence/<slug:slug>/", views.skill, name="skill"),
    path("<slug:partner>/<path:rest>", pages.unknown),
]
