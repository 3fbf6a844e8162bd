"""What tests of accounts share: people with a password and an app, and what they leave behind."""

from __future__ import annotations

import json

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse_lazy

from cairn.store.context import answer_to
from cairn.store.models import Event, Person
from tests.factories import PASSWORD
from tests.lib.app_codes import SECRET, code_now

__all__ = ["WORK", "afresh", "code_now", "events", "give_app", "give_password", "in_doors", "sign_in"]
WORK = reverse_lazy("my-work")


def afresh(person: Person) -> Person:
    """The person as the app role reads them: people of the test world remember the owner's connection."""
    return Person.objects.get(pk=person.pk)


def give_password(person: Person, password: str = PASSWORD) -> Person:
    fresh = afresh(person)
    fresh.set_password(password)
    fresh.save(update_fields=["password"])
    return fresh


def give_app(person: Person) -> Authenticator:
    return TOTP.activate(afresh(person), SECRET).instance


def sign_in(client: Client, email: str, password: str = PASSWORD, path: str = "/sign-in/", **more: str):
    return client.post(path, {"login": email, "password": password, **more})


def events(person: Person, act: str = "") -> list[tuple[str, dict[str, object]]]:
    """Events as their person sees them, oldest first: name of the act, details."""
    answer_to(person.pk)
    rows = Event.objects.filter(audience="person").order_by("id")
    return [(row.act, json.loads(row.details)) for row in rows if row.act.startswith(act)]


def in_doors(client: Client) -> bool:
    """Whether the person is signed in and past every door."""
    return client.get("/account/").status_code == 200
