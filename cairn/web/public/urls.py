"""Addresses of the public site."""

from django.urls import path

from cairn.web.public import views

urlpatterns = [path("", views.home, name="home")]
