"""What the environment says, read once; whatever is missing or wrong is told with how to mend it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from cairn.errors import Problem, UsageError

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})


class Environment:
    """Typed access to variables. Every getter raises `UsageError` (code `setting-…`) that names the variable,
    what is wrong with it and what to write instead."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables

    def text(self, name: str, default: str | None = None) -> str:
        value = self._variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise missing(name)
        return default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._variables.get(name)
        if value is None:
            return default
        word = value.strip().lower()
        if word not in YES | NO:
            raise wrong(name, value, "Write 1 for yes or 0 for no.")
        return word in YES

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self._variables.get(name, "").strip()
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise wrong(name, value, f"Write a whole number from {least} to {most}.")
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        return [word for word in self.text(name, default).replace(",", " ").split() if word]

    def database(self, name: str) -> dict[str, object]:
        """A connection string (URL or keywords) as Django's settings of a database."""
        return database_settings(name, self.text(name))

    def secret_key(self, home: Path) -> str:
        """`CAIRN_SECRET_KEY`, or the one kept in the home folder: made on first use, for its owner's eyes."""
        named = self._variables.get("CAIRN_SECRET_KEY", "").strip()
        if named:
            if len(named) < 32:
                raise wrong("CAIRN_SECRET_KEY", "…", "Use at least 32 random characters.")
            return named
        return kept_secret(home / "secret-key")


def database_settings(name: str, written: str) -> dict[str, object]:
    """Django's settings of a database (`ENGINE`, `NAME` … `OPTIONS`) from a connection string."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(written).items() if value is not None}
    except ProgrammingError as error:
        raise wrong(name, "…", "Write postgresql://user:password@host:5432/database.") from error
    known = {"dbname", "user", "password", "host", "port"}
    if "dbname" not in parts or "user" not in parts:
        raise wrong(
            name, "…", "It must name a user and a database: postgresql://user:password@host/database."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        # Whoever asks is told soon that there is no database, rather than kept waiting.
        "OPTIONS": {"connect_timeout": "5"} | {k: v for k, v in parts.items() if k not in known},
    }


def mail_settings(written: str) -> dict[str, object]:
    """Django's mail settings from `smtp://user:password@host:587?tls=1`; with an empty text none is sent."""
    if not written:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    address = urlsplit(written)
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise wrong("CAIRN_MAIL", "…", "Write smtp://user:password@host:587?tls=1, or leave it out.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": address.port or (465 if address.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "EMAIL_USE_TLS": "tls=1" in address.query,
        "EMAIL_TIMEOUT": 10,
    }


def kept_secret(path: Path) -> str:
    """The secret in `path`; made, with mode 0600, when there is none. Two processes at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_text(encoding="ascii").strip()
        if len(found) >= 32:
            return found
        raise wrong(
            "CAIRN_HOME", str(path), "The kept secret is cut short: restore it or delete the file."
        ) from None
    made = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def missing(name: str) -> UsageError:
    return UsageError(
        Problem(
            code="setting-missing",
            message=f"The variable {name} is not set.",
            remedy=f"Set {name} as docs/how-to/run-in-production.md tells, or start with `cairn serve`, "
            "which brings a database of its own.",
        )
    )


def wrong(name: str, value: str, remedy: str) -> UsageError:
    return UsageError(
        Problem(code="setting-wrong", message=f"The variable {name} says “{value}”.", remedy=remedy)
    )
