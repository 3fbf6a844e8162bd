"""What the pages of requests show, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cairn.actions.requests import KINDS
from cairn.policy.states import machine_of
from cairn.store.models import Request, RequestMove, Upload
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Link, Press, Row, Step, Table, Tag
from cairn.web.components.words import day_in_words, size_in_words

WAITING = ("asked", "returned")
FILE_STATES = {
    "clean": Tag("Examined", "good"),
    "quarantined": Tag("Being examined", "progress"),
    "refused": Tag("Could not be taken", "bad"),
}
NOT_SENT = Tag("Not sent", "attention")


def tags_of(request: Request, today: date) -> list[Tag]:
    """Its state, and that it is overdue."""
    tags = [state_tag("request", request.state)]
    if request.state in WAITING and request.due_on < today:
        tags.append(Tag("Overdue", "bad"))
    return tags


def table_of(requests: Sequence[Request], slug: str, today: date) -> Table:
    """Requests by the day they are due."""
    return Table(
        caption="Requests to the partnership",
        caption_hidden=True,
        columns=("Request", "Kind", "Due on", "State"),
        rows=[
            (
                Link(one.title, reverse("inspection-request", args=[slug, one.pk])),
                KINDS.get(one.kind, one.kind),
                one.due_on,
                tags_of(one, today),
            )
            for one in requests
        ],
    )


def rows_of(request: Request) -> list[Row]:
    return [
        Row("Kind", KINDS.get(request.kind, request.kind)),
        Row("Due on", day_in_words(request.due_on)),
        Row("What is asked", request.text),
        *_sheet(request),
    ]


def _sheet(request: Request) -> list[Row]:
    """Where the sheet to fill in is taken, for a request that has one."""
    if request.kind != "pre_inspection_return":
        return []
    where = reverse("request-sheet", args=[request.inspection.slug, request.pk])
    return [Row("Sheet to fill in", Link("Take it (CSV)", where))]


def files_of(request: Request, slug: str, *, removable: bool = False, for_partnership: bool = True) -> Table:
    """The files of an answer; only an examined one can be opened. What could not be taken is no part of the
    answer: the partnership is told that it was not sent, and the team does not see it."""
    columns: list[Column | str] = ["File", Column("Size", "end"), "State"]
    columns += ["Take out"] if removable else []
    shown = request.uploads.filter(removed_at__isnull=True)
    rows = []
    for one in shown if for_partnership else shown.filter(state="clean"):
        state = FILE_STATES[one.state] if removable or one.state != "refused" else NOT_SENT
        row: list[object] = [
            _name_of(one, slug),
            size_in_words(one.size),
            [state, *([one.finding] if one.finding else [])],
        ]
        if removable:
            href = reverse("request-file-remove", args=[slug, request.pk, one.pk])
            row.append(Press("Remove", href, one.name))
        rows.append(row)
    # Where files are added they stand under a heading of their own.
    return Table(caption="Files", caption_hidden=removable, columns=columns, rows=rows, empty="No files.")


def in_quotes(names: Iterable[str]) -> str:
    """“a.pdf”, “b.pdf” and “c.pdf”; an empty text for none."""
    *first, last = [f"“{name}”" for name in names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _name_of(upload: Upload, slug: str) -> Link | str:
    if upload.state != "clean":
        return upload.name
    return Link(upload.name, reverse("request-file", args=[slug, upload.request_id, upload.pk]))


def steps_of(moves: Sequence[RequestMove]) -> list[Step]:
    """How it came to its state, newest last."""
    machine = machine_of("request")
    return [
        Step(
            machine.state(move.to_state).title.capitalize(),
            "now" if move is moves[-1] else "done",
            day_in_words(timezone.localtime(move.at).date()),
            " ".join(part for part in (f"By {move.person.name}.", move.note) if part),
        )
        for move in moves
    ]
