from __future__ import annotations

import pytest

from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import NOT_SEEN, Actor, Duty, Subject, Undecided
from cairn.policy.roles import EVERY_ROLE, LEADS, PARTNERSHIP, SCRUTINY_TEAM, Role
from tests.lib.policy_people import ME, of_programme, outsider, person, thing

NOBODY = Actor(ME, "Nobody", second_factor=True, conduct_accepted=True)
CLOCK = Actor("", "Cairn", duty=Duty.CLOCK)
SETUP = Actor("", "Cairn", duty=Duty.SETUP)


def code(actor: Actor, act: str, subject: Subject) -> str:
    found = refusal(actor, act, subject)
    return found.code if found else "allowed"


def allowed_roles(act: str, subject: Subject) -> set[Role]:
    return {role for role in Role if may(person(role), act, subject)}


# -- requests ---------------------------------------------------------------------------------------


def test_only_the_leads_send_a_request_and_the_refusal_says_so() -> None:
    draft = thing("request", "draft")
    assert allowed_roles("request.ask", draft) == LEADS
    found = refusal(person(Role.INSPECTOR), "request.ask", draft)
    assert found is not None
    assert (found.code, found.sentence, found.remedy) == (
        "not-your-role",
        "Only the inspection lead or a deputy lead may send a request to the partnership.",
        "Ask the inspection lead or a deputy lead.",
    )


def test_the_partnership_does_not_learn_of_a_draft_request() -> None:
    assert code(person(Role.PARTNERSHIP_COORDINATOR), "request.answer", thing("request", "draft")) == NOT_SEEN


def test_the_coordinator_and_contributors_answer_what_was_asked_or_returned() -> None:
    answerers = {Role.PARTNERSHIP_COORDINATOR, Role.PARTNERSHIP_CONTRIBUTOR}
    assert allowed_roles("request.answer", thing("request", "asked")) == answerers
    assert allowed_roles("request.upload", thing("request", "returned")) == answerers


def test_an_answer_that_was_sent_cannot_be_changed_and_the_refusal_says_when_it_could() -> None:
    found = refusal(person(Role.PARTNERSHIP_CONTRIBUTOR), "request.upload", thing("request", "answered"))
    assert found is not None
    assert found.code == "wrong-state"
    assert "while the request is asked or returned; it is answered." in found.sentence


def test_nothing_of_a_published_inspection_is_changed() -> None:
    over = thing("request", "draft", inspection_state="published")
    assert code(person(Role.INSPECTION_LEAD), "request.ask", over) == "inspection-over"


def test_the_partnership_learns_nothing_before_it_has_notice() -> None:
    coordinator = person(Role.PARTNERSHIP_COORDINATOR)
    assert code(coordinator, "inspection.view", thing("inspection", "planned")) == NOT_SEEN
    assert code(coordinator, "inspection.view", thing("inspection", "notified")) == "allowed"
    asked = thing("request", "asked", inspection_state="planned")
    assert code(coordinator, "request.view", asked) == NOT_SEEN


def test_a_record_reader_sees_the_inspection_and_neither_its_diary_nor_its_requests() -> None:
    reader = person(Role.RECORD_READER)
    assert may(reader, "inspection.view", thing("inspection", "fieldwork"))
    assert code(reader, "activity.view", thing("activity", "planned")) == NOT_SEEN
    assert code(reader, "request.view", thing("request", "asked")) == NOT_SEEN


# -- the ledger and the scope -----------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(PARTNERSHIP))
def test_the_partnership_is_not_told_that_there_is_a_ledger(role: Role) -> None:
    assert code(person(role), "ledger.add", thing("ledger_entry")) == NOT_SEEN
    assert code(person(role), "ledger.view", thing("ledger_entry", "open")) == NOT_SEEN
    assert code(person(role), "scope.view", thing("scope")) == NOT_SEEN


def test_a_young_volunteer_keeps_the_ledger_but_does_not_settle_its_entries() -> None:
    volunteer = person(Role.YOUNG_VOLUNTEER)
    assert may(volunteer, "ledger.plan", thing("ledger_entry", "open"))
    assert code(volunteer, "ledger.resolve", thing("ledger_entry", "planned")) == "not-your-role"
    others = SCRUTINY_TEAM - {Role.YOUNG_VOLUNTEER}
    assert allowed_roles("ledger.resolve", thing("ledger_entry", "planned")) == others


