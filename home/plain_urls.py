"""Addresses without a language: what machines ask for."""

from django.urls import path

from home import offline, views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    # At the root: a worker may look after what lies beside and below its own address.
    path("sw.js", offline.worker, name="worker"),
]
