"""Addresses of a person's own work, and of the people of a programme."""

from __future__ import annotations

from django.urls import path

from cairn.web.work import people, views

urlpatterns = [
    path("my-work/", views.my_work, name="my-work"),
    path("my-work/notices/seen/", views.all_seen, name="notices-seen"),
    path("my-work/notices/<uuid:key>/seen/", views.seen, name="notice-seen"),
    path("people/", people.people, name="people"),
    path("programmes/<slug:slug>/people/add/", people.add, name="people-add"),
    path("people/roles/<uuid:key>/end/", people.end, name="people-end"),
]
