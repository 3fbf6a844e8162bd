from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.actions.scope import decide_scope
from cairn.store.context import answer_to
from cairn.store.models import Evaluation, EvaluationCitation, LedgerEntry, ScopeDecision
from tests.factories import as_
from tests.lib.judging_rows import REASON, an_activity, an_entry, declare_interest, put_inspection_in

PAGES = ("ledger", "scope", "evaluations", "evaluations/2.1", "scope/5.3")
TEAM = ("inspection_lead", "inspector", "young_volunteer", "programme_lead", "panel_member")
OUTSIDE = (
    "analyst", "partnership_coordinator", "partnership_contributor", "senior_lead", "record_reader",
)  # fmt: skip


def address(world, page: str) -> str:
    path, _, query = page.partition("?")
    return f"/inspections/{world.a.slug}/{path}/" + (f"?{query}" if query else "")


@pytest.fixture
def page_of(world, client_of):
    """The page as that person sees it: the answer, and its words without HTML."""

    def go(role: str, page: str, data: dict | None = None, *, other: bool = False):
        client = client_of(world.person(role, other=other))
        answer = (
            client.post(address(world, page), data) if data is not None else client.get(address(world, page))
        )
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
        return answer, text

    return go


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", TEAM)
def test_the_team_and_the_panel_see_what_is_judged(page_of, role: str, page: str) -> None:
    assert page_of(role, page)[0].status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", OUTSIDE)
def test_for_others_these_pages_are_not_there(page_of, role: str, page: str) -> None:
    # An analyst of the programme may open the list; the database shows them what is signed, here nothing.
    answer, text = page_of(role, page)
    listed = role == "analyst" and page == "evaluations"
    assert answer.status_code == (200 if listed else 404)
    assert not listed or text.count("Not signed yet") == 4


@pytest.mark.parametrize("page", PAGES)
def test_nor_for_the_team_of_another_inspection(page_of, page: str) -> None:
    assert page_of("inspector", page, other=True)[0].status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_declared_interest_shuts_all_of_them(world, page_of, page: str) -> None:
    declare_interest(world.person("inspector"), world.a)
    answer, _ = page_of("inspector", page)
    assert answer.status_code in (403, 404)


def test_an_empty_ledger_says_where_entries_come_from(page_of) -> None:
    _, text = page_of("inspector", "ledger")
    assert "The ledger is empty" in text
    assert "Add an entry" in text


def test_who_may_not_add_is_told_why(page_of) -> None:
    _, text = page_of("programme_lead", "ledger")
    assert "Add an entry (not possible now) Only the inspection lead" in text


def test_entries_stand_by_indicator_with_how_sure_its_title_is(world, page_of) -> None:
    as_(world, "inspector")
    an_entry(world, indicator="5.2", topic="Risk assessments", level="concern")
    an_entry(world, topic="Plans", level="uncertainty")
    _, text = page_of("inspector", "ledger")
    assert "5.2 Assessing risk and need (title not confirmed)" in text
    assert "5.3 Care planning, managing risk and effective intervention Topic" in text
    assert "No entry yet on 20 of the 22 indicators." in text


def test_the_ledger_can_be_narrowed(world, page_of) -> None:
    as_(world, "inspector")
    an_entry(world, indicator="5.2", topic="Risk assessments", level="concern")
    an_entry(world, topic="Kept plans", level="uncertainty", state="strength")
    for query in ("indicator=5.2", "level=concern", "state=unsettled", "state=open"):
        _, text = page_of("inspector", f"ledger?{query}")
        assert "Risk assessments" in text
        assert "Kept plans" not in text
        assert "1 of 2 entries." in text
    assert "2 of 2 entries." in page_of("inspector", "ledger?owner=me")[1]
    assert "0 of 2 entries." in page_of("deputy_lead", "ledger?owner=me")[1]


def test_an_entry_is_added_on_its_page(world, page_of) -> None:
    told = {
        "indicator": "5.3",
        "topic": "<script>alert(1)</script>",
        "level": "concern",
        "reason": REASON,
        "owner_id": str(world.person("inspector").pk),
    }
    answer, _ = page_of("inspector", "ledger/add", told)
    assert answer.status_code == 302
    answer, _ = page_of("inspector", "ledger")
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


def test_what_is_wrong_with_an_entry_stands_at_its_field(page_of) -> None:
    answer, text = page_of("inspector", "ledger/add", {"indicator": "5.3", "reason": "word " * 501})
    assert answer.status_code == 422
    assert "Answer “Topic”." in text
    assert "This has 501 words." in text


