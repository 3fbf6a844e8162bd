from __future__ import annotations

import json

import pytest
from django.db import ProgrammingError, transaction

from cairn.actions.scope import decide_scope
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.store.models import Event, ScopeDecision
from cairn.store.queries.scoping import InLedger, ledger_by_indicator, newest_decisions
from tests.lib.judging_rows import an_entry, declare_interest, put_inspection_in


def decide(world, actor, seen, *, included: bool = True, reason: str = "The ledger is full of it."):
    return decide_scope(actor=actor, inspection_id=world.a.pk, seen=seen, included=included, reason=reason)


@pytest.mark.parametrize("role", ["inspection_lead", "deputy_lead"])
def test_the_leads_decide_what_is_in_scope(world, as_, role: str) -> None:
    decide(world, as_(role), {"5.1": "", "5.2": ""})
    newest = newest_decisions(world.a.pk)
    assert {code: one.included for code, one in newest.items()} == {"5.1": True, "5.2": True}


@pytest.mark.parametrize("role", ["inspector", "young_volunteer", "programme_lead", "panel_member"])
def test_who_only_reads_the_scope_decides_nothing(world, as_, role: str) -> None:
    with pytest.raises(Refused):
        decide(world, as_(role), {"5.1": ""})


@pytest.mark.parametrize("role", ["partnership_coordinator", "senior_lead", "analyst", "report_author"])
def test_for_all_others_there_is_no_scope(world, as_, role: str) -> None:
    decide(world, as_("inspection_lead"), {"5.1": ""})
    with pytest.raises(Missing):
        decide(world, as_(role), {"5.1": ""})
    assert not ScopeDecision.objects.exists()


def test_a_lead_with_an_interest_neither_sees_nor_decides(world, as_) -> None:
    decide(world, as_("inspection_lead"), {"5.1": ""})
    declare_interest(world.person("inspection_lead"), world.a)
    assert not ScopeDecision.objects.exists()
    with pytest.raises(Refused, match="declared an interest"):
        decide(world, as_("inspection_lead"), {"5.1": ""})


def test_the_scope_of_a_closed_inspection_stands(world, as_) -> None:
    actor = as_("inspection_lead")
    put_inspection_in(world, "closed")
    with pytest.raises(Refused):
        decide(world, actor, {"5.1": ""})


def test_the_newest_decision_counts_and_earlier_ones_stay(world, as_) -> None:
    actor = as_("inspection_lead")
    (first,) = decide(world, actor, {"5.1": ""})
    decide(world, actor, {"5.1": str(first.pk)}, included=False, reason="It was settled by documents.")
    assert not newest_decisions(world.a.pk)["5.1"].included
    assert ScopeDecision.objects.filter(inspection=world.a, indicator="5.1").count() == 2


def test_no_decision_can_be_changed_in_the_database(world, as_) -> None:
    (first,) = decide(world, as_("inspection_lead"), {"5.1": ""})
    with pytest.raises(ProgrammingError), transaction.atomic():
        ScopeDecision.objects.filter(pk=first.pk).update(reason="Another.")


def test_who_has_not_seen_the_newest_decision_is_shown_both(world, as_) -> None:
    decide(world, as_("inspection_lead"), {"5.1": ""}, included=False, reason="Nothing points to it.")
    with pytest.raises(Stale) as caught:
        decide(world, as_("deputy_lead"), {"5.1": ""}, reason="Much points to it.")
    assert caught.value.mine == {"decision": "In scope", "reason": "Much points to it."}
    assert caught.value.theirs == {"decision": "Out of scope", "reason": "Nothing points to it."}


@pytest.mark.parametrize(
    ("seen", "reason", "field"),
    [({}, "So.", "indicators"), ({"12.9": ""}, "So.", "indicators"), ({"5.1": ""}, " ", "reason")],
)
def test_a_decision_names_indicators_and_a_reason(world, as_, seen, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        decide(world, as_("inspection_lead"), seen, reason=reason)
    assert [p.field for p in caught.value.problems] == [field]


def test_the_ledger_suggests_what_is_uncertain_or_of_concern(world, as_) -> None:
    as_("inspector")
    an_entry(world, indicator="5.1", level="concern")
    an_entry(world, indicator="5.1", level="no_significant_concerns")
    an_entry(world, indicator="5.2", level="no_significant_concerns")
    an_entry(world, indicator="5.3", level="concern", state="no_longer_needed")
    found = ledger_by_indicator(world.a.pk)
    assert found == {
        "5.1": InLedger(no_significant_concerns=1, concern=1),
        "5.2": InLedger(no_significant_concerns=1),
    }
    assert [found[code].suggestion for code in ("5.1", "5.2")] == [True, False]


def test_the_event_tells_the_decision_and_not_its_reason(world, as_) -> None:
    decide(world, as_("inspection_lead"), {"5.1": "", "4.1": ""})
    (event,) = Event.objects.filter(act="scope.decide")
    assert json.loads(event.details) == {"included": True, "indicators": ["4.1", "5.1"]}
