"""Addresses of concerns. None carries more than a random key."""

from __future__ import annotations

from django.urls import path

from cairn.web.concerns import raising, views

urlpatterns = [
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/raise/", raising.raise_a_concern, name="concern-raise"),
    path("concerns/<uuid:key>/", views.concern, name="concern"),
    path("concerns/<uuid:key>/<slug:verb>/", views.move, name="concern-move"),
]
