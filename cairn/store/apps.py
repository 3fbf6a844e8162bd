"""The Django application that holds the tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "cairn.store"
    label = "store"
    verbose_name = "Cairn's store"
    default_auto_field = "django.db.models.BigAutoField"
