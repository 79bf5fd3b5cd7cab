from django.urls import path

from skills import views

app_name = "skills"
urlpatterns = [
    path("competences/", views.framework, name="framework"),
    path("competences/<slug:slug>/", views.skill, name="skill"),
]
