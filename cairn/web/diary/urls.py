"""Addresses of the diary."""

from __future__ import annotations

from django.urls import path

from cairn.web.diary import views

PLACE = "inspections/<slug:slug>/diary/"

urlpatterns = [
    path(PLACE, views.diary, name="inspection-diary"),
    path(f"{PLACE}new/", views.plan, name="activity-plan"),
    path(f"{PLACE}<uuid:key>/", views.activity, name="activity"),
    path(f"{PLACE}<uuid:key>/edit/", views.edit, name="activity-edit"),
    path(f"{PLACE}<uuid:key>/note/", views.note, name="activity-note"),
    path(f"{PLACE}<uuid:key>/<slug:verb>/", views.move, name="activity-move"),
]
