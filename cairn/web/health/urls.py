"""For the one who watches the installation: a proxy, a supervisor, a monitor."""

from django.urls import path

from cairn.web.health import views

urlpatterns = [
    path("live", views.live, name="health-live"),
    path("ready", views.ready, name="health-ready"),
]