def test_only_the_leads_decide_on_the_scope() -> None:
    assert allowed_roles("scope.decide", thing("scope")) == LEADS


# -- evaluations ------------------------------------------------------------------------------------


def test_an_evaluation_is_proposed_by_its_owner_or_a_lead() -> None:
    assert may(person(Role.INSPECTOR), "evaluation.propose", thing("evaluation", "not_started", ME))
    theirs = thing("evaluation", "not_started", "another")
    assert code(person(Role.INSPECTOR), "evaluation.propose", theirs) == "not-the-owner"
    assert may(person(Role.DEPUTY_LEAD), "evaluation.propose", theirs)


def test_nobody_owns_an_evaluation_that_has_no_owner() -> None:
    unowned = thing("evaluation", "not_started", None)
    assert code(person(Role.INSPECTOR), "evaluation.propose", unowned) == "not-the-owner"


def test_a_lead_agrees_but_not_what_they_proposed() -> None:
    assert allowed_roles("evaluation.agree", thing("evaluation", "proposed")) == LEADS
    mine = thing("evaluation", "proposed", proposed_by=ME)
    assert code(person(Role.INSPECTION_LEAD), "evaluation.agree", mine) == "own-proposal"


def test_a_panel_member_signs_what_is_agreed() -> None:
    assert allowed_roles("evaluation.sign", thing("evaluation", "agreed")) == {Role.PANEL_MEMBER}
    assert (
        code(person(Role.PANEL_MEMBER), "evaluation.sign", thing("evaluation", "proposed")) == "wrong-state"
    )


@pytest.mark.parametrize("role", sorted(SCRUTINY_TEAM))
def test_no_panel_member_signs_for_an_inspection_they_have_a_part_in(role: Role) -> None:
    both = person(Role.PANEL_MEMBER, role)
    assert code(both, "evaluation.sign", thing("evaluation", "agreed")) == "team-member"


def test_a_panel_member_who_left_the_team_does_not_sign_what_they_proposed() -> None:
    mine = thing("evaluation", "agreed", proposed_by=ME)
    assert code(person(Role.PANEL_MEMBER), "evaluation.sign", mine) == "own-proposal"


def test_a_part_in_another_inspection_does_not_keep_a_panel_member_from_signing() -> None:
    panel = person(Role.PANEL_MEMBER)
    busy = Actor(ME, "Kim", panel.roles | outsider(Role.INSPECTOR).roles, frozenset(), True, True)
    assert may(busy, "evaluation.sign", thing("evaluation", "agreed"))


def test_the_partnership_sees_an_evaluation_when_it_is_signed_and_the_report_is_being_written() -> None:
    coordinator = person(Role.PARTNERSHIP_COORDINATOR)
    view = "evaluation.view"
    assert may(coordinator, view, thing("evaluation", "signed", inspection_state="reporting"))
    assert code(coordinator, view, thing("evaluation", "signed", inspection_state="evaluating")) == NOT_SEEN
    assert code(coordinator, view, thing("evaluation", "agreed", inspection_state="reporting")) == NOT_SEEN


def test_a_panel_member_reopens_what_was_signed() -> None:
    assert allowed_roles("evaluation.reopen", thing("evaluation", "signed")) == {Role.PANEL_MEMBER}


# -- concerns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_everybody_with_a_part_in_it_raises_a_concern(role: Role) -> None:
    assert may(person(role), "concern.raise", thing("concern", owner=ME))


@pytest.mark.parametrize("act", ["concern.view", "concern.acknowledge"])
def test_a_concern_is_for_the_inspection_lead_and_the_named_senior_lead(act: str) -> None:
    assert allowed_roles(act, thing("concern", "raised")) == {Role.INSPECTION_LEAD, Role.SENIOR_LEAD}


