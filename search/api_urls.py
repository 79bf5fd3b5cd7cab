from django.urls import path

from search import api

app_name = "api"
urlpatterns = [
    path("search/", api.search, name="search"),
    path("recommendations/", api.recommendations, name="recommendations"),
]
