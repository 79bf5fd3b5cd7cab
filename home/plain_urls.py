"""Addresses without a language: what machines ask for."""

from django.urls import path

from home import views

urlpatterns = [path("robots.txt", views.robots, name="robots")]
