"""The Django application that holds the operations run from the command line."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "cairn.config"
    label = "config"
