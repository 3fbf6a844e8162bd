"""The triage ledger: what the team is worried about, what it will do about it, and how that ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse

from cairn.actions.acting import Acting, acting, invalid, save_version, take, take_version
from cairn.actions.activities import ActivityPlan, plan_activity
from cairn.actions.notices import take_back, tell
from cairn.actions.once import key_once, made_before
from cairn.actions.subjects import subject_of, within
from cairn.bridge.definitions import edition_named
from cairn.errors import Invalid, Problem
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.states import LEDGER_ENTRY, next_state
from cairn.store.models import Activity, Inspection, LedgerActivity, LedgerEntry, LedgerMove
from cairn.store.queries.members import team_members

WHAT = "ledger entry"
# From the gravest to the lightest: how worried the team is.
LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "concern": "Concern",
        "uncertainty": "Uncertainty",
        "no_significant_concerns": "No significant concerns",
    }
)
NEEDS_EVIDENCE = frozenset({"strength", "area_for_improvement"})
LONGEST_TOPIC, LONGEST_TEXT = 200, 8000
_SAID = {"topic": "Topic", "indicator": "Indicator", "level": "Level", "reason": "Reason"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """What stands in an entry: an indicator of the programme's framework edition, one of LEVELS, and who of
    the team answers for it."""

    indicator: str
    topic: str
    level: str
    reason: str
    owner_id: UUID | str

    def values(self) -> dict[str, object]:
        return {
            "indicator": self.indicator,
            "topic": self.topic.strip(),
            "level": self.level,
            "reason": self.reason.strip(),
            "owner_id": _key(self.owner_id),
        }


def add_entry(
    *, actor: Actor, inspection_id: UUID | str, words: EntryWords, key: UUID | None = None
) -> LedgerEntry:
    """A new entry, open; sent twice with the same `key`, it is added once. Raises `Invalid` with all that is
    wrong with its words."""
    with acting(actor, Act.LEDGER_ADD) as act:
        inspection = take(Inspection, inspection_id, "inspection")
        act.require(within(inspection, noun="ledger_entry"))
        _refuse_wrong(words, inspection)
        own = key_once(key, actor, str(inspection.pk), words.values())
        if (before := made_before(LedgerEntry, own)) is not None:
            return before
        entry = LedgerEntry.objects.create(pk=own, inspection=inspection, **words.values())
        _moved(entry, actor, "", entry.reason)
        _record(act, entry)
        _tell_owner(entry, actor)
    return entry


def edit_entry(*, actor: Actor, entry_id: UUID | str, version: int, words: EntryWords) -> LedgerEntry:
    """Change an entry that is not settled. What it said before stays in its history."""
    with acting(actor, Act.LEDGER_EDIT) as act:
        values = words.values()
        entry = take_version(LedgerEntry, entry_id, version, WHAT, values)
        act.require(subject_of(entry))
        _refuse_wrong(words, entry.inspection, owner_now=str(entry.owner_id))
        before = {name: getattr(entry, name) for name in values}
        changed = [name for name, value in values.items() if str(before[name]) != str(value)]
        for name, value in values.items():
            setattr(entry, name, value)
        save_version(entry, *values)
        if changed:
            _moved(entry, actor, entry.state, _what_changed(before, changed))
        _record(act, entry, changed=sorted(changed))
        if "owner_id" in changed:
            take_back(address_of(entry))
            _tell_owner(entry, actor)
    return entry


def plan_entry(
    *, actor: Actor, entry_id: UUID | str, version: int, activity_ids: Collection[UUID | str]
) -> LedgerEntry:
    """Say by which activities of the inspection the entry will be settled: these, and no others."""
    with acting(actor, Act.LEDGER_PLAN) as act:
        wanted = {key for one in activity_ids if (key := _key(one))}
        entry = take_version(LedgerEntry, entry_id, version, WHAT, {})
        act.require(subject_of(entry))
        chosen = list(Activity.objects.filter(inspection_id=entry.inspection_id, pk__in=wanted))
        _refuse_activities(wanted, chosen)
        _link(act, entry, chosen)
    return entry


def plan_entry_anew(*, actor: Actor, entry_id: UUID | str, version: int, plan: ActivityPlan) -> LedgerEntry:
    """Put a new activity into the diary, and settle the entry by it too: both, or neither."""
    with acting(actor, Act.LEDGER_PLAN) as act:
        entry = take_version(LedgerEntry, entry_id, version, WHAT, {})
        act.require(subject_of(entry))
        made = plan_activity(actor=actor, inspection_id=entry.inspection_id, plan=plan)
        kept = Activity.objects.filter(because_of__entry=entry).exclude(state="cancelled")
        _link(act, entry, [*kept, made])
    return entry


def resolve_entry(
    *, actor: Actor, entry_id: UUID | str, version: int, outcome: str, text: str
) -> LedgerEntry:
    """Settle an entry, with what was found in words.

    As a strength or an area for improvement it needs an activity that took place.
    """
    with acting(actor, Act.LEDGER_RESOLVE) as act:
        text = text.strip()
        entry = take_version(LedgerEntry, entry_id, version, WHAT, {"state": outcome, "outcome_text": text})
        act.require(subject_of(entry))
        _refuse_outcome(entry, outcome, text)
        before, entry.state, entry.outcome_text = entry.state, outcome, text
        save_version(entry, "state", "outcome_text")
        _moved(entry, actor, before, text)
        _record(act, entry, before=before)
        take_back(address_of(entry))
    return entry


def reopen_entry(*, actor: Actor, entry_id: UUID | str, version: int, reason: str) -> LedgerEntry:
    """Open a settled entry again, to be planned and settled anew. Its outcome stays in its history."""
    with acting(actor, Act.LEDGER_REOPEN) as act:
        reason = reason.strip()
        entry = take_version(LedgerEntry, entry_id, version, WHAT, {})
        act.require(subject_of(entry))
        _refuse_text("reason", reason, "Say why the entry is opened again.")
        before = entry.state
        entry.state = next_state("ledger_entry", before, Act.LEDGER_REOPEN) or before
        entry.outcome_text = ""
        LedgerActivity.objects.filter(entry=entry).delete()
        save_version(entry, "state", "outcome_text")
        _moved(entry, actor, before, reason)
        _record(act, entry, before=before)
        _tell_owner(entry, actor, "was opened again")
    return entry


def outcomes_from(state: str, *, took_place: bool) -> tuple[str, ...]:
    """How an entry can be settled from this state, given whether one of its activities took place."""
    possible = [move.to for move in LEDGER_ENTRY.moves_by(Act.LEDGER_RESOLVE, state)]
    return tuple(one for one in possible if took_place or one not in NEEDS_EVIDENCE)


def address_of(entry: LedgerEntry) -> str:
    return reverse("inspection-ledger-entry", args=[entry.inspection.slug, entry.pk])


def _link(act: Acting, entry: LedgerEntry, chosen: Collection[Activity]) -> None:
    there = set(LedgerActivity.objects.filter(entry=entry).values_list("activity_id", flat=True))
    wanted = {one.pk for one in chosen}
    LedgerActivity.objects.filter(entry=entry, activity_id__in=there - wanted).delete()
    LedgerActivity.objects.bulk_create(
        LedgerActivity(entry=entry, activity_id=key) for key in sorted(wanted - there)
    )
    before = entry.state
    entry.state = next_state("ledger_entry", before, Act.LEDGER_PLAN) or before
    save_version(entry, "state")
    titles = ", ".join(f"“{one.title}”" for one in sorted(chosen, key=lambda one: one.starts_at))
    _moved(entry, act.actor, before, f"To be settled by {titles}.")
    _record(act, entry, before=before, activities=len(wanted))


def _refuse_wrong(words: EntryWords, inspection: Inspection, owner_now: str = "") -> None:
    values = words.values()
    problems = _empty_or_long(values)
    programme = inspection.programme
    codes = {one.code for one in edition_named(programme.framework, programme.edition).indicators}
    if words.indicator not in codes:
        problems["indicator"] = "Choose an indicator of the framework."
    if words.level not in LEVELS:
        problems["level"] = "Choose how worried the team is."
    owner = str(values["owner_id"])
    if owner != owner_now and owner not in team_members(inspection.pk):
        problems["owner_id"] = "Choose an owner from the team of this inspection."
    if problems:
        raise Invalid(
            Problem(code="field-wrong", message=said, field=name) for name, said in problems.items()
        )


def _empty_or_long(values: Mapping[str, object]) -> dict[str, str]:
    problems = {}
    for name, longest in (("topic", LONGEST_TOPIC), ("reason", LONGEST_TEXT)):
        if not values[name]:
            problems[name] = f"The {name} is empty."
        elif len(str(values[name])) > longest:
            problems[name] = f"The {name} is longer than {longest:,} characters. Shorten it."
    return problems


def _refuse_activities(wanted: Collection[UUID], chosen: Collection[Activity]) -> None:
    if not wanted:
        raise invalid(
            "activities",
            "Choose at least one activity.",
            "An entry that needs none is settled as no longer needed.",
        )
    if len(chosen) < len(wanted):
        raise invalid("activities", "An activity you chose is not in the diary of this inspection.")
    called_off = sorted(one.title for one in chosen if one.state == "cancelled")
    if called_off:
        raise invalid("activities", f"“{called_off[0]}” is cancelled.", "Choose another activity.")


def _refuse_outcome(entry: LedgerEntry, outcome: str, text: str) -> None:
    took_place = LedgerActivity.objects.filter(entry=entry, activity__state="done").exists()
    if outcome not in LEDGER_ENTRY.state_names or outcome not in outcomes_from(entry.state, took_place=True):
        raise invalid("state", "Choose how the entry ends.")
    if outcome not in outcomes_from(entry.state, took_place=took_place):
        raise invalid(
            "state",
            "None of its activities has taken place, so there is nothing to settle it by.",
            "Mark an activity as done in the diary first.",
        )
    _refuse_text("outcome_text", text, "Say what was found, or why the entry is no longer needed.")


def _refuse_text(field: str, text: str, message: str) -> None:
    if not text:
        raise invalid(field, message)
    if len(text) > LONGEST_TEXT:
        raise invalid(field, f"This is longer than {LONGEST_TEXT:,} characters.", "Shorten it.")


def _what_changed(before: Mapping[str, object], changed: Collection[str]) -> str:
    """What the entry said before, for its history."""
    lines = []
    for name in changed:
        if name in _SAID:
            was = LEVELS.get(str(before[name]), before[name]) if name == "level" else before[name]
            lines.append(f"{_SAID[name]} was: {was}")
        else:
            lines.append("It has a new owner.")
    return "\n".join(lines)


def _moved(entry: LedgerEntry, actor: Actor, before: str, note: str) -> None:
    LedgerMove.objects.create(
        entry=entry,
        from_state=before,
        to_state=entry.state,
        level=entry.level,
        note=note,
        person_id=actor.person_id,
    )


def _record(act: Acting, entry: LedgerEntry, **details: Any) -> None:
    act.record(subject_of(entry), indicator=entry.indicator, level=entry.level, state=entry.state, **details)


def _tell_owner(entry: LedgerEntry, actor: Actor, how: str = "is yours to see through") -> None:
    place = entry.inspection.partnership.name
    text = f"{place}: a ledger entry on {entry.indicator} {how}."
    tell([entry.owner_id], text, address_of(entry), but=actor.person_id)


def _key(value: UUID | str) -> UUID | None:
    try:
        return UUID(str(value))
    except (ValueError, ValidationError):
        return None
