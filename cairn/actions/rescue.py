"""The way back in for somebody who has lost their password or their second factor: by the hand of whoever
looks after the installation, who has made sure that it is them."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cairn.actions.people import Door, at_the_door
from cairn.errors import Invalid, Problem
from cairn.policy.model import Duty
from cairn.store.context import answer_to_duty
from cairn.store.models import Person


def let_in(*, email: str, without_factor: bool) -> str:
    """A link by which the person chooses a new password, good for a day and once. Every session of theirs
    ends; with `without_factor` their second factors are gone too, and they set up a new one at next sign-in.

    Raises `Invalid` when no active account has that address.
    """
    with transaction.atomic():
        answer_to_duty(Duty.SETUP)
        person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
        if person is None:
            message = f"No active account has the address “{email}”."
            raise Invalid(Problem(code="no-account", message=message, remedy="Check how it is spelt."))
        if without_factor:
            Authenticator.objects.filter(user=person).delete()
        for session in UserSession.objects.filter(user=person):
            session.end()
        at_the_door(Door.LET_IN, person, without_factor=without_factor)
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return str(settings.SITE_ADDRESS) + reverse("account_reset_password_from_key", kwargs=key)
