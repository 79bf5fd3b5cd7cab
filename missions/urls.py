from django.urls import path

from missions import views
from missions.quality import views as quality

app_name = "missions"
urlpatterns = [
    path("missions/lieux/", views.places, name="places"),
    path("missions/fragment/competence/<slug:slug>/", views.skill_fragment, name="skill_fragment"),
    path("missions/<int:pk>/partir/", views.leave, name="leave"),
    path("missions/<int:pk>/coordonnees/", quality.contacts, name="contacts"),
    path("missions/<int:pk>/signaler/", quality.report, name="report"),
    path("missions/organisation/<int:pk>-<slug:slug>/", quality.organisation, name="organisation"),
    path("missions/<int:pk>-<slug:slug>/", views.mission, name="mission"),
]
