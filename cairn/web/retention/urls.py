"""The address of a programme's retention."""

from __future__ import annotations

from django.urls import path

from cairn.web.retention import views

urlpatterns = [path("programmes/<slug:slug>/retention/", views.retention, name="retention")]
