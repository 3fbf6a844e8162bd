"""What every table has: a random key that tells nothing, and when the row was made."""

from __future__ import annotations

import uuid
from typing import TypeVar

import pghistory
from django.db import models
from django.db.models.functions import Now

Model = TypeVar("Model", bound=type[models.Model])


def rows_kept(model: Model) -> Model:
    """A trigger writes every row that is made, changed or deleted into a table beside it, whatever made the
    change: an act, a query by hand, another program. The role that serves has no rights on those tables."""
    # New trackers each time: one that is used twice keeps the fields of the first model.
    trackers = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    tracked: Model = pghistory.track(*trackers, context_field=None)(model)
    return tracked


class Noun(models.Model):
    """A row with a random key: unique and foreign key checks see through row-level security, so that a key
    which could be guessed would tell that something exists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Versioned(Noun):
    """A noun that two people may have open at once. Every act adds one to its version; an act on another
    version than the present one is refused."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Move(Noun):
    """One step in the life of a noun, kept for its screen; never changed, never taken away."""

    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        ordering = ("at", "id")
