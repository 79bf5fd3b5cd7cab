from django.urls import path

from resources import views
from resources.feeds import ResourceFeed

app_name = "resources"
urlpatterns = [
    path("flux/ressources.xml", ResourceFeed(), name="feed"),
    path("lecons/<int:lesson_id>/quiz/", views.quiz, name="quiz"),
    path("lecons/<int:lesson_id>/terminee/", views.done, name="done"),
    path("medias/<int:document_id>/<str:filename>", views.media, name="media"),
]
