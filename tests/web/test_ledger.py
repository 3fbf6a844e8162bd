from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cairn.actions import ledger
from cairn.actions.activities import ActivityPlan
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.store.context import answer_to
from cairn.store.models import (
    Activity,
    Event,
    LedgerActivity,
    LedgerEntry,
    LedgerMove,
    Notice,
)
from tests.lib.judging_rows import REASON, an_activity, an_entry, declare_interest, put_inspection_in, words

TEAM = (
    "inspection_lead", "deputy_lead", "inspector", "associate_assessor", "young_volunteer",
    "inspection_analyst",
)  # fmt: skip
OTHERS_WHO_SEE = ("programme_lead", "panel_member")
WHO_SEE_NOTHING = (
    "analyst", "report_author", "partnership_coordinator", "partnership_contributor", "senior_lead",
    "record_reader",
)  # fmt: skip


@pytest.mark.parametrize("role", TEAM)
def test_everybody_of_the_team_adds_entries(world, as_, role: str) -> None:
    made = ledger.add_entry(actor=as_(role), inspection_id=world.a.pk, words=words(world))
    assert (made.state, made.level, made.version) == ("open", "uncertainty", 1)
    move = LedgerMove.objects.get(entry=made)
    assert (move.from_state, move.to_state, move.level, move.note) == ("", "open", "uncertainty", REASON)


@pytest.mark.parametrize("role", OTHERS_WHO_SEE)
def test_who_only_reads_the_ledger_adds_nothing(world, as_, role: str) -> None:
    with pytest.raises(Refused):
        ledger.add_entry(actor=as_(role), inspection_id=world.a.pk, words=words(world))


@pytest.mark.parametrize("role", WHO_SEE_NOTHING)
def test_for_all_others_there_is_no_ledger(world, as_, role: str) -> None:
    answer_to(world.person("inspector").pk)
    an_entry(world)
    with pytest.raises(Missing):
        ledger.add_entry(actor=as_(role), inspection_id=world.a.pk, words=words(world))
    assert not LedgerEntry.objects.exists()
    assert not LedgerMove.objects.exists()


def test_the_team_of_another_inspection_finds_no_entry(world, as_) -> None:
    as_("inspector")
    entry = an_entry(world)
    with pytest.raises(Missing):
        ledger.edit_entry(
            actor=as_("inspector", other=True), entry_id=entry.pk, version=1, words=words(world)
        )


def test_a_declared_interest_shuts_the_ledger(world, as_) -> None:
    as_("inspector")
    an_entry(world)
    declare_interest(world.person("inspector"), world.a)
    assert not LedgerEntry.objects.exists()
    with pytest.raises(Refused, match="declared an interest"):
        ledger.add_entry(actor=as_("inspector"), inspection_id=world.a.pk, words=words(world))


def test_nothing_is_added_once_the_inspection_is_published(world, as_) -> None:
    actor = as_("inspector")
    put_inspection_in(world, "published")
    with pytest.raises(Refused, match="published, closed or given up"):
        ledger.add_entry(actor=actor, inspection_id=world.a.pk, words=words(world))


def test_all_that_is_wrong_with_an_entry_is_told_at_once(world, as_) -> None:
    wrong = words(
        world, indicator="12.9", topic=" ", level="panic", reason="", owner_id=world.person("panel_member").pk
    )
    with pytest.raises(Invalid) as caught:
        ledger.add_entry(actor=as_("inspector"), inspection_id=world.a.pk, words=wrong)
    fields = {p.field for p in caught.value.problems}
    assert fields == {"indicator", "topic", "level", "reason", "owner_id"}


def test_what_an_entry_said_before_stays_in_its_history(world, as_) -> None:
    actor = as_("inspector")
    entry = ledger.add_entry(actor=actor, inspection_id=world.a.pk, words=words(world))
    changed = words(world, level="concern", reason="Three more said so.")
    after = ledger.edit_entry(actor=actor, entry_id=entry.pk, version=1, words=changed)
    assert (after.level, after.version) == ("concern", 2)
    last = LedgerMove.objects.filter(entry=entry).order_by("at").last()
    assert last.level == "concern"
    assert last.note == f"Level was: Uncertainty\nReason was: {REASON}"


def test_of_two_who_change_an_entry_the_later_is_refused_with_both_versions(world, as_) -> None:
    actor = as_("inspector")
    entry = an_entry(world)
    ledger.edit_entry(actor=actor, entry_id=entry.pk, version=1, words=words(world, topic="Plans at home"))
    with pytest.raises(Stale) as caught:
        ledger.edit_entry(
            actor=as_("deputy_lead"), entry_id=entry.pk, version=1, words=words(world, topic="Home plans")
        )
    assert (caught.value.mine["topic"], caught.value.theirs["topic"]) == ("Home plans", "Plans at home")


def test_a_new_owner_is_told(world, as_) -> None:
    actor = as_("inspector")
    entry = an_entry(world)
    owner = world.person("deputy_lead")
    ledger.edit_entry(actor=actor, entry_id=entry.pk, version=1, words=words(world, owner_id=owner.pk))
    answer_to(owner.pk)
    assert "ledger entry on 5.3" in Notice.objects.get().text


def test_an_entry_is_planned_by_activities_of_its_inspection(world, as_) -> None:
    actor = as_("young_volunteer")
    entry, activity = an_entry(world), an_activity(world.a)
    after = ledger.plan_entry(actor=actor, entry_id=entry.pk, version=1, activity_ids=[activity.pk])
    assert after.state == "planned"
    assert [one.activity_id for one in LedgerActivity.objects.filter(entry=entry)] == [activity.pk]