def test_a_later_change_of_an_entry_is_refused_and_nothing_is_lost(world, page_of) -> None:
    as_(world, "inspector")
    entry = an_entry(world)
    told = {
        "indicator": "5.3",
        "topic": "Plans at home",
        "level": "concern",
        "reason": REASON,
        "owner_id": str(entry.owner_id),
        "version": "1",
    }
    assert page_of("inspector", f"ledger/{entry.pk}/edit", told)[0].status_code == 302
    late = told | {"topic": "Home plans", "level": "uncertainty"}
    answer, text = page_of("deputy_lead", f"ledger/{entry.pk}/edit", late)
    assert answer.status_code == 409
    assert "Topic Saved now Plans at home What you wrote Home plans" in text
    assert "How worried are we? Saved now Concern What you wrote Uncertainty" in text
    kept = dict(re.findall(r'name="(topic|version)" value="([^"]*)"', answer.content.decode()))
    assert kept == {"topic": "Home plans", "version": "2"}
    assert page_of("deputy_lead", f"ledger/{entry.pk}/edit", late | kept)[0].status_code == 302


def test_words_on_what_was_settled_meanwhile_are_not_lost(world, page_of) -> None:
    as_(world, "inspector")
    entry = an_entry(world, state="strength", version=2)
    told = {
        "indicator": "5.3",
        "topic": "Written too late",
        "level": "concern",
        "reason": REASON,
        "owner_id": str(entry.owner_id),
        "version": "1",
    }
    answer, text = page_of("inspector", f"ledger/{entry.pk}/edit", told)
    assert answer.status_code == 409
    assert "Written too late" in answer.content.decode()
    assert "Save (not possible now)" in text


def test_an_entry_is_planned_settled_and_opened_again_on_its_pages(world, page_of) -> None:
    as_(world, "inspector")
    entry, activity = an_entry(world), an_activity(world.a, state="done")
    here = f"ledger/{entry.pk}"
    assert "Focus group" in page_of("inspector", f"{here}/plan")[1]
    page_of("inspector", f"{here}/plan", {"activities": [str(activity.pk)], "version": "1"})
    page_of("inspector", f"{here}/settle", {"state": "strength", "outcome_text": "Read.", "version": "2"})
    _, text = page_of("inspector", here)
    assert "What was found Read." in text
    assert "Strength Uncertainty inspector A" in text
    page_of("inspector", f"{here}/reopen", {"reason": "More came in.", "version": "3"})
    entry.refresh_from_db()
    assert entry.state == "open"


def test_a_new_activity_is_planned_from_an_entry(world, page_of) -> None:
    as_(world, "inspector")
    entry = an_entry(world)
    told = {
        "kind": "interview",
        "title": "Interview with lead officers",
        "day": "9 March 2026",
        "starts": "09:30",
        "ends": "11:00",
        "version": "1",
    }
    here = f"ledger/{entry.pk}"
    wrong, text = page_of("inspector", f"{here}/plan/new", told | {"ends": "09:00"})
    assert wrong.status_code == 422
    assert "It ends before it starts." in text
    page_of("inspector", f"{here}/plan/new", told)
    _, text = page_of("inspector", here)
    assert "Interview with lead officers Interview 9 Mar 2026, 09:30" in text


def test_the_scope_shows_what_the_ledger_suggests_and_every_decision(world, page_of) -> None:
    as_(world, "inspector")
    an_entry(world, level="concern")
    decide_scope(
        actor=as_(world, "inspection_lead"),
        inspection_id=world.a.pk,
        seen={"5.3": ""},
        included=False,
        reason="It was looked at last year.",
    )
    _, text = page_of("inspector", "scope")
    assert "Out of scope It was looked at last year. Suggests in scope 1 concern" in text
    answer, text = page_of("inspection_lead", "scope/5.3", {"included": "yes", "reason": "Now.", "seen": ""})
    assert answer.status_code == 409
    assert "Reason Saved now" not in text
    assert "It was looked at last year. What you wrote Now." in text


def test_several_indicators_are_decided_at_once(world, page_of) -> None:
    told = {"indicators": ["5.1", "5.2"], "included": "no", "reason": "Not this time.", "seen": ""}
    assert page_of("inspection_lead", "scope/several", told)[0].status_code == 302
    as_(world, "inspection_lead")
    assert ScopeDecision.objects.filter(inspection=world.a, included=False).count() == 2
    assert page_of("inspector", "scope/several")[0].status_code == 403