def test_others_are_not_told_that_a_concern_exists() -> None:
    told = {
        role for role in Role if code(person(role), "concern.view", thing("concern", "raised")) != NOT_SEEN
    }
    assert told == {Role.INSPECTION_LEAD, Role.SENIOR_LEAD}


def test_whoever_raised_a_concern_follows_it_without_reading_it() -> None:
    mine = thing("concern", "acknowledged", ME)
    assert may(person(Role.INSPECTOR), "concern.follow", mine)
    assert code(person(Role.INSPECTOR), "concern.view", mine) == "not-your-role"


def test_the_programme_lead_sees_a_concern_once_it_is_escalated() -> None:
    lead = person(Role.PROGRAMME_LEAD)
    assert code(lead, "concern.view", thing("concern", "raised")) == NOT_SEEN
    assert may(lead, "concern.view", thing("concern", "raised", escalated="yes"))
    assert may(lead, "concern.acknowledge", thing("concern", "raised", escalated="yes"))


def test_the_clock_escalates_a_concern_and_reads_none() -> None:
    assert may(CLOCK, "concern.escalate", thing("concern", "raised"))
    assert code(CLOCK, "concern.escalate", thing("concern", "closed")) == "wrong-state"
    assert code(CLOCK, "concern.view", thing("concern", "raised")) == "not-your-duty"


# -- roles and invitations --------------------------------------------------------------------------


def test_the_inspection_lead_gives_a_role_in_the_team_and_no_other() -> None:
    lead = person(Role.INSPECTION_LEAD)
    assert may(lead, "membership.give", thing("membership", role="inspector"))
    assert code(lead, "membership.give", thing("membership", role="senior_lead")) == "not-yours-to-give"
    assert code(lead, "membership.give", thing("membership", role="inspection_lead")) == "not-yours-to-give"


def test_the_coordinator_invites_record_readers_and_no_inspectors() -> None:
    coordinator = person(Role.PARTNERSHIP_COORDINATOR)
    assert may(coordinator, "membership.invite", thing("membership", role="record_reader"))
    found = code(coordinator, "membership.invite", thing("membership", role="inspector"))
    assert found == "not-yours-to-give"


def test_the_programme_lead_gives_roles_for_the_whole_programme() -> None:
    subject = of_programme("membership", role="panel_member")
    assert may(person(Role.PROGRAMME_LEAD), "membership.give", subject)
    assert code(person(Role.INSPECTION_LEAD), "membership.give", subject) == NOT_SEEN


def test_nobody_with_an_interest_is_given_a_role_in_the_team() -> None:
    lead = person(Role.PROGRAMME_LEAD)
    assert (
        code(lead, "membership.give", thing("membership", role="inspector", receiver_interests="B A"))
        == "receiver-interest"
    )
    theirs = thing("membership", role="partnership_contributor", receiver_interests="A")
    assert may(lead, "membership.give", theirs)


@pytest.mark.parametrize(
    ("role", "has"), [("inspector", "record_reader"), ("partnership_coordinator", "inspector deputy_lead")]
)
def test_nobody_inspects_and_is_inspected_at_once(role: str, has: str) -> None:
    subject = thing("membership", role=role, receiver_roles=has)
    assert code(person(Role.PROGRAMME_LEAD), "membership.give", subject) == "both-sides"


def test_an_invitation_is_accepted_by_the_person_invited_who_has_no_role_yet() -> None:
    assert may(NOBODY, "membership.accept", thing("membership", owner=ME))
    assert code(NOBODY, "membership.accept", thing("membership", owner="another")) == NOT_SEEN


def test_the_first_programme_is_set_up_without_anybody() -> None:
    assert may(SETUP, "programme.create", Subject("programme"))
    assert may(SETUP, "membership.give", of_programme("membership", role="programme_lead"))
    assert code(SETUP, "programme.start", of_programme("programme", "draft")) == "not-your-duty"


def test_a_programme_lead_sets_up_another_programme() -> None:
    assert may(person(Role.PROGRAMME_LEAD), "programme.create", Subject("programme"))
    assert code(person(Role.INSPECTOR), "programme.create", Subject("programme")) == "not-your-role"
    assert code(NOBODY, "programme.create", Subject("programme")) == NOT_SEEN


