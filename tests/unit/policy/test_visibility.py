from __future__ import annotations

from collections.abc import Mapping

import pytest

from cairn.policy.model import Actor, Duty
from cairn.policy.roles import EVERY_ROLE, LEADS, PARTNERSHIP, PARTNERSHIP_STAFF, SCRUTINY_TEAM, Role
from cairn.policy.seen import By, Of, RowAt, sees
from cairn.policy.visibility import AUDIENCES, OPEN, SEEN_BY
from tests.lib.policy_people import ME, outsider, person

TABLES = set(
    """
    programme phase holiday partnership inspection inspectionmove membership invitation interest
    conductacceptance activity activitynote request requestmove upload uploadchunk ledgerentry ledgermove
    ledgeractivity scopedecision evaluation evaluationcitation evaluationmove concern concernmove report
    reportmove reporttext publication publicationfile publicationsection publishedevaluation goodpractice
    notice apitoken event publishing
    disposal
    """.split()  # noqa: SIM905
)
INSPECTION = {"id": "I", "programme_id": "P", "partnership_id": "A", "state": "evaluating"}
CLOCK = Actor("", "Cairn", duty=Duty.CLOCK)
DOOR = Actor("", "Cairn", duty=Duty.DOOR)
NOBODY = Actor("", "")
JUDGES = SCRUTINY_TEAM | {Role.PROGRAMME_LEAD, Role.PANEL_MEMBER}
TEAM = SCRUTINY_TEAM | {Role.PROGRAMME_LEAD}


def row(
    table: str,
    parent: RowAt | None = None,
    inspection: Mapping[str, str] | None = INSPECTION,
    **columns: str | None,
) -> RowAt:
    return RowAt(f"store_{table}", columns, parent, inspection, programme_id="P")


def seen_by(seen: RowAt, *interests: str) -> set[Role]:
    return {role for role in Role if sees(person(role, interests=interests), seen, SEEN_BY)}


def at(state: str) -> Mapping[str, str]:
    return {**INSPECTION, "state": state}


def test_every_table_of_the_house_is_guarded_or_says_why_not() -> None:
    assert set(SEEN_BY) == {f"store_{name}" for name in TABLES}
    assert not set(OPEN) & set(SEEN_BY)


def test_a_table_without_rules_is_seen_by_nobody() -> None:
    assert seen_by(row("secret")) == set()


@pytest.mark.parametrize("table", sorted(SEEN_BY))
def test_a_row_tells_whose_it_is_by_the_columns_its_readers_need(table: str) -> None:
    rules = SEEN_BY[table]
    for readers in rules.readers:
        if readers.by is By.ROLES:
            assert rules.inspection_column or not readers.inspection_roles
            assert rules.inspection_column or rules.programme_column
        if readers.by is By.PROGRAMME:
            assert rules.programme_column
        if readers.by is By.PARENT:
            assert rules.hops
        assert not any(limit.of is Of.INSPECTION for limit in readers.limits) or rules.inspection_column
    assert all(hop.table in SEEN_BY for hop in rules.hops)


@pytest.mark.parametrize("table", sorted(t for t, rules in SEEN_BY.items() if rules.hops))
def test_whoever_reads_a_row_under_another_by_role_reads_that_other_too(table: str) -> None:
    rules = SEEN_BY[table]
    above = SEEN_BY[rules.hops[0].table]
    if table == "store_interest":
        return  # its parent, the partnership, is seen by the whole programme
    roles = {role for r in rules.readers if r.by is By.ROLES for role in r.roles}
    assert roles <= {role for r in above.readers for role in r.roles}


@pytest.mark.parametrize("table", [t for t in SEEN_BY if not t.startswith("store_publi")])
def test_whoever_gives_no_name_sees_nothing_but_what_is_published(table: str) -> None:
    columns = dict.fromkeys(("person_id", "raised_by_id", "uploaded_by_id", "invited_by_id"), "")
    assert not sees(NOBODY, RowAt(table, columns, None, INSPECTION, "P"), SEEN_BY)


def test_members_of_another_inspection_see_nothing_of_this_one() -> None:
    for table in ("inspection", "activity", "request", "ledgerentry", "evaluation", "concern", "report"):
        thing = row(table, state="signed", escalated_at="2026-11-01", inspection=at("reporting"))
        assert not any(sees(outsider(role), thing, SEEN_BY) for role in Role), table


