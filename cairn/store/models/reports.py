"""Reports while they are written, and what has been published of them: frozen, and public by definition."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Now

from cairn.store.models.base import Move, Noun, Versioned


class Report(Versioned):
    """A report being written in Markdown: of one inspection, or the overview of a programme."""

    programme = models.ForeignKey("store.Programme", on_delete=models.PROTECT, related_name="reports")
    inspection = models.ForeignKey(
        "store.Inspection", on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=20, default="draft")
    submitted_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-created_at",)


class ReportMove(Move):
    """How a report came to its state."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="moves")


class ReportText(Noun):
    """Every text a report has had, so that nothing written is lost."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    text = models.TextField()
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("version",)


class Publishing(Noun):
    """A person's wish to publish a report as it stood at that version, and how far Cairn has come with it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="publishings")
    report_version = models.PositiveIntegerField()
    asked_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default="waiting")  # waiting, working, done, failed
    step = models.CharField(max_length=20, blank=True)  # what of the work is being done
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    problems = models.JSONField(default=list)  # why it failed, as problems are written

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("report",),
                condition=models.Q(state__in=("waiting", "working")),
                name="published_one_at_a_time",
            ),
        )
        ordering = ("-created_at",)


class Publication(Noun):
    """One published edition of a report, as it stood that day. Its address never changes."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="publications")
    slug = models.SlugField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=120, blank=True)
    years = models.CharField(max_length=20, blank=True)
    summary = models.TextField(blank=True)
    framework = models.CharField(max_length=120, blank=True)  # `framework/edition`, for what values mean
    stand_in = models.BooleanField(default=False)  # its figures come from reconstructed evidence
    evidence = models.CharField(max_length=64, blank=True)  # digest of the evidence it was made from
    body_html = models.TextField()
    plain_text = models.TextField()
    outline = models.JSONField(default=list)
    findings = models.JSONField(default=list)  # the figures behind the number-words, already safe to show
    published_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", "summary", "plain_text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("slug", "number"), name="publication_number_once"),)
        indexes = (GinIndex(fields=("search",), name="publication_search"),)
        ordering = ("-published_at",)


class PublicationSection(Noun):
    """A stretch of a publication under one heading: what a search finds, and the anchor that leads to it."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=200, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("heading", weight="A", config="english")
        + SearchVector("text", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("publication", "position"), name="section_position_once"),
        )
        indexes = (GinIndex(fields=("search",), name="section_search"),)
        ordering = ("position",)


class PublicationFile(Noun):
    """A file to download with a publication."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    label = models.CharField(max_length=120)
    media_type = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("publication", "name"), name="file_name_once"),)
        ordering = ("name",)


class PublishedEvaluation(Noun):
    """A value on the six-point scale as published, in the publication's own names."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="evaluations")
    place = models.CharField(max_length=120)
    subject = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("publication", "place", "subject"), name="value_published_once"),
            models.CheckConstraint(
                condition=models.Q(value__gte=1, value__lte=6), name="published_on_the_six_point_scale"
            ),
        )
        ordering = ("place", "subject")


class GoodPractice(Noun):
    """An example of good practice as published."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="good_practice")
    title = models.CharField(max_length=200)
    text = models.TextField()
    place = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("title",)
