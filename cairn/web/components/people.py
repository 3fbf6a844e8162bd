"""Giving a role to somebody who has an account. One form, wherever roles are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from cairn.actions.memberships import give_role, refusal_to_give
from cairn.bridge.definitions import term_labels
from cairn.errors import Invalid
from cairn.policy.roles import MEANINGS, Role
from cairn.store.models import Inspection, Membership, Person, Programme
from cairn.web.components.beside import is_confirmed, put_or_ask
from cairn.web.components.widgets import DescribedRadios


class PersonForm(forms.Form):
    """Who gets which role: somebody of the list, or whoever has an account with the address."""

    role = forms.ChoiceField(label="Which role?", widget=DescribedRadios)
    person = forms.ChoiceField(label="Who?", required=False)
    email = forms.EmailField(
        label="Or the e-mail address of their account",
        required=False,
        help_text="For somebody who is not in the list.",
    )

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

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        person, email = told.get("person"), told.get("email")
        if person and email:
            raise ValidationError("Choose somebody from the list, or give an address; not both.")
        if not person and not email and "email" not in self.errors:
            raise ValidationError("Choose somebody from the list, or give the address of their account.")
        if email:
            found = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
            if found is None:
                self.add_error("email", "Nobody has an account with this address. Invite them instead.")
            else:
                told["person"] = str(found.pk)
        return told

    @property
    def asked_by(self) -> str:
        """The field by which the person was named."""
        return "email" if self.cleaned_data.get("email") else "person"


def given_by(
    request: HttpRequest, form: PersonForm, programme: Programme, inspection: Inspection | None = None
) -> Membership | None:
    """The role that was given by this form; None when it was not sent, or was refused: it then says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    told, actor = form.cleaned_data, request.actor
    receiver = Person.objects.get(pk=told["person"])
    why_not = refusal_to_give(actor, programme, inspection, told["role"], receiver)
    if why_not is not None:
        form.add_error(form.asked_by, f"{why_not.sentence} {why_not.remedy}".strip())
        return None
    try:
        given = give_role(
            actor=actor,
            person_id=receiver.pk,
            role=told["role"],
            programme_id=programme.pk,
            inspection_id=inspection.pk if inspection else None,
            beside=is_confirmed(request),
        )
    except Invalid as error:
        put_or_ask(form, error)
        return None
    messages.success(request, f"{given.person.name} is now {Role(given.role).label}.")
    return given


def people_to_choose(programme: Programme) -> list[Person]:
    """Whom one is likely to choose: the staff of scrutiny bodies, and whom one sees in the programme."""
    here = Q(memberships__programme=programme, memberships__ended_at__isnull=True)
    staff = Q(body__in=term_labels("inspection_body"))
    return list(Person.objects.filter(here | staff, is_active=True).distinct())


def leads_of(inspections: Iterable[Inspection]) -> dict[object, list[str]]:
    """The names of those who lead each inspection now, by its key, as far as the database shows them."""
    held = Membership.objects.filter(
        inspection__in=list(inspections), role=Role.INSPECTION_LEAD, ended_at__isnull=True
    )
    leads: dict[object, list[str]] = {}
    for one in held.select_related("person"):
        leads.setdefault(one.inspection_id, []).append(one.person.name)
    return leads


def body_labels() -> dict[str, str]:
    """Scrutiny bodies first, then agencies of a partnership: from the definitions."""
    return term_labels("inspection_body") | term_labels("agency")


def said(role: Role) -> str:
    """A role as a heading or in a table: "Deputy lead"."""
    return _first_up(role.label)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
