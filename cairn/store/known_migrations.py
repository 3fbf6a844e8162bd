"""Which migrations this version has, by their files' names: none is loaded, so that asking costs nothing."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

NO_MIGRATION = ("_", "~")  # how names begin that Django passes over


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of this version, by app and name."""
    return frozenset((app.label, name) for app in apps.get_app_configs() for name in _names(app.label))


def _names(app: str) -> list[str]:
    package, _ = MigrationLoader.migrations_module(app)
    spec = find_spec(package) if package else None
    places = spec.submodule_search_locations if spec else None
    return [
        module.name
        for module in pkgutil.iter_modules(places or [])
        if not module.ispkg and not module.name.startswith(NO_MIGRATION)
    ]
