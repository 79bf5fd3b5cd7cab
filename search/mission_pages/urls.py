"""Missions' addresses: what asks the engine from here, the rest from missions/."""

from django.urls import path

from missions.urls import urlpatterns as from_missions
from search.mission_pages import mapping, views

app_name = "missions"
urlpatterns = [
    path("missions/", views.mission_list, name="list"),
    path("missions/carte.json", mapping.mission_points, name="map"),
    *from_missions,
]
