"""Retention in words: each inspection's day, the rules, and the proofs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localdate, localtime

from cairn.actions.retention import last_day, runs_from
from cairn.bridge.definitions import clocks
from cairn.framework.clocks import KeptText
from cairn.store.models import Disposal, Inspection
from cairn.web.components.states import state_tag
from cairn.web.components.values import Column, Table, Tag
from cairn.web.components.words import short_day

SOON = 30
KEPT_TITLES = {
    "store_inspectionmove": "Why an inspection moved on or back",
    "store_request": "What was asked of the partnership",
    "store_upload": "Kinds of the files that were given",
    "store_scopedecision": "Why an indicator was looked at, or not",
    "store_evaluation": "Evaluations with their reasons",
    "store_report": "The report",
    "store_invitation": "Accepted invitations of staff",
}
CLEARED = {"sessions": "Sessions that had expired", "invitations": "Invitations that nobody accepted"}


def days_table(inspections: Iterable[Inspection], disposed: dict[object, date]) -> Table:
    """When the personal records of each inspection go at the latest; `disposed` holds when they went."""
    rows = [
        (
            one.partnership.name,
            state_tag("inspection", one.state),
            runs_from(one) or "Not published: no clock runs yet",
            last_day(one),
            _standing(last_day(one), disposed.get(one.pk)),
        )
        for one in inspections
    ]
    columns = ("Inspection", "State", "Published or given up", "Disposed of by", "Personal records")
    caption = "When personal records are disposed of"
    return Table(caption=caption, columns=columns, rows=rows, caption_hidden=True)


def _standing(last: date | None, gone: date | None) -> object:
    if gone is not None:
        return [Tag("Disposed of", "good"), short_day(gone)]
    if last is None:
        return Tag("Kept")
    left = (last - localdate()).days
    if left < 0:
        return Tag("Due now", "bad")
    days = f"in {left} day{'' if left == 1 else 's'}"
    return [Tag("Kept", "attention" if left <= SOON else "neutral"), days]


def rules() -> list[tuple[str, object]]:
    """The rules with their numbers, as the definitions say."""
    told = clocks()
    return [
        ("Concerns about a child", f"emptied {told.days_to_purge} days after they are closed"),
        ("Personal records", f"disposed of {told.retention_days} days after publication, at the latest"),
        ("Invitations nobody accepted", f"cleared {told.days_to_clear_invitations} days after their end"),
        ("Sessions", "cleared once they have expired, with the address they came from"),
        ("Where this comes from", told.retention_source),
    ]


def gone_lines() -> list[str]:
    return [record.title for record in clocks().personal]


def kept_lines() -> list[tuple[str, object]]:
    return [(_title(kept), kept.why) for kept in clocks().kept]


def _title(kept: KeptText) -> str:
    return KEPT_TITLES.get(kept.table, kept.table.removeprefix("store_").capitalize())


def cleared_table(disposals: Iterable[Disposal]) -> Table:
    """A number alone proves these: the key of a session is a secret, and no digest is taken over it."""
    rows = [(_when(one), CLEARED.get(one.what, one.what), one.rule, one.rows) for one in disposals]
    columns = ("When", "What", "Rule", Column("Rows", "end"))
    caption = "What was cleared in the whole of Cairn"
    return Table(caption=caption, columns=columns, rows=rows, caption_hidden=True)


def _when(one: Disposal) -> str:
    return f"{short_day(localtime(one.at).date())}, {localtime(one.at):%H:%M}"


def proofs_table(disposals: Iterable[Disposal]) -> Table:
    titles = {record.what: record.title for record in clocks().personal}
    rows = [
        (
            _when(one),
            one.inspection.partnership.name,
            titles.get(one.what, one.what),
            one.rule,
            one.rows,
            [one.digest[start : start + 16] for start in range(0, 64, 16)],
        )
        for one in disposals
    ]
    columns = ("When", "Inspection", "What", "Rule", Column("Rows", "end"), "Digest of their keys")
    caption = "Proofs of what was disposed of"
    return Table(caption=caption, columns=columns, rows=rows, caption_hidden=True)