# -- what is one's own, and what no person does -----------------------------------------------------


@pytest.mark.parametrize(("act", "noun"), [("token.revoke", "token"), ("interest.end", "interest")])
def test_one_has_to_do_with_ones_own_alone(act: str, noun: str) -> None:
    someone = person(Role.ANALYST)
    assert may(someone, act, Subject(noun, "x", owner_id=ME))
    assert code(someone, act, Subject(noun, "x", owner_id="another")) == NOT_SEEN
    assert code(NOBODY, act, Subject(noun, "x", owner_id=ME)) == NOT_SEEN


def test_nobody_disposes_of_records_by_hand() -> None:
    subject = thing("retention")
    assert allowed_roles("retention.dispose", subject) == set()
    assert may(CLOCK, "retention.dispose", subject)


def test_the_history_is_for_the_leads_and_the_programme_lead() -> None:
    assert allowed_roles("audit.view", thing("audit")) == LEADS | {Role.PROGRAMME_LEAD}
    assert allowed_roles("audit.view", of_programme("audit")) == {Role.PROGRAMME_LEAD}


# -- reports ----------------------------------------------------------------------------------------


def test_a_report_is_agreed_by_somebody_else_than_who_handed_it_in() -> None:
    lead = person(Role.PROGRAMME_LEAD)
    assert may(lead, "report.agree", thing("report", "in_review"))
    assert code(lead, "report.agree", thing("report", "in_review", submitted_by=ME)) == "own-submission"


def test_inspection_leads_have_no_part_in_the_overview() -> None:
    assert code(person(Role.INSPECTION_LEAD), "report.edit", of_programme("report", "draft")) == NOT_SEEN
    assert may(person(Role.REPORT_AUTHOR), "report.edit", of_programme("report", "draft"))


def test_only_the_programme_lead_publishes() -> None:
    assert allowed_roles("report.publish", thing("report", "agreed")) == {Role.PROGRAMME_LEAD}


# -- before anything else ---------------------------------------------------------------------------


def test_a_role_is_of_no_use_without_a_second_factor() -> None:
    lead = person(Role.INSPECTION_LEAD, ready=False)
    assert code(lead, "request.ask", thing("request", "draft")) == "second-factor"


def test_the_code_of_conduct_comes_before_every_act_but_its_acceptance() -> None:
    lead = Actor(ME, "Kim", person(Role.INSPECTION_LEAD).roles, second_factor=True)
    assert code(lead, "request.ask", thing("request", "draft")) == "conduct"
    assert code(lead, "conduct.accept", Subject("conduct", owner_id=ME)) == "allowed"


def test_somebody_from_outside_is_told_nothing_whatever_their_account_lacks() -> None:
    stranger = Actor(ME, "Lee", outsider(Role.INSPECTION_LEAD).roles)
    found = refusal(stranger, "request.ask", thing("request", "draft"))
    assert found is not None
    assert found.hides
    assert "request" not in found.sentence


def test_everybody_in_a_programme_sees_the_programme_and_nobody_from_another_does() -> None:
    subject = of_programme("programme", "running")
    assert allowed_roles("programme.view", subject) == EVERY_ROLE
    assert may(outsider(Role.RECORD_READER), "programme.view", subject)
    assert code(outsider(Role.PROGRAMME_LEAD), "programme.view", subject) == NOT_SEEN


# -- faults of the program --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "subject", "fault"),
    [
        ("request.explode", thing("request", "draft"), "no act"),
        ("request.ask", thing("request", "lost"), "no state"),
        ("request.ask", thing("activity", "planned"), "asked about"),
        (Act.REQUEST_ASK, Subject("request", "x", "draft", "P", "I", "A"), "inspection_state"),
    ],
)
def test_a_question_that_makes_no_sense_is_a_fault(act: str, subject: Subject, fault: str) -> None:
    with pytest.raises(Undecided, match=fault):
        refusal(person(Role.INSPECTION_LEAD), act, subject)


def test_an_unknown_duty_is_a_fault() -> None:
    with pytest.raises(Undecided, match="no duty"):
        refusal(Actor("", "Cairn", duty="butler"), "request.ask", thing("request", "draft"))
