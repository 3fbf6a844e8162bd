"""Giving a role: to somebody who has an account, or to somebody new. One form, wherever roles are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from cairn.actions.invitations import Wanted, invite
from cairn.actions.memberships import give_role
from cairn.bridge.definitions import term_labels
from cairn.policy.model import Actor
from cairn.policy.roles import MEANINGS, Role
from cairn.store.models import Inspection, Person, Programme
from cairn.web.components.widgets import DescribedRadios

NO_BODY = [("", "None of these")]


class PersonForm(forms.Form):
    """Somebody who has an account, or somebody new: one of the two."""

    role = forms.ChoiceField(label="Which role?", widget=DescribedRadios)
    person = forms.ChoiceField(label="Name", required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    name = forms.CharField(label="Their name", max_length=120, required=False)
    body = forms.ChoiceField(label="Where do they come from?", required=False)

    def __init__(
        self, *args: object, roles: Sequence[Role], people: Iterable[Person], **options: object
    ) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(role.value, said(role)) for role in roles]
        self.fields["role"].widget.hints = {role.value: f"{_first_up(MEANINGS[role])}." for role in roles}
        bodies = body_labels()
        self.fields["person"].choices = [("", "Nobody chosen")] + [
            (str(one.pk), f"{one.name}, {bodies[one.body]}" if one.body in bodies else one.name)
            for one in people
        ]
        self.fields["body"].choices = NO_BODY + list(bodies.items())

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        person, email = told.get("person"), told.get("email")
        if person and email:
            raise ValidationError("Choose somebody who has an account, or invite somebody new; not both.")
        if not person and not email and "email" not in self.errors:
            raise ValidationError("Choose somebody who has an account, or give the address of somebody new.")
        if email and not told.get("name"):
            self.add_error("name", "Write the name as colleagues know it.")
        return told


def take_on(
    *, actor: Actor, told: dict[str, str], programme: Programme, inspection: Inspection | None
) -> tuple[str, str]:
    """Give the role, or invite to it: the name of the person, and the secret of the invitation, if one was
    needed. An address that has an account already is given the role at once."""
    place = str(inspection.pk) if inspection else None
    known = told["person"] or _account_of(told["email"])
    if known:
        given = give_role(
            actor=actor,
            person_id=known,
            role=told["role"],
            programme_id=programme.pk,
            inspection_id=place,
        )
        return given.person.name, ""
    wanted = Wanted(
        email=told["email"],
        name=told["name"],
        role=told["role"],
        programme_id=str(programme.pk),
        inspection_id=place,
        body=told["body"],
    )
    invitation, secret = invite(actor=actor, wanted=wanted)
    return invitation.name, secret


def people_to_choose(programme: Programme) -> list[Person]:
    """Whom one is likely to choose: the staff of scrutiny bodies, and whom one sees in the programme."""
    here = Q(memberships__programme=programme, memberships__ended_at__isnull=True)
    staff = Q(body__in=term_labels("inspection_body"))
    return list(Person.objects.filter(here | staff, is_active=True).distinct())


def body_labels() -> dict[str, str]:
    """Scrutiny bodies first, then agencies of a partnership: from the definitions."""
    return term_labels("inspection_body") | term_labels("agency")


def said(role: Role) -> str:
    """A role as a heading or in a table: "Deputy lead"."""
    return _first_up(role.label)


def _account_of(email: str) -> str:
    found = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    return str(found.pk) if found else ""


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
