"""Events that cannot be changed, and what was disposed of when its time was over."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from cairn.store.models.base import Noun


class Event(models.Model):
    """One act, chained to the one before by its digest. Written only by the function `store_record_event`."""

    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(max_length=60)
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(
        "store.Person", on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    act = models.CharField(max_length=60)
    noun = models.CharField(max_length=40)
    noun_id = models.CharField(max_length=60, blank=True)
    inspection = models.ForeignKey(
        "store.Inspection", on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    programme = models.ForeignKey(
        "store.Programme", on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    audience = models.CharField(max_length=20)
    details = models.TextField()  # canonical JSON without personal data: the digest is over these very bytes
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("chain", "position"), name="event_position_once"),)
        indexes = (models.Index(fields=("inspection", "-id"), name="event_by_inspection"),)
        ordering = ("id",)


class Disposal(Noun):
    """Proof that personal records were disposed of: what, how many, by which rule, never their content."""

    rule = models.CharField(max_length=80)
    what = models.CharField(max_length=80)
    inspection = models.ForeignKey("store.Inspection", on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-at",)