def test_an_entry_is_not_planned_by_nothing(world, as_) -> None:
    actor = as_("inspector")
    with pytest.raises(Invalid, match="at least one activity"):
        ledger.plan_entry(actor=actor, entry_id=an_entry(world).pk, version=1, activity_ids=[])


def test_nor_by_what_was_cancelled_or_is_in_another_diary(world, as_) -> None:
    as_("inspector", other=True)
    elsewhere = an_activity(world.b)
    actor = as_("inspector")
    entry, cancelled = an_entry(world), an_activity(world.a, state="cancelled")
    for activity in (elsewhere, cancelled):
        with pytest.raises(Invalid):
            ledger.plan_entry(actor=actor, entry_id=entry.pk, version=1, activity_ids=[activity.pk])


def a_plan(title: str = "Focus group with foster carers") -> ActivityPlan:
    return ActivityPlan(
        kind="focus_group",
        title=title,
        starts_at=datetime(2026, 3, 9, 10, tzinfo=UTC),
        ends_at=datetime(2026, 3, 9, 12, tzinfo=UTC),
        indicators=("5.3",),
    )


def test_a_new_activity_is_planned_for_an_entry_beside_those_it_has(world, as_) -> None:
    actor = as_("inspector")
    entry, there = an_entry(world), an_activity(world.a)
    ledger.plan_entry(actor=actor, entry_id=entry.pk, version=1, activity_ids=[there.pk])
    ledger.plan_entry_anew(actor=actor, entry_id=entry.pk, version=2, plan=a_plan())
    assert Activity.objects.filter(because_of__entry=entry).count() == 2


def test_who_may_not_plan_activities_makes_none_by_way_of_the_ledger(world, as_) -> None:
    actor = as_("associate_assessor")
    entry = an_entry(world)
    with pytest.raises(Refused):
        ledger.plan_entry_anew(actor=actor, entry_id=entry.pk, version=1, plan=a_plan())
    assert LedgerEntry.objects.get(pk=entry.pk).state == "open"
    assert not Activity.objects.exists()


def settled(world, actor, outcome: str = "strength") -> LedgerEntry:
    entry, activity = an_entry(world), an_activity(world.a, state="done")
    ledger.plan_entry(actor=actor, entry_id=entry.pk, version=1, activity_ids=[activity.pk])
    return ledger.resolve_entry(
        actor=actor, entry_id=entry.pk, version=2, outcome=outcome, text="All had read their plans."
    )


@pytest.mark.parametrize("outcome", ["strength", "area_for_improvement", "no_longer_needed"])
def test_an_entry_ends_in_one_of_three_ways(world, as_, outcome: str) -> None:
    after = settled(world, as_("inspector"), outcome)
    assert (after.state, after.outcome_text) == (outcome, "All had read their plans.")


def test_a_young_volunteer_settles_nothing(world, as_) -> None:
    as_("inspector")
    entry = an_entry(world)
    with pytest.raises(Refused, match="may settle a ledger entry"):
        ledger.resolve_entry(
            actor=as_("young_volunteer"), entry_id=entry.pk, version=1, outcome="no_longer_needed", text="So."
        )


def test_nothing_is_a_strength_before_an_activity_took_place(world, as_) -> None:
    actor = as_("inspector")
    entry, ahead = an_entry(world), an_activity(world.a)
    ledger.plan_entry(actor=actor, entry_id=entry.pk, version=1, activity_ids=[ahead.pk])
    with pytest.raises(Invalid, match="has taken place"):
        ledger.resolve_entry(actor=actor, entry_id=entry.pk, version=2, outcome="strength", text="Well.")


def test_an_open_entry_can_only_be_let_go(world, as_) -> None:
    actor = as_("inspector")
    entry = an_entry(world)
    with pytest.raises(Invalid):
        ledger.resolve_entry(actor=actor, entry_id=entry.pk, version=1, outcome="strength", text="Well.")
    after = ledger.resolve_entry(
        actor=actor, entry_id=entry.pk, version=1, outcome="no_longer_needed", text="Not of this framework."
    )
    assert after.state == "no_longer_needed"


def test_an_outcome_without_words_is_refused(world, as_) -> None:
    with pytest.raises(Invalid) as caught:
        actor = as_("inspector")
        ledger.resolve_entry(
            actor=actor, entry_id=an_entry(world).pk, version=1, outcome="no_longer_needed", text=" "
        )
    assert [p.field for p in caught.value.problems] == ["outcome_text"]


def test_a_settled_entry_is_changed_only_after_it_is_opened_again(world, as_) -> None:
    actor = as_("inspector")
    entry = settled(world, actor)
    with pytest.raises(Refused, match="it is strength"):
        ledger.edit_entry(actor=actor, entry_id=entry.pk, version=3, words=words(world))
    after = ledger.reopen_entry(actor=actor, entry_id=entry.pk, version=3, reason="New evidence came in.")
    assert (after.state, after.outcome_text, after.planned.count()) == ("open", "", 0)
    said = list(LedgerMove.objects.filter(entry=entry).order_by("at").values_list("to_state", "note"))
    assert said[-2:] == [("strength", "All had read their plans."), ("open", "New evidence came in.")]


def test_events_hold_no_words_of_a_person(world, as_) -> None:
    actor = as_("inspection_lead")
    settled(world, actor, "area_for_improvement")
    told = [json.loads(one.details) for one in Event.objects.filter(noun="ledger_entry").order_by("position")]
    assert told == [
        {"activities": 1, "before": "open", "indicator": "5.3", "level": "uncertainty", "state": "planned"},
        {
            "before": "planned", "indicator": "5.3", "level": "uncertainty", "state": "area_for_improvement",
        },
    ]  # fmt: skip
