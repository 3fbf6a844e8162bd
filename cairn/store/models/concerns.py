"""A matter of concern about a child: the only place where an identity may be written."""

from __future__ import annotations

from django.db import models

from cairn.store.models.base import Move, Versioned


class Concern(Versioned):
    """Raised by anyone of the inspection, for the inspection lead and the partnership's senior lead.

    `what`, `identity` and `where_now` are emptied on the day `purge_on` by the clock; that it happened stays.
    """

    inspection = models.ForeignKey("store.Inspection", on_delete=models.PROTECT, related_name="concerns")
    raised_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=20)
    what = models.TextField()
    identity = models.TextField(blank=True)
    where_now = models.TextField(blank=True)
    state = models.CharField(max_length=20, default="raised")
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    purge_on = models.DateField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)


class ConcernMove(Move):
    """What was done about a concern, and by whom. Its note is purged with the concern."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="moves")
