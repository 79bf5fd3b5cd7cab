"""Addresses in both languages that are no pages of the tree."""

from django.urls import path

from home import offline, views

app_name = "home"
urlpatterns = [
    path("mode-econome/", views.economy, name="economy"),
    path("hors-ligne/", offline.page, name="offline"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
]
