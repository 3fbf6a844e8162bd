"""The Django application that holds the screens."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "cairn.web"
    label = "web"
