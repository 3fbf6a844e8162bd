from __future__ import annotations

import pytest

from cairn.policy.acts import MEANINGS, Act
from cairn.policy.machine import Machine, Move, State
from cairn.policy.model import NOTHING, Undecided
from cairn.policy.permissions import DUTIES, PERMISSIONS
from cairn.policy.states import MACHINES, next_state

EACH = pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda m: m.noun)


def reached(machine: Machine, start: str) -> set[str]:
    found = {start}
    while True:
        more = {m.to for m in machine.moves if m.start in found} - found
        if not more:
            return found
        found |= more


def test_every_noun_that_has_states_has_its_table() -> None:
    assert set(MACHINES) == {
        "programme",
        "inspection",
        "request",
        "activity",
        "ledger_entry",
        "evaluation",
        "concern",
        "report",
    }


@EACH
def test_every_state_can_be_reached(machine: Machine) -> None:
    assert reached(machine, machine.begins) == set(machine.state_names)


@EACH
def test_every_state_that_is_no_end_has_a_way_on(machine: Machine) -> None:
    stuck = [s.name for s in machine.states if not s.is_end and not machine.moves_from(s.name)]
    assert stuck == []


@EACH
def test_an_end_can_be_reached_from_everywhere(machine: Machine) -> None:
    ends = {s.name for s in machine.states if s.is_end}
    assert ends
    assert [s for s in machine.state_names if not reached(machine, s) & ends] == []


@EACH
def test_every_move_is_made_by_an_act_on_that_very_noun_that_somebody_may_do(machine: Machine) -> None:
    for move in machine.moves:
        assert move.act.noun == machine.noun
        roles = {role for role, cell in PERMISSIONS[move.act].items() if cell.allows_in(move.start)}
        duties = [duty for duty, acts in DUTIES.items() if move.act in acts]
        assert roles or duties, move


@EACH
def test_what_begins_a_thing_leads_to_the_state_it_begins_in(machine: Machine) -> None:
    assert {m.to for m in machine.moves_from(NOTHING)} <= {machine.begins}


@EACH
def test_states_and_moves_are_told_in_words(machine: Machine) -> None:
    assert all(s.title and s.meaning for s in machine.states)
    assert all(m.consequence.endswith(".") for m in machine.moves)


def test_every_act_has_its_words() -> None:
    assert set(MEANINGS) == set(Act)
    assert all(m.to_do and m.done for m in MEANINGS.values())
    assert [a for a in Act if not a.verb] == []


@pytest.mark.parametrize(
    ("noun", "state", "act", "to"),
    [
        ("programme", "", "programme.create", "draft"),
        ("programme", "draft", "programme.start", "running"),
        ("inspection", "planned", "inspection.notify", "notified"),
        ("inspection", "fieldwork", "inspection.step_back", "scoping"),
        ("request", "asked", "request.answer", "answered"),
        ("request", "returned", "request.answer", "answered"),
        ("request", "answered", "request.return", "returned"),
        ("activity", "planned", "activity.finish", "done"),
        ("ledger_entry", "open", "ledger.plan", "planned"),
        ("ledger_entry", "strength", "ledger.reopen", "open"),
        ("evaluation", "not_started", "evaluation.propose", "proposed"),
        ("evaluation", "agreed", "evaluation.return", "not_started"),
        ("evaluation", "signed", "evaluation.reopen", "proposed"),
        ("concern", "raised", "concern.acknowledge", "acknowledged"),
        ("report", "agreed", "report.publish", "published"),
        ("report", "in_review", "report.return", "draft"),
        ("evaluation", "not_started", "evaluation.sign", None),
        ("request", "draft", "request.answer", None),
        ("concern", "raised", "concern.close", None),
        ("programme", "closed", "programme.start", None),
    ],
)
def test_an_act_leads_where_the_table_says(noun: str, state: str, act: str, to: str | None) -> None:
    assert next_state(noun, state, act) == to


@pytest.mark.parametrize("to", ["strength", "area_for_improvement", "no_longer_needed"])
def test_a_planned_ledger_entry_ends_in_one_of_three_ways(to: str) -> None:
    assert next_state("ledger_entry", "planned", Act.LEDGER_RESOLVE, to) == to


def test_a_ledger_entry_without_activity_is_neither_strength_nor_area_for_improvement() -> None:
    assert next_state("ledger_entry", "open", Act.LEDGER_RESOLVE, "strength") is None
    assert next_state("ledger_entry", "open", Act.LEDGER_RESOLVE, "no_longer_needed") == "no_longer_needed"


def test_an_act_with_several_outcomes_asks_for_the_one_wanted() -> None:
    with pytest.raises(Undecided, match="strength or area_for_improvement"):
        next_state("ledger_entry", "planned", Act.LEDGER_RESOLVE)


@pytest.mark.parametrize(
    ("noun", "state", "act", "to"),
    [
        ("reading", "open", "request.ask", ""),
        ("request", "lost", "request.ask", ""),
        ("request", "draft", "request.explode", ""),
        ("request", "draft", "request.ask", "nowhere"),
    ],
)
def test_what_is_unknown_is_a_fault_not_an_answer(noun: str, state: str, act: str, to: str) -> None:
    with pytest.raises(Undecided):
        next_state(noun, state, act, to)


HERE = State("here", "here", "at home", is_end=True)


@pytest.mark.parametrize(
    ("states", "moves", "fault"),
    [
        ((HERE, HERE), (), "named twice"),
        ((HERE,), (Move(Act.REQUEST_ASK, "here", "there", "Gone."),), "no state"),
        ((HERE,), (Move(Act.REQUEST_ASK, "here", "here", "Still."),) * 2, "stands twice"),
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_built(
    states: tuple[State, ...], moves: tuple[Move, ...], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        Machine("request", "here", states, moves)
