"""What the pages of the diary show, in plain values."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from cairn.actions.activities import KINDS
from cairn.store.models import Activity
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Link, Row, Table
from cairn.web.components.words import day_in_words


def when(activity: Activity) -> str:
    """The day and the times, over two days both days."""
    begins, ends = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    if begins.date() == ends.date():
        return f"{day_in_words(begins.date())}, {begins:%H:%M} to {ends:%H:%M}"
    return f"{day_in_words(begins.date())}, {begins:%H:%M} to {day_in_words(ends.date())}, {ends:%H:%M}"


def table_of(activities: Sequence[Activity], slug: str, caption: str) -> Table:
    """Activities in the order of their days."""
    return Table(
        caption=caption,
        columns=("Activity", "When", "Place", "Led by", "Indicators", Column("State")),
        rows=[
            (
                Link(activity.title, reverse("activity", args=[slug, activity.pk])),
                when(activity),
                activity.place,
                activity.lead.name if activity.lead else "",
                ", ".join(activity.indicators),
                state_tag("activity", activity.state),
            )
            for activity in activities
        ],
    )


def rows_of(activity: Activity, titles: dict[str, str]) -> list[Row]:
    """An activity in full."""
    named = [f"{code} {titles[code]}" for code in activity.indicators if code in titles]
    return [
        Row("Kind", KINDS.get(activity.kind, activity.kind)),
        Row("When", when(activity)),
        Row("Place", activity.place),
        Row("Led by", activity.lead.name if activity.lead else ""),
        Row("Indicators", named),
    ]