def test_an_evaluation_goes_its_way_on_its_pages(world, page_of) -> None:
    here = "evaluations/2.1"
    written = {"value": "4", "reason": "Most are safer.", "version": "1"}
    assert page_of("deputy_lead", f"{here}/write", written)[0].status_code == 302
    _, text = page_of("deputy_lead", here)
    assert "Propose (not possible now) Say what it rests on: one thing at least." in text
    cited = {"kind": "survey", "reference": "Question 12", "note": "", "version": "2"}
    assert page_of("deputy_lead", f"{here}/cite", cited)[0].status_code == 302
    for role, verb, version in (
        ("deputy_lead", "propose", 3),
        ("inspection_lead", "agree", 4),
        ("panel_member", "sign", 5),
    ):
        answer, text = page_of(role, f"{here}/{verb}")
        assert answer.status_code == 200
        assert "4 good" in text
        assert page_of(role, f"{here}/{verb}", {"version": str(version)})[0].status_code == 302
    _, text = page_of("panel_member", here)
    assert "Value: 4, good" in text
    assert "Signed by the panel 4 good panel member" in text
    assert "What works clearly outweighs what does not." in text


def test_both_versions_of_an_evaluation_are_shown(world, page_of) -> None:
    here = "evaluations/2.1/write"
    page_of("deputy_lead", here, {"value": "4", "reason": "Four.", "version": "1"})
    answer, text = page_of("inspection_lead", here, {"value": "3", "reason": "Three.", "version": "1"})
    assert answer.status_code == 409
    assert "Which value? Saved now 4 good What you wrote 3 adequate" in text
    assert "Saved now Four. What you wrote Three." in text
    assert 'name="version" value="2"' in answer.content.decode()


def test_who_proposed_is_told_why_another_has_to_agree(world, page_of) -> None:
    an_evaluation(world, "proposed", proposed_by_id=world.person("deputy_lead").pk)
    _, text = page_of("deputy_lead", "evaluations/2.1")
    assert "Agree (not possible now) You proposed this evaluation" in text
    assert page_of("deputy_lead", "evaluations/2.1/agree")[0].status_code == 403


def an_evaluation(world, state: str, **more: object) -> Evaluation:
    as_(world, "inspection_lead")
    found = Evaluation.objects.get(inspection=world.a, subject="2.1")
    for name, value in {"state": state, "value": 4, "reason": "Most are safer.", **more}.items():
        setattr(found, name, value)
    found.save()
    EvaluationCitation.objects.create(evaluation=found, kind="survey", reference="Question 12")
    return found


def test_the_partnership_reads_value_and_reason_once_reported_and_nothing_of_the_working(
    world, page_of
) -> None:
    an_evaluation(world, "signed")
    assert page_of("partnership_coordinator", "evaluations")[0].status_code == 404
    put_inspection_in(world, "reporting")
    _, text = page_of("partnership_coordinator", "evaluations")
    assert "2.1 Impact on children and young people 4 good Signed" in text
    assert "2.2 Impact on families – Not signed yet" in text
    _, text = page_of("partnership_coordinator", "evaluations/2.1")
    assert "Most are safer." in text
    assert "Question 12" not in text
    assert "History" not in text


def test_a_step_that_does_not_exist_is_not_found(page_of) -> None:
    assert page_of("inspection_lead", "evaluations/2.1/publish")[0].status_code == 404
    assert page_of("inspection_lead", "evaluations/7.7")[0].status_code == 404
    assert page_of("inspection_lead", "scope/12.9")[0].status_code == 404


def queries_of(world, page_of, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        answer, _ = page_of("inspection_lead", page)
    assert answer.status_code == 200
    return len(found)


# Signing in, beginning and ending the request's transaction are among them.
@pytest.mark.parametrize(("page", "most"), [("ledger", 36), ("scope", 35), ("evaluations", 34)])
def test_the_number_of_queries_does_not_grow_with_the_rows(world, page_of, page: str, most: int) -> None:
    as_(world, "inspection_lead")
    an_entry(world)
    few = queries_of(world, page_of, page)
    as_(world, "inspection_lead")
    activity = an_activity(world.a)
    for number in range(30):
        entry = an_entry(world, topic=f"Topic {number}", indicator=f"5.{1 + number % 4}")
        entry.planned.create(activity=activity)
    assert LedgerEntry.objects.count() == 31
    many = queries_of(world, page_of, page)
    assert few == many <= most


def test_what_nobody_owns_says_who_may_take_it_on(page_of) -> None:
    decides = "Waits for an owner: anyone of the team, as the inspection lead or a deputy lead decides"
    for role, may in (("inspection_lead", True), ("inspector", False)):
        text = page_of(role, "evaluations")[1]
        assert text.count(decides) == 4
        assert "Waits for its owner" not in text
        assert ("Choose an owner" in text) is may
    assert f"It {decides[0].lower()}{decides[1:]}." in page_of("inspector", "evaluations/2.1")[1]


def test_what_has_an_owner_waits_for_them(world, page_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    Evaluation.objects.filter(inspection=world.a, subject="2.1").update(owner=world.person("inspector"))
    text = page_of("inspector", "evaluations")[1]
    assert text.count("Waits for its owner to propose") == 1
    assert text.count("Waits for an owner") == 3
