"""Settings for tests and Django's set-up, before any table is there: imported before any model is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django
from django.conf import settings

HOME = (
    Path(tempfile.gettempdir())
    / f"cairn-web-tests-{os.geteuid()}-{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
)


def set_up() -> None:
    """Django with the product's own settings; the database is named later, by the fixture that makes it."""
    said = {
        "DJANGO_SETTINGS_MODULE": "cairn.config.settings",
        "CAIRN_HOME": str(HOME),
        "CAIRN_PLAIN_HTTP": "1",
        "CAIRN_HOSTS": "localhost 127.0.0.1 testserver",
        "CAIRN_LOG_LEVEL": "CRITICAL",
        # A browser held by another test of this process runs an event loop, which Django would take for ours.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "DATABASE_URL": "postgresql://nobody@nowhere/nothing",
        "DATABASE_OWNER_URL": "postgresql://nobody@nowhere/nothing",
    }
    for name, value in said.items():
        os.environ.setdefault(name, value)
    (HOME / "static").mkdir(mode=0o700, parents=True, exist_ok=True)
    # Names of built files without their digests: how files are packed is not what is tested here.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
    django.setup()