def test_the_partnership_sees_its_inspection_once_it_has_notice() -> None:
    assert seen_by(row("inspection", state="planned")) == EVERY_ROLE - PARTNERSHIP
    assert seen_by(row("inspection", state="notified")) == EVERY_ROLE


def test_a_draft_request_is_the_teams_and_what_was_asked_is_the_partnerships_too() -> None:
    assert seen_by(row("request", state="draft")) == TEAM
    assert seen_by(row("request", state="asked")) == TEAM | PARTNERSHIP_STAFF
    assert seen_by(row("request", state="asked", inspection=at("planned"))) == TEAM


def test_the_moves_of_a_request_are_seen_with_the_request() -> None:
    draft = row("request", state="draft")
    assert seen_by(row("requestmove", parent=draft)) == TEAM
    asked = row("request", state="asked")
    assert seen_by(row("requestmove", parent=asked)) == TEAM | PARTNERSHIP_STAFF


def test_a_file_that_was_not_examined_is_seen_by_whoever_brought_it() -> None:
    asked = row("request", state="asked")
    held = row("upload", parent=asked, state="quarantined", uploaded_by_id="another")
    mine = row("upload", parent=asked, state="quarantined", uploaded_by_id=ME)
    clean = row("upload", parent=asked, state="clean", uploaded_by_id="another")
    assert seen_by(held) == set()
    assert sees(CLOCK, held, SEEN_BY)
    assert seen_by(mine) == EVERY_ROLE
    assert seen_by(clean) == PARTNERSHIP_STAFF
    assert seen_by(row("uploadchunk", parent=held)) == set()
    assert seen_by(row("uploadchunk", parent=clean)) == PARTNERSHIP_STAFF


@pytest.mark.parametrize(
    ("state", "by_the_team"),
    [
        ("asked", False),
        ("answered", True),
        ("returned", False),
        ("accepted", True),
        ("withdrawn", False),
    ],
)
def test_the_team_sees_the_files_of_an_answer_that_was_sent_and_is_asked_for(
    state: str, by_the_team: bool
) -> None:
    file = row("upload", parent=row("request", state=state), state="clean", uploaded_by_id="another")
    team = TEAM if by_the_team else set()
    assert seen_by(file) == team | PARTNERSHIP_STAFF
    assert seen_by(row("uploadchunk", parent=file)) == team | PARTNERSHIP_STAFF


def test_the_diary_is_for_both_sides_and_notes_for_the_team() -> None:
    activity = row("activity", state="planned")
    assert seen_by(activity) == TEAM | PARTNERSHIP_STAFF
    assert seen_by(row("activitynote", parent=activity)) == TEAM


@pytest.mark.parametrize("table", ["ledgerentry", "scopedecision"])
def test_ledger_and_scope_are_never_the_partnerships_nor_of_those_with_an_interest(table: str) -> None:
    assert seen_by(row(table, state="open")) == JUDGES
    assert seen_by(row(table, state="open"), "A") == set()
    assert seen_by(row(table, state="open"), "B") == JUDGES


def test_an_evaluation_reaches_the_partnership_signed_and_while_reporting_but_not_its_history() -> None:
    readers = JUDGES | {Role.REPORT_AUTHOR}
    assert seen_by(row("evaluation", state="agreed", inspection=at("reporting"))) == readers
    early = row("evaluation", state="signed", inspection=at("evaluating"))
    assert seen_by(early) == readers | {Role.ANALYST}
    signed = row("evaluation", state="signed", inspection=at("reporting"))
    assert seen_by(signed) == readers | {Role.ANALYST} | PARTNERSHIP_STAFF
    assert seen_by(signed, "A") == set()
    assert seen_by(row("evaluationmove", parent=signed)) == readers
    assert seen_by(row("evaluationcitation", parent=signed)) == readers


def test_a_concern_is_seen_by_its_keepers_its_raiser_and_once_escalated_by_the_programme_lead() -> None:
    keepers = {Role.INSPECTION_LEAD, Role.SENIOR_LEAD}
    assert seen_by(row("concern", raised_by_id="another", escalated_at=None)) == keepers
    late = row("concern", raised_by_id="another", escalated_at="2026-11-01")
    assert seen_by(late) == keepers | {Role.PROGRAMME_LEAD}
    assert sees(person(Role.INSPECTOR), row("concern", raised_by_id=ME), SEEN_BY)


