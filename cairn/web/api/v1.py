"""The addresses of the first version."""

from cairn.web.api import public, work
from cairn.web.api.service import api

ENDPOINTS = (public, work)  # their endpoints join the service as they are imported

urlpatterns = api.urls[0]
