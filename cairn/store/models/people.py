"""People, what they declared, how they were invited and what they may do where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now

from cairn.store.models.base import Noun, rows_kept


class People(BaseUserManager["Person"]):
    """Makes people with a password that is stored hashed, or with none that could be used."""

    def create_user(self, email: str, password: str | None = None, **more: object) -> Person:
        person = self.model(email=email.strip().lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, Noun):
    """Someone who signs in. Children and others who answer surveys never have an account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    body = models.CharField(max_length=60, blank=True)  # a term of the vocabulary inspection_body or agency
    is_active = models.BooleanField(default=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case"),
        )
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class ConductAcceptance(Noun):
    """That a person accepted an edition of the code of conduct, and when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conduct_acceptances")
    edition = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "edition"), name="conduct_accepted_once_an_edition"),
        )


class Interest(Noun):
    """A declared interest in a partnership: its holder neither reads nor judges there while it lasts."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interests")
    partnership = models.ForeignKey("store.Partnership", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    declared_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "partnership"),
                condition=models.Q(ended_at__isnull=True),
                name="interest_declared_once_at_a_time",
            ),
        )


@rows_kept
class Membership(Noun):
    """A role that a person holds: in one inspection, or in a whole programme when no inspection is named."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    programme = models.ForeignKey("store.Programme", on_delete=models.PROTECT, related_name="memberships")
    inspection = models.ForeignKey(
        "store.Inspection", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=40)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "programme", "inspection", "role"),
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_held_once_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("person",), condition=models.Q(ended_at__isnull=True), name="membership_now"
            ),
        )


class Invitation(Noun):
    """An invitation to take a role. Only the digest of its secret is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    body = models.CharField(max_length=60, blank=True)
    programme = models.ForeignKey("store.Programme", on_delete=models.PROTECT, related_name="invitations")
    inspection = models.ForeignKey(
        "store.Inspection", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(max_length=40)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class ApiToken(Noun):
    """A key for programs. Only its digest is kept; its scopes never exceed what its holder may see."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)


class Notice(Noun):
    """Something a person should know: shown on their page of work until seen."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
