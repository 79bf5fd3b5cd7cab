from django.urls import path

from partners import space_views as views

app_name = "partners"
urlpatterns = [
    path("partenaires/", views.home, name="home"),
    path("partenaires/<slug:slug>/", views.partner, name="partner"),
    path("partenaires/<slug:slug>/verifier/", views.doctor, name="doctor"),
    path("partenaires/<slug:slug>/chiffres/", views.figures, name="figures"),
    path("partenaires/<slug:slug>/integrer/", views.build, name="build"),
]
