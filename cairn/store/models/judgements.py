"""The triage ledger and the evaluations: what a team thinks, on what it rests, and how it came to it."""

from __future__ import annotations

from django.db import models

from cairn.store.models.base import Move, Noun, Versioned, rows_kept


@rows_kept
class LedgerEntry(Versioned):
    """One line of the triage ledger: an indicator, how worried the team is, and what it will do about it."""

    inspection = models.ForeignKey("store.Inspection", on_delete=models.CASCADE, related_name="ledger")
    indicator = models.CharField(max_length=20)
    topic = models.CharField(max_length=200)
    level = models.CharField(max_length=30)
    reason = models.TextField()
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=30, default="open")
    outcome_text = models.TextField(blank=True)

    class Meta:
        ordering = ("indicator", "created_at")


class LedgerMove(Move):
    """How a ledger entry came to its state and its level."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.CASCADE, related_name="moves")
    level = models.CharField(max_length=30, default="")


class LedgerActivity(Noun):
    """That an activity was planned because of a ledger entry."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.CASCADE, related_name="planned")
    activity = models.ForeignKey("store.Activity", on_delete=models.CASCADE, related_name="because_of")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry", "activity"), name="ledger_activity_linked_once"),
        )


@rows_kept
class Evaluation(Versioned):
    """A formal result of an inspection on the six-point scale: 1 unsatisfactory to 6 excellent."""

    inspection = models.ForeignKey("store.Inspection", on_delete=models.CASCADE, related_name="evaluations")
    subject = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, default="not_started")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("inspection", "subject"), name="evaluation_once_a_subject"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=1, value__lte=6),
                name="evaluation_on_the_six_point_scale",
            ),
            models.CheckConstraint(
                condition=models.Q(state="not_started") | models.Q(value__isnull=False),
                name="evaluation_has_a_value_once_proposed",
            ),
        )
        ordering = ("subject",)


class EvaluationCitation(Noun):
    """What an evaluation rests on: where it is written, and what it shows."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="citations")
    kind = models.CharField(max_length=30)
    reference = models.CharField(max_length=300)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("created_at", "id")


class EvaluationMove(Move):
    """How an evaluation came to its state, with the value and the reason of that moment."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="moves")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
