"""Addresses for programs: `v1` stays as it is; what would break a program becomes `v2`."""

from django.urls import path

from cairn.web.late import LateResolver, late_view

urlpatterns = [
    path("api/", late_view("cairn.web.api.views.documentation"), name="api"),
    LateResolver("api/v1/", "cairn.web.api.v1", namespace="api-v1"),
]
