from __future__ import annotations

from itertools import product

import pytest

from cairn.policy.acts import Act
from cairn.policy.conditions import NOT_OWN_AREA
from cairn.policy.deciding import refusal
from cairn.policy.model import ANY_STATE, NOTHING
from cairn.policy.permissions import KNOWN_BY, PERMISSIONS, ROWS, cell, facts_for
from cairn.policy.roles import PARTNERSHIP, Role
from cairn.policy.states import MACHINES
from tests.lib.policy_people import FACTS, ME, person, states_of, thing


def test_every_act_stands_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Act)


def test_an_act_and_a_role_meet_in_one_row_at_most() -> None:
    pairs = [(row.act, role) for row in ROWS for role in row.roles]
    assert len(pairs) == len(set(pairs))


def test_states_in_the_table_are_states_of_the_noun() -> None:
    for row in ROWS:
        machine = MACHINES.get(row.act.noun)
        known = {NOTHING, "*", *(machine.state_names if machine else ())}
        assert row.cell.states <= known, row.act
        assert machine or row.cell.states == ANY_STATE, row.act


def test_no_cell_of_act_and_role_and_state_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [(act, role, state) for act, role in product(Act, Role) for state in states_of(act)]
    allowed = 0
    for act, role, state in cells:
        subject = thing(act.noun, state, owner=ME, escalated="yes", inspection_state="reporting")
        found = refusal(person(role), act, subject)
        assert found is None or (found.code and found.sentence)
        allowed += found is None
    with capsys.disabled():
        print(f" [{len(cells)} cells decided, {allowed} allowed at best]", end="")  # noqa: T201
    assert len(cells) == 14 * sum(len(states_of(act)) for act in Act)


def test_what_judges_is_barred_to_those_with_an_interest_in_every_cell() -> None:
    judging = [act for act in Act if act.value.split(".")[0] in ("evaluation", "ledger", "scope")]
    assert len(judging) > 10
    for act in judging:
        assert all(NOT_OWN_AREA in c.conditions for c in PERMISSIONS[act].values()), act


def test_what_is_asked_and_decided_is_barred_to_scrutiny_with_an_interest_in_every_cell() -> None:
    """But to know of the inspection and of its diary."""
    free = {Act.INSPECTION_VIEW, Act.ACTIVITY_VIEW}
    nouns = ("inspection", "activity", "request", "audit")
    acts = [act for act in Act if act.value.split(".")[0] in nouns and act not in free]
    assert len(acts) > 20
    for act in acts:
        for role, given in PERMISSIONS[act].items():
            assert role in PARTNERSHIP or NOT_OWN_AREA in given.conditions, (act, role)


def test_the_partnership_has_no_part_in_the_ledger_the_scope_or_what_makes_an_evaluation() -> None:
    judging = [act for act in Act if act.value.split(".")[0] in ("evaluation", "ledger", "scope")]
    given = {(act, role) for act in judging for role in PARTNERSHIP if cell(act, role)}
    assert {act for act, _ in given} == {Act.EVALUATION_VIEW}


def test_what_is_known_by_an_act_is_known_by_an_act_of_its_own() -> None:
    assert all(act.noun == noun for noun, acts in KNOWN_BY.items() for act in acts)


def test_every_role_that_may_act_on_a_thing_may_know_of_it() -> None:
    blind = [
        (act, role)
        for act in Act
        for role in PERMISSIONS[act]
        if act.noun in KNOWN_BY
        and act is not Act.MEMBERSHIP_ACCEPT
        and not any(cell(way, role) for way in KNOWN_BY[act.noun])
    ]
    assert blind == []


def test_each_act_says_which_facts_it_is_decided_by() -> None:
    assert facts_for(Act.EVALUATION_AGREE) == {"inspection_state", "proposed_by"}
    assert facts_for(Act.MEMBERSHIP_GIVE) == {
        "role",
        "receiver_interests",
        "receiver_roles",
        "inspection_state",
    }
    assert facts_for(Act.TOKEN_MAKE) == frozenset()
    assert {fact for act in Act for fact in facts_for(act)} == set(FACTS)