def test_what_was_done_about_a_concern_is_not_for_its_raiser() -> None:
    keepers = {Role.INSPECTION_LEAD, Role.SENIOR_LEAD}
    mine = row("concern", raised_by_id=ME, escalated_at=None)
    move = row("concernmove", parent=mine, person_id="another")
    assert not any(sees(person(role), move, SEEN_BY) for role in EVERY_ROLE - keepers - {Role.PROGRAMME_LEAD})
    theirs = row("concern", raised_by_id="another", escalated_at=None)
    assert seen_by(row("concernmove", parent=theirs, person_id="another")) == keepers
    late = row("concern", raised_by_id="another", escalated_at="2026-11-01")
    assert seen_by(row("concernmove", parent=late, person_id="another")) == keepers | {Role.PROGRAMME_LEAD}


def test_who_has_which_role_is_known_within_the_inspection_and_to_the_programme_lead() -> None:
    theirs = row("membership", person_id="another")
    assert seen_by(theirs) == SCRUTINY_TEAM | PARTNERSHIP | {Role.PROGRAMME_LEAD}
    assert seen_by(row("membership", person_id="another", inspection=None)) == {Role.PROGRAMME_LEAD}
    assert seen_by(row("membership", person_id=ME, inspection=None)) == EVERY_ROLE


def test_an_interest_is_seen_by_its_holder_and_by_those_who_give_roles_in_teams() -> None:
    theirs = row("interest", person_id="another", inspection=None)
    assert seen_by(theirs) == {Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD}


def test_what_is_published_is_public_until_it_is_withdrawn() -> None:
    report = row("report", inspection=None, state="published")
    public = row("publication", parent=report, inspection=None, withdrawn_at=None)
    withdrawn = row("publication", parent=report, inspection=None, withdrawn_at="2026-11-01")
    for table in ("publicationfile", "publicationsection", "publishedevaluation", "goodpractice"):
        assert sees(NOBODY, row(table, parent=public, inspection=None), SEEN_BY)
        assert not sees(NOBODY, row(table, parent=withdrawn, inspection=None), SEEN_BY)
    assert sees(person(Role.REPORT_AUTHOR), withdrawn, SEEN_BY)


@pytest.mark.parametrize(
    ("audience", "roles"),
    [
        ("team", LEADS | {Role.PROGRAMME_LEAD}),
        ("partnership", LEADS | {Role.PROGRAMME_LEAD, Role.PARTNERSHIP_COORDINATOR}),
        ("concern", {Role.INSPECTION_LEAD, Role.SENIOR_LEAD}),
        ("programme", {Role.PROGRAMME_LEAD}),
        ("person", set()),
        ("nobody at all", set()),
    ],
)
def test_an_event_is_seen_by_its_audience(audience: str, roles: set[Role]) -> None:
    assert seen_by(row("event", audience=audience, person_id="another")) == roles


def test_there_are_five_audiences_and_each_has_readers() -> None:
    limits = {v for r in SEEN_BY["store_event"].readers for limit in r.limits for v in limit.values}
    assert limits == set(AUDIENCES)


def test_the_door_finds_invitations_and_tokens_and_nothing_else() -> None:
    opened = {table for table, rules in SEEN_BY.items() if any(r.duty == Duty.DOOR for r in rules.readers)}
    assert opened == {"store_invitation", "store_apitoken"}
    assert sees(DOOR, row("apitoken", person_id="another", inspection=None), SEEN_BY)


def test_no_duty_sees_what_is_judged() -> None:
    for table in ("ledgerentry", "scopedecision", "evaluation"):
        assert not any(r.by is By.DUTY for r in SEEN_BY[f"store_{table}"].readers)


def test_what_was_cleared_in_the_whole_house_is_for_leads_of_any_programme() -> None:
    cleared = RowAt("store_disposal", {"inspection_id": None})
    assert {role for role in Role if sees(person(role), cleared, SEEN_BY)} == {Role.PROGRAMME_LEAD}
    assert sees(outsider(Role.PROGRAMME_LEAD), cleared, SEEN_BY)
    assert sees(CLOCK, cleared, SEEN_BY)
    of_an_inspection = row("disposal", inspection_id="I")
    assert not sees(outsider(Role.PROGRAMME_LEAD), of_an_inspection, SEEN_BY)
