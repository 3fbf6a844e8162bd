"""An inspection, its diary, what it asks of the partnership, and what it decided to look at."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from cairn.store.models.base import Move, Noun, Versioned, rows_kept


@rows_kept
class Inspection(Versioned):
    """The joint inspection of one partnership within a programme."""

    programme = models.ForeignKey("store.Programme", on_delete=models.PROTECT, related_name="inspections")
    partnership = models.ForeignKey("store.Partnership", on_delete=models.PROTECT, related_name="inspections")
    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=20, default="planned")
    notice_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("notice_on", "slug")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "partnership"), name="inspection_once_a_partnership_and_programme"
            ),
        )

    def __str__(self) -> str:
        return f"Joint inspection, {self.partnership.name}"


class InspectionMove(Move):
    """How an inspection came to its state."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="moves")


class Activity(Versioned):
    """Something in an inspection's diary: a focus group, an interview, an observation, a day of reading."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    lead = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    indicators = models.JSONField(default=list)
    state = models.CharField(max_length=20, default="planned")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="activity_ends_after_it_starts"
            ),
        )
        ordering = ("starts_at", "title")


class ActivityNote(Noun):
    """What the team wrote about an activity. A table of its own, for the partnership sees the diary."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ("created_at",)


@rows_kept
class Request(Versioned):
    """Something asked of the partnership, with the day it is due and what came back."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=20, default="draft")
    answer_text = models.TextField(blank=True)

    class Meta:
        ordering = ("due_on", "title")


class RequestMove(Move):
    """How a request came to its state, with what was said."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="moves")


class Upload(Noun):
    """A file given in answer to a request. Its content lies in chunks beside it, under the same security."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default="quarantined")
    finding = models.TextField(blank=True)  # what the examination of the file found, in words for a person
    uploaded_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)


class UploadChunk(models.Model):
    """A piece of a file, a mebibyte at most, so that no request holds a whole file in memory."""

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("upload", "position"), name="chunk_position_once"),)
        ordering = ("position",)


class ScopeDecision(Noun):
    """That an indicator is looked at in this inspection, or not, and why. The newest decision counts."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="scope_decisions")
    indicator = models.CharField(max_length=20)
    included = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("decided_at", "id")
