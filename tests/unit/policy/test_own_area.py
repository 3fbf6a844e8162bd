"""What a declared interest takes away, and what it leaves."""

from __future__ import annotations

import pytest

from cairn.policy.deciding import may, refusal
from cairn.policy.model import NOT_SEEN, Actor, Subject
from cairn.policy.roles import Role
from tests.lib.policy_people import ME, person, thing


def code(actor: Actor, act: str, subject: Subject) -> str:
    found = refusal(actor, act, subject)
    return found.code if found else "allowed"


@pytest.mark.parametrize(
    ("role", "act", "subject"),
    [
        (Role.INSPECTION_LEAD, "evaluation.agree", thing("evaluation", "proposed")),
        (Role.PANEL_MEMBER, "evaluation.sign", thing("evaluation", "agreed")),
        (Role.INSPECTOR, "evaluation.view", thing("evaluation", "not_started")),
        (Role.INSPECTOR, "ledger.add", thing("ledger_entry")),
        (Role.PROGRAMME_LEAD, "ledger.view", thing("ledger_entry", "open")),
        (Role.DEPUTY_LEAD, "scope.decide", thing("scope")),
        (Role.REPORT_AUTHOR, "report.edit", thing("report", "draft")),
        (Role.INSPECTION_LEAD, "request.view", thing("request", "answered")),
        (Role.INSPECTOR, "request.read_file", thing("request", "accepted")),
        (Role.INSPECTION_LEAD, "request.accept", thing("request", "answered")),
        (Role.INSPECTION_LEAD, "inspection.start_evaluating", thing("inspection", "fieldwork")),
        (Role.PROGRAMME_LEAD, "inspection.step_back", thing("inspection", "published")),
        (Role.INSPECTOR, "activity.finish", thing("activity", "planned")),
        (Role.INSPECTION_LEAD, "audit.view", thing("audit")),
    ],
)
def test_nobody_reads_or_judges_where_they_declared_an_interest(
    role: Role, act: str, subject: Subject
) -> None:
    assert code(person(role), act, subject) == "allowed"
    assert code(person(role, interests=("A",)), act, subject) == "own-area"
    assert code(person(role, interests=("B",)), act, subject) == "allowed"


def test_an_interest_does_not_give_away_an_evaluation_the_partnership_may_not_know_of() -> None:
    coordinator = person(Role.PARTNERSHIP_COORDINATOR, interests=("A",))
    hidden = thing("evaluation", "signed", inspection_state="evaluating")
    assert code(coordinator, "evaluation.view", hidden) == NOT_SEEN


@pytest.mark.parametrize(
    ("act", "subject"),
    [
        ("inspection.view", thing("inspection", "fieldwork")),
        ("membership.view", thing("membership")),
        ("membership.give", thing("membership", role="deputy_lead")),
        ("membership.end", thing("membership", role="inspector")),
        ("activity.view", thing("activity", "planned")),
        ("concern.view", thing("concern", "raised")),
        ("concern.acknowledge", thing("concern", "raised")),
    ],
)
def test_a_lead_with_an_interest_hands_over_and_answers_for_children_until_then(
    act: str, subject: Subject
) -> None:
    assert may(person(Role.INSPECTION_LEAD, interests=("A",)), act, subject)


def test_a_coordinator_with_an_interest_answers_for_the_partnership_all_the_same() -> None:
    coordinator = person(Role.PARTNERSHIP_COORDINATOR, interests=("A",))
    assert may(coordinator, "request.answer", thing("request", "asked"))
    assert may(coordinator, "request.read_file", thing("request", "asked"))


def test_an_interest_does_not_keep_anybody_from_raising_a_concern() -> None:
    assert may(person(Role.INSPECTOR, interests=("A",)), "concern.raise", thing("concern", owner=ME))
