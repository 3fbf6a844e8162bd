"""Which migrations this version has, by their files' names: none is loaded, so that asking costs nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps

NO_MIGRATION = ("_", "~")  # how names begin that Django passes over


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of this version, by app and name."""
    return frozenset((app.label, name) for app in apps.get_app_configs() for name in _names(app))


def _names(app: AppConfig) -> list[str]:
    files = Path(app.path, "migrations").glob("*.py")
    return [file.stem for file in files if not file.name.startswith(NO_MIGRATION)]
