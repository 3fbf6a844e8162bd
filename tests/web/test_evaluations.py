from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from cairn.actions import evaluations as acts
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.policy.acts import Act
from cairn.store.context import answer_to
from cairn.store.models import Evaluation, EvaluationCitation, EvaluationMove, Event, Membership, Notice
from cairn.store.queries.evaluating import signed_table
from tests.lib.judging_rows import an_entry, declare_interest, put_inspection_in

WHY = "Most children told us that they are safer, and their records show it."
SURVEY = acts.Citation(kind="survey", reference="Young people, question 12", note="Nine in ten feel safe.")


def evaluation(world, subject: str = "2.1") -> Evaluation:
    return Evaluation.objects.get(inspection=world.a, subject=subject)


def written(world, actor, subject: str = "2.1", value: int = 4) -> Evaluation:
    """By a lead or its owner: value, reason and one thing it rests on."""
    one = evaluation(world, subject)
    one = acts.write_evaluation(
        actor=actor, evaluation_id=one.pk, version=one.version, value=value, reason=WHY
    )
    return acts.cite(actor=actor, evaluation_id=one.pk, version=one.version, citation=SURVEY)


def moved(one: Evaluation, actor, by: Act, note: str = "") -> Evaluation:
    return acts.move_evaluation(actor=actor, evaluation_id=one.pk, version=one.version, by=by, note=note)


def proposed(world, as_, subject: str = "2.1", value: int = 4) -> Evaluation:
    actor = as_("deputy_lead")
    return moved(written(world, actor, subject, value), actor, Act.EVALUATION_PROPOSE)


def signed(world, as_, subject: str = "2.1", value: int = 4) -> Evaluation:
    one = moved(proposed(world, as_, subject, value), as_("inspection_lead"), Act.EVALUATION_AGREE)
    return moved(one, as_("panel_member"), Act.EVALUATION_SIGN)


def test_an_owner_from_the_team_is_told_and_writes(world, as_) -> None:
    one = evaluation_as(world, as_, "inspection_lead")
    owner = world.person("young_volunteer")
    one = acts.assign_evaluation(
        actor=world.actor("inspection_lead"), evaluation_id=one.pk, version=1, owner_id=owner.pk
    )
    after = written(world, as_("young_volunteer"))
    assert (after.owner_id, after.value, after.state) == (owner.pk, 4, "not_started")
    assert "is yours to propose" in Notice.objects.get().text


def evaluation_as(world, as_, role: str) -> Evaluation:
    as_(role)
    return evaluation(world)


def test_nobody_outside_the_team_owns_an_evaluation(world, as_) -> None:
    one = evaluation_as(world, as_, "inspection_lead")
    with pytest.raises(Invalid, match="from the team"):
        acts.assign_evaluation(
            actor=world.actor("inspection_lead"),
            evaluation_id=one.pk,
            version=1,
            owner_id=world.person("panel_member").pk,
        )


@pytest.mark.parametrize("role", ["inspector", "associate_assessor", "young_volunteer", "inspection_analyst"])
def test_who_neither_owns_nor_leads_does_not_write(world, as_, role: str) -> None:
    with pytest.raises(Refused, match="Only the owner"):
        written(world, as_(role))


@pytest.mark.parametrize("role", ["programme_lead", "panel_member", "report_author"])
def test_who_reads_evaluations_does_not_write_them(world, as_, role: str) -> None:
    with pytest.raises(Refused):
        written(world, as_(role))


@pytest.mark.parametrize("role", ["partnership_coordinator", "senior_lead", "record_reader", "analyst"])
def test_for_all_others_there_is_no_evaluation_yet(world, as_, role: str) -> None:
    one = evaluation_as(world, as_, "inspector")
    with pytest.raises(Missing):
        acts.write_evaluation(actor=as_(role), evaluation_id=one.pk, version=1, value=3, reason=WHY)


