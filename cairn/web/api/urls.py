"""Addresses for programs: `v1` stays as it is; what would break a program becomes `v2`."""

from django.urls import path

from cairn.web.api import public, views, work
from cairn.web.api.service import api

ENDPOINTS = (public, work)  # their endpoints join the service as they are imported

urlpatterns = [
    path("api/", views.documentation, name="api"),
    path("api/v1/", api.urls),
]
