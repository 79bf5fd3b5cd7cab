from django.urls import path

from learners import data_views, mission_views, views
from search.choices import Verdict

app_name = "learners"
urlpatterns = [
    path("mon-espace/", views.space, name="space"),
    path("mon-espace/objectifs/", views.add_goal, name="add_goal"),
    path("mon-espace/objectifs/retirer/", views.remove_goal, name="remove_goal"),
    path("mon-espace/gardes/", views.shelf, {"verdict": Verdict.KEPT}, name="kept"),
    path("mon-espace/faits/", views.shelf, {"verdict": Verdict.DONE}, name="done"),
    path("mon-espace/ecartes/", views.shelf, {"verdict": Verdict.REFUSED}, name="refused"),
    path("mon-espace/missions/", mission_views.missions, name="missions"),
    path("mon-espace/missions/<int:pk>/", mission_views.mission, name="mission"),
    path("mon-espace/missions/<int:pk>/bouton/", mission_views.button, name="mission_button"),
    path("mon-espace/missions/<int:pk>/bilan/<int:number>/", mission_views.tell, name="mission_tell"),
    path("mon-espace/donnees/", data_views.data, name="data"),
    path("mon-espace/donnees/tremplin.json", data_views.export, name="export"),
    path("mon-espace/donnees/code/", data_views.give_code, name="give_code"),
    path("mon-espace/donnees/recevoir/code/", data_views.take_code, name="take_code"),
    path("mon-espace/donnees/recevoir/fichier/", data_views.take_file, name="take_file"),
    path("mon-espace/effacer/", data_views.erase, name="erase"),
]
