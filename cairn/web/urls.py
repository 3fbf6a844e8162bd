"""Every address, area by area. Published addresses never change."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("cairn.web.public.urls")),
    path("", include("cairn.web.api.urls")),
    path("", include("cairn.web.publishing.urls")),
    path("", include("cairn.web.accounts.urls")),
    path("health/", include("cairn.web.health.urls")),
    path("", include("cairn.web.work.urls")),
    path("", include("cairn.web.programmes.urls")),
    path("", include("cairn.web.inspections.urls")),
    path("", include("cairn.web.judging.urls")),
    path("", include("cairn.web.diary.urls")),
    path("", include("cairn.web.requests.urls")),
    path("", include("cairn.web.concerns.urls")),
    path("", include("cairn.web.retention.urls")),
]

handler400 = "cairn.web.errors.bad_request"
handler403 = "cairn.web.errors.forbidden"
handler404 = "cairn.web.errors.not_found"
handler500 = "cairn.web.errors.broken"
