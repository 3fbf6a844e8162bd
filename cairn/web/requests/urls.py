"""Addresses of requests and their files."""

from __future__ import annotations

from django.urls import path

from cairn.web.requests import answering, views

PLACE = "inspections/<slug:slug>/requests/"

urlpatterns = [
    path(PLACE, views.requests, name="inspection-requests"),
    path(f"{PLACE}new/", views.draft, name="request-draft"),
    path(f"{PLACE}<uuid:key>/", views.request_page, name="inspection-request"),
    path(f"{PLACE}<uuid:key>/edit/", views.edit, name="request-edit"),
    path(f"{PLACE}<uuid:key>/sheet.csv", answering.sheet, name="request-sheet"),
    path(f"{PLACE}<uuid:key>/answer/", answering.answer, name="request-answer"),
    path(f"{PLACE}<uuid:key>/files/", answering.add, name="request-upload"),
    path(f"{PLACE}<uuid:key>/files/<uuid:file>/", answering.download, name="request-file"),
    path(f"{PLACE}<uuid:key>/files/<uuid:file>/remove/", answering.remove, name="request-file-remove"),
    path(f"{PLACE}<uuid:key>/move/<slug:verb>/", views.move, name="request-move"),
]
