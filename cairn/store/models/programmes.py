"""A programme of inspections: what it judges by, its partnerships, its phases and the holidays it skips."""

from __future__ import annotations

from django.db import models

from cairn.store.models.base import Noun, Versioned, rows_kept


@rows_kept
class Programme(Versioned):
    """A round of inspections under one edition of a framework."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    years = models.CharField(max_length=20)
    definition = models.CharField(max_length=120, blank=True)  # a folder under definitions/programmes
    framework = models.CharField(max_length=120)
    edition = models.CharField(max_length=20)
    graded = models.JSONField(
        default=list
    )  # subjects of evaluations: terms of the vocabulary graded_indicator
    instruments = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=20, default="draft")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="programme_ends_after_it_starts"
            ),
        )
        ordering = ("-starts_on",)

    def __str__(self) -> str:
        return self.title


class Partnership(Noun):
    """A community planning partnership as this programme calls it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="partnerships")
    letter = models.CharField(max_length=8)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "letter"), name="partnership_letter_once"),
            models.UniqueConstraint(fields=("programme", "name"), name="partnership_name_once"),
        )
        ordering = ("letter",)

    def __str__(self) -> str:
        return self.name


class Phase(Noun):
    """A stretch of every inspection's timetable, in weeks counted from its notice."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    weeks = models.PositiveSmallIntegerField()
    skips_holidays = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "position"), name="phase_position_once"),
            models.CheckConstraint(
                condition=models.Q(weeks__gte=1, weeks__lte=52), name="phase_of_1_to_52_weeks"
            ),
        )
        ordering = ("position",)


class Holiday(Noun):
    """School holidays, first and last day included, that phases step over."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="holiday_ends_after_it_begins"
            ),
        )
        ordering = ("first_day",)
