"""The very first act of an installation: its first programme and the person who leads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from cairn.actions.acting import acting
from cairn.actions.people import setup
from cairn.actions.programmes import Plan, begin_programme, problems_of
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Duty, Subject
from cairn.store.context import answer_to_duty
from cairn.store.models import Person, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a new installation begins with."""

    email: str
    name: str
    password: str = field(repr=False)
    title: str
    years: str
    framework: str
    edition: str
    graded: tuple[str, ...]
    instruments: tuple[str, ...]
    starts_on: date
    ends_on: date

    @property
    def plan(self) -> Plan:
        """The first programme, as later ones are planned."""
        return Plan(
            title=self.title,
            years=self.years,
            edition=f"{self.framework}/{self.edition}",
            graded=tuple(self.graded),
            instruments=tuple(self.instruments),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


def found(founding: Founding) -> tuple[Person, Programme]:
    """Make the first person, the first programme and that person its lead.

    Raises `Invalid` with all that is wrong, or when the installation already has a programme: from then on
    people are invited.
    """
    with transaction.atomic():
        answer_to_duty(Duty.SETUP)
        with acting(setup(), Act.PROGRAMME_CREATE) as act:
            act.require(Subject(noun="programme"))
            _refuse_wrong(founding)
            person = Person.objects.create_user(founding.email, founding.password, name=founding.name.strip())
            slug = f"programme-{founding.years.replace('–', '-')}"
            programme = begin_programme(founding.plan, person.pk, slug)
            key = str(programme.pk)
            subject = Subject(noun="programme", id=key, state=programme.state, programme_id=key)
            act.record(subject, audience="programme", first=True)
    return person, programme


def _refuse_wrong(founding: Founding) -> None:
    problems = problems_of(founding.plan)
    if Programme.objects.exists():
        message = "This installation already has a programme, so its people are invited from there."
        problems.append(Problem(code="already-founded", message=message))
    try:
        validate_email(founding.email)
    except ValidationError:
        problems.append(
            Problem(code="email-wrong", message=f"“{founding.email}” is no e-mail address.", field="email")
        )
    if not founding.name.strip():
        problems.append(Problem(code="name-missing", message="The name is missing.", field="name"))
    try:
        validate_password(founding.password, Person(email=founding.email, name=founding.name))
    except ValidationError as error:
        problems += [Problem(code="password-weak", message=text, field="password") for text in error.messages]
    if problems:
        raise Invalid(problems)
