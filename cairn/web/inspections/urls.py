"""Addresses of inspections and of everything that is in one place."""

from __future__ import annotations

from django.urls import path

from cairn.web.inspections.views import history, overview, setting_up, team, timetable

urlpatterns = [
    path("inspections/", overview.inspections, name="inspections"),
    path("programmes/<slug:slug>/inspections/new/", setting_up.create, name="inspection-create"),
    path("inspections/<slug:slug>/", overview.inspection, name="inspection"),
    path("inspections/<slug:slug>/edit/", setting_up.edit, name="inspection-edit"),
    path("inspections/<slug:slug>/move/<slug:verb>/", setting_up.move, name="inspection-move"),
    path("inspections/<slug:slug>/timetable/", timetable.timetable, name="inspection-timetable"),
    path("inspections/<slug:slug>/people/", team.team, name="inspection-team"),
    path("inspections/<slug:slug>/people/add/", team.add, name="inspection-team-add"),
    path("inspections/<slug:slug>/people/<uuid:key>/end/", team.end, name="inspection-team-end"),
    path("inspections/<slug:slug>/history/", history.history, name="inspection-history"),
]
