from django.urls import path

from partners import atelier_views, workshop_views
from partners import space_views as views

app_name = "partners"
urlpatterns = [
    path("partenaires/", views.home, name="home"),
    path("partenaires/<slug:slug>/", views.partner, name="partner"),
    path("partenaires/<slug:slug>/verifier/", views.doctor, name="doctor"),
    path("partenaires/<slug:slug>/chiffres/", views.figures, name="figures"),
    path("partenaires/<slug:slug>/integrer/", views.build, name="build"),
    path("partenaires/<slug:slug>/ateliers/", workshop_views.workshop_list, name="workshops"),
    path("partenaires/<slug:slug>/ateliers/nouveau/", workshop_views.create, name="workshop_new"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/", workshop_views.workshop, name="workshop"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/fermer/", workshop_views.close, name="workshop_close"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/prenom/", workshop_views.hide_nickname, name="workshop_nickname"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/ecran/", workshop_views.screen, name="workshop_screen"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/ecran/nombre/", workshop_views.count, name="workshop_count"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/affiche.pdf", workshop_views.poster, name="workshop_poster"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/<slug:key>/", workshop_views.material, name="workshop_material"),
    path("partenaires/<slug:slug>/ateliers/<int:pk>/<slug:key>.pdf", workshop_views.sheet, name="workshop_sheet"),
    path("atelier/", atelier_views.enter, name="enter"),
    path("atelier/<str:code>/", atelier_views.atelier, name="atelier"),
    path("atelier/<str:code>/quitter/", atelier_views.leave, name="atelier_leave"),
    path("atelier/<str:code>/<slug:key>/", atelier_views.session, name="atelier_session"),
]