def test_a_lead_from_that_partnership_judges_nothing(world, as_) -> None:
    one = evaluation_as(world, as_, "inspection_lead")
    declare_interest(world.person("inspection_lead"), world.a)
    assert not Evaluation.objects.exists()
    with pytest.raises(Missing):
        acts.write_evaluation(
            actor=world.actor("inspection_lead"), evaluation_id=one.pk, version=1, value=3, reason=WHY
        )


@pytest.mark.parametrize("value", [0, 7, -1])
def test_a_value_lies_on_the_scale(world, as_, value: int) -> None:
    actor = as_("deputy_lead")
    with pytest.raises(Invalid, match="from 1 to 6"):
        written(world, actor, value=value)


def test_nothing_is_proposed_before_it_has_value_reason_and_evidence(world, as_) -> None:
    actor = as_("deputy_lead")
    with pytest.raises(Invalid) as caught:
        moved(evaluation(world), actor, Act.EVALUATION_PROPOSE)
    assert [p.message for p in caught.value.problems] == [
        "Choose a value on the scale.",
        "Write the reason for the value.",
        "Say what it rests on: one thing at least.",
    ]


def test_the_database_keeps_no_proposal_without_a_value(world, as_) -> None:
    one = evaluation_as(world, as_, "deputy_lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=one.pk).update(state="proposed")


def test_proposed_agreed_by_another_and_signed_by_the_panel(world, as_) -> None:
    one = signed(world, as_)
    assert (one.state, one.value) == ("signed", 4)
    as_("panel_member")
    way = EvaluationMove.objects.filter(evaluation=one).exclude(to_state="not_started").order_by("at")
    assert [(m.to_state, m.person.name, m.value, m.reason) for m in way] == [
        ("proposed", "deputy lead A", 4, WHY),
        ("agreed", "inspection lead A", 4, WHY),
        ("signed", "panel member", 4, WHY),
    ]


def to_sign(world) -> list[str]:
    answer_to(world.person("panel_member").pk)
    mine = Notice.objects.filter(person=world.person("panel_member"))
    return [one.text for one in mine if "waits for you to sign" in one.text]


def test_the_panel_is_told_what_waits_for_it(world, as_) -> None:
    one = proposed(world, as_)
    assert to_sign(world) == []
    moved(one, as_("inspection_lead"), Act.EVALUATION_AGREE)
    assert [text.partition(":")[0] for text in to_sign(world)] == ["Area A"]
    notice = Notice.objects.get(person=world.person("panel_member"))
    assert notice.url == f"/inspections/{world.a.slug}/evaluations/2.1/"


@pytest.mark.parametrize("why", ["team", "interest"])
def test_whoever_may_not_sign_is_not_told(world, as_, why: str) -> None:
    one = proposed(world, as_)
    panel = world.person("panel_member")
    if why == "team":
        answer_to(world.person("programme_lead").pk)
        Membership.objects.create(
            person=panel, programme=world.programme, inspection=world.a, role="associate_assessor"
        )
    else:
        declare_interest(panel, world.a)
    moved(one, as_("inspection_lead"), Act.EVALUATION_AGREE)
    assert to_sign(world) == []


def test_who_proposed_does_not_agree(world, as_) -> None:
    one = proposed(world, as_)
    with pytest.raises(Refused, match="You proposed this evaluation"):
        moved(one, as_("deputy_lead"), Act.EVALUATION_AGREE)


def test_the_leads_do_not_sign_and_the_panel_does_not_agree(world, as_) -> None:
    one = proposed(world, as_)
    with pytest.raises(Refused):
        moved(one, as_("panel_member"), Act.EVALUATION_AGREE)
    one = moved(one, as_("inspection_lead"), Act.EVALUATION_AGREE)
    with pytest.raises(Refused):
        moved(one, as_("inspection_lead"), Act.EVALUATION_SIGN)


def test_a_panel_member_who_is_in_the_team_does_not_sign(world, as_) -> None:
    one = moved(proposed(world, as_), as_("inspection_lead"), Act.EVALUATION_AGREE)
    Membership.objects.create(
        person=world.person("panel_member"), programme=world.programme, inspection=world.a, role="inspector"
    )
    with pytest.raises(Refused, match="You have a role in this inspection"):
        moved(one, as_("panel_member"), Act.EVALUATION_SIGN)


def test_a_proposal_is_not_written_on(world, as_) -> None:
    one = proposed(world, as_)
    with pytest.raises(Refused, match="it is proposed"):
        acts.write_evaluation(
            actor=as_("deputy_lead"), evaluation_id=one.pk, version=one.version, value=5, reason=WHY
        )


@pytest.mark.parametrize("role", ["inspection_lead", "panel_member"])
def test_what_is_agreed_can_be_returned_with_a_reason_and_keeps_its_value(world, as_, role: str) -> None:
    one = moved(proposed(world, as_), as_("inspection_lead"), Act.EVALUATION_AGREE)
    with pytest.raises(Invalid, match="Say what is missing"):
        moved(one, as_(role), Act.EVALUATION_RETURN)
    one.refresh_from_db()
    after = moved(one, as_(role), Act.EVALUATION_RETURN, "The survey says otherwise.")
    assert (after.state, after.value, after.reason) == ("not_started", 4, WHY)


def test_the_panel_opens_what_it_signed_with_a_reason(world, as_) -> None:
    one = signed(world, as_)
    with pytest.raises(Refused):
        moved(one, as_("inspection_lead"), Act.EVALUATION_REOPEN, "We found more.")
    one.refresh_from_db()
    after = moved(one, as_("panel_member"), Act.EVALUATION_REOPEN, "An earlier report says more.")
    assert after.state == "proposed"


def test_nothing_moves_once_the_inspection_is_published(world, as_) -> None:
    one = signed(world, as_)
    actor = as_("panel_member")
    put_inspection_in(world, "published")
    with pytest.raises(Refused, match="published, closed or given up"):
        moved(one, actor, Act.EVALUATION_REOPEN, "Too late.")


def test_of_two_who_write_the_later_is_refused_with_both_versions(world, as_) -> None:
    one = evaluation_as(world, as_, "deputy_lead")
    actor = world.actor("deputy_lead")
    acts.write_evaluation(actor=actor, evaluation_id=one.pk, version=1, value=4, reason="Four.")
    with pytest.raises(Stale) as caught:
        acts.write_evaluation(
            actor=as_("inspection_lead"), evaluation_id=one.pk, version=1, value=3, reason="Three."
        )
    assert caught.value.mine == {"value": 3, "reason": "Three."}
    assert caught.value.theirs == {"value": 4, "reason": "Four."}


def test_every_act_refuses_a_version_that_is_no_longer_there(world, as_) -> None:
    actor = as_("deputy_lead")
    one = written(world, actor)
    cited = EvaluationCitation.objects.get(evaluation=one)
    old = {"actor": actor, "evaluation_id": one.pk, "version": 1}
    for late in (
        lambda: acts.cite(**old, citation=SURVEY),
        lambda: acts.uncite(**old, citation_id=cited.pk),
        lambda: acts.assign_evaluation(**old, owner_id=actor.person_id),
        lambda: acts.move_evaluation(**old, by=Act.EVALUATION_PROPOSE),
    ):
        with pytest.raises(Stale):
            late()


@pytest.mark.parametrize(
    ("citation", "field"),
    [
        (acts.Citation(kind="rumour", reference="somebody"), "kind"),
        (acts.Citation(kind="survey", reference=" "), "reference"),
        (acts.Citation(kind="survey", reference="x" * 301), "reference"),
        (acts.Citation(kind="ledger", reference="5.3"), "entry"),
    ],
)
def test_what_is_cited_can_be_looked_up(world, as_, citation, field: str) -> None:
    one = evaluation_as(world, as_, "deputy_lead")
    with pytest.raises(Invalid) as caught:
        acts.cite(actor=world.actor("deputy_lead"), evaluation_id=one.pk, version=1, citation=citation)
    assert [p.field for p in caught.value.problems] == [field]


def test_only_settled_entries_of_the_ledger_are_cited(world, as_) -> None:
    one = evaluation_as(world, as_, "deputy_lead")
    entries = {state: an_entry(world, state=state) for state in ("open", "no_longer_needed", "strength")}
    told = {"actor": world.actor("deputy_lead"), "evaluation_id": one.pk, "version": 1}
    for state in ("open", "no_longer_needed"):
        with pytest.raises(Invalid):
            acts.cite(**told, citation=acts.Citation(kind="ledger", reference=str(entries[state].pk)))
    acts.cite(**told, citation=acts.Citation(kind="ledger", reference=str(entries["strength"].pk)))
    cited = EvaluationCitation.objects.get(evaluation=one)
    assert acts.describe(cited) == "Ledger entry, 5.3 Plans of children looked after at home"
    as_("report_author")
    assert acts.describe(cited) == "An entry of the ledger"


def test_what_is_no_longer_cited_stays_in_the_history(world, as_) -> None:
    actor = as_("deputy_lead")
    one = written(world, actor)
    cited = EvaluationCitation.objects.get(evaluation=one)
    acts.uncite(actor=actor, evaluation_id=one.pk, version=one.version, citation_id=cited.pk)
    last = EvaluationMove.objects.filter(evaluation=one).order_by("at").last()
    assert last.note == "It no longer rests on: Survey, Young people, question 12."


def test_a_citation_of_another_evaluation_is_not_found(world, as_) -> None:
    actor = as_("deputy_lead")
    cited = EvaluationCitation.objects.get(evaluation=written(world, actor, "2.2"))
    with pytest.raises(Missing):
        acts.uncite(actor=actor, evaluation_id=evaluation(world).pk, version=1, citation_id=cited.pk)


@pytest.mark.parametrize("role", ["partnership_coordinator", "partnership_contributor", "senior_lead"])
def test_the_database_shows_the_partnership_what_is_signed_once_it_is_reported(world, as_, role: str) -> None:
    signed(world, as_, "2.1")
    proposed(world, as_, "2.2")
    as_(role)
    for state in ("fieldwork", "evaluating"):
        put_inspection_in(world, state)
        assert not Evaluation.objects.exists()
    put_inspection_in(world, "reporting")
    assert [one.subject for one in Evaluation.objects.all()] == ["2.1"]
    assert not EvaluationCitation.objects.exists()
    assert not EvaluationMove.objects.exists()


def test_the_table_of_evaluations_fills_as_they_are_signed(world, as_) -> None:
    proposed(world, as_, "2.2", 3)
    signed(world, as_, "2.1", 4)
    as_("programme_lead")
    rows = signed_table(world.programme.pk)
    assert [(row.letter, row.place, dict(row.values)) for row in rows] == [
        ("A", "Area A", {"2.1": 4}),
        ("B", "Area B", {}),
    ]


def test_events_hold_values_and_states_and_no_words(world, as_) -> None:
    signed(world, as_)
    as_("inspection_lead")
    told = [
        (e.act, json.loads(e.details)) for e in Event.objects.filter(noun="evaluation").order_by("position")
    ]
    assert told == [
        ("evaluation.edit", {"graded": "2.1", "value": 4}),
        ("evaluation.edit", {"cited": "survey", "graded": "2.1"}),
        ("evaluation.propose", {"after": "proposed", "before": "not_started", "graded": "2.1", "value": 4}),
        ("evaluation.agree", {"after": "agreed", "before": "proposed", "graded": "2.1", "value": 4}),
        ("evaluation.sign", {"after": "signed", "before": "agreed", "graded": "2.1", "value": 4}),
    ]
