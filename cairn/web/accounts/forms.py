"""What is asked on the pages of an account, and when somebody is invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cairn.actions.tokens import LONGEST, SCOPES
from cairn.bridge.definitions import term_labels
from cairn.policy.model import Actor
from cairn.policy.roles import MEANINGS, Role, roles_to_give
from cairn.store.models import Inspection, Interest, Partnership, Programme
from cairn.web.accounts.allauth_forms import GOOD_PASSWORD
from cairn.web.accounts.presenters import of_programme, sentence
from cairn.web.components.fields import DayField, WordsField
from cairn.web.components.widgets import DescribedRadios


class ConductForm(forms.Form):
    """The edition that was read goes with the answer."""

    edition = forms.CharField(widget=forms.HiddenInput)
    accepted = forms.BooleanField(label="I have read this code of conduct and will keep to it")


class InterestForm(forms.Form):
    partnership = forms.ChoiceField(label="Which partnership?")
    reason = WordsField(
        most=100,
        label="What connects you to it?",
        help_text="For example: you work there, worked there lately, or somebody close to you receives or "
        "provides services there. Name nobody else.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = Interest.objects.filter(person_id=actor.person_id, ended_at__isnull=True)
        free = Partnership.objects.exclude(pk__in=now.values("partnership_id")).select_related("programme")
        self.fields["partnership"].choices = [
            ("", "Choose one"),
            *((str(row.pk), of_programme(row)) for row in free.order_by("name")),
        ]


class TokenForm(forms.Form):
    name = forms.CharField(
        max_length=80, label="Name", help_text="Which program is it for? You see this in the list."
    )
    scopes = forms.MultipleChoiceField(
        label="What may it read?",
        help_text="It never reads more than you may read yourself.",
        choices=[(scope, sentence(words)) for scope, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = DayField(label="Until when?", help_text="At most a year. For example, 12 March 2027")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        day = self.fields["expires_on"]
        day.earliest, day.latest = today + timedelta(days=1), today + LONGEST
        day.initial = today + timedelta(days=90)


class JoinForm(forms.Form):
    """The invited person's account: their name as colleagues know it, and a password of their own."""

    name = forms.CharField(max_length=120, label="Your name", help_text="As colleagues know it.")
    password = forms.CharField(
        label="Password",
        help_text=GOOD_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", "The two passwords are not the same. Write both again.")
        return found


class InvitationForm(forms.Form):
    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(
        label="E-mail address",
        help_text="The address of their organisation. They sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    body = forms.ChoiceField(label="Who they work for", required=False)
    place = forms.ChoiceField(label="For what?")
    role = forms.ChoiceField(label="Role", widget=DescribedRadios)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_to_give(held.role for held in actor.roles)
        self.fields["place"].choices = [("", "Choose one"), *places_for(actor)]
        self.fields["role"].choices = [(str(role), sentence(role.label)) for role in roles]
        self.fields["role"].widget.hints = {str(role): sentence(MEANINGS[role]) + "." for role in roles}
        bodies = term_labels("inspection_body") | term_labels("agency")
        self.fields["body"].choices = [("", "Not said"), *bodies.items()]

    def where(self) -> tuple[str, str | None]:
        """Keys of the programme and of the inspection; None for the whole programme."""
        programme, _, inspection = self.cleaned_data["place"].partition("/")
        return programme, inspection or None


def places_for(actor: Actor) -> list[tuple[str, str]]:
    """Where the actor may give roles: whole programmes, and inspections."""
    lead = {held.programme_id for held in actor.roles if held.role is Role.PROGRAMME_LEAD}
    here = {held.inspection_id for held in actor.roles if held.inspection_id and roles_to_give([held.role])}
    found = [
        (str(row.pk), f"{row.title} (whole programme)")
        for row in Programme.objects.filter(pk__in=lead).order_by("title")
    ]
    inspections = Inspection.objects.select_related("programme", "partnership").order_by("partnership__name")
    return found + [
        (f"{row.programme_id}/{row.pk}", f"{row.partnership.name}, {row.programme.title}")
        for row in inspections
        if str(row.programme_id) in lead or str(row.pk) in here
    ]
