"""Addresses of programmes."""

from __future__ import annotations

from django.urls import path

from cairn.web.programmes import partnerships, views

urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/new/", views.create, name="programme-create"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("programmes/<slug:slug>/edit/", views.edit, name="programme-edit"),
    path("programmes/<slug:slug>/phases/", views.phases, name="programme-phases"),
    path("programmes/<slug:slug>/holidays/", views.holidays, name="programme-holidays"),
    path("programmes/<slug:slug>/partnerships/", partnerships.partnerships, name="programme-partnerships"),
    path(
        "programmes/<slug:slug>/partnerships/<uuid:key>/edit/",
        partnerships.edit_one,
        name="partnership-edit",
    ),
    path(
        "programmes/<slug:slug>/partnerships/<uuid:key>/remove/",
        partnerships.remove_one,
        name="partnership-remove",
    ),
    path("programmes/<slug:slug>/start/", views.start, name="programme-start"),
    path("programmes/<slug:slug>/close/", views.close, name="programme-close"),
]
