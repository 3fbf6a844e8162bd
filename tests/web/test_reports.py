"""Reports at work: written, checked, agreed by another person, published, revised, withdrawn."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.db.utils import ProgrammingError

from cairn.actions import reports as acts
from cairn.actions.notices import tell_holders
from cairn.actions.subjects import subject_of
from cairn.errors import Invalid, Refused, Stale
from cairn.policy.acts import Act
from cairn.policy.deciding import refusal
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import (
    Evaluation,
    GoodPractice,
    Interest,
    Notice,
    Publication,
    PublishedEvaluation,
    Report,
)
from cairn.store.queries import published
from tests.factories import World
from tests.lib.publishing import agreed_report, as_, begun_report, published_report
from tests.lib.small_bundle import FAILING, TEXT

pytestmark = pytest.mark.xdist_group("publishing")


def test_a_report_begins_with_the_headings_it_must_have(world: World, evidence: None, db: None) -> None:
    report = begun_report(world)
    assert report.slug == "what-parents-said"
    assert "## Key messages" in report.text
    assert report.texts.count() == 1


def test_every_text_is_kept(world: World, evidence: None, db: None) -> None:
    report = begun_report(world)
    first = report.text
    acts.edit_report(
        actor=as_(world, "report_author"),
        report_id=report.pk,
        version=1,
        title=report.title,
        summary="",
        text="Other words.",
    )
    assert [t.text for t in report.texts.order_by("version")] == [first, "Other words."]


def test_of_two_who_write_the_later_is_told_what_both_wrote(world: World, evidence: None, db: None) -> None:
    report = begun_report(world)
    told = {"report_id": report.pk, "version": 1, "title": "Mine", "summary": ""}
    acts.edit_report(actor=as_(world, "report_author"), **told, text="First.")
    with pytest.raises(Stale) as caught:
        acts.edit_report(actor=as_(world, "programme_lead"), **told, text="Second.")
    assert (caught.value.theirs["text"], caught.value.mine["text"]) == ("First.", "Second.")


def test_the_check_places_each_verdict_at_its_line(world: World, evidence: None, db: None) -> None:
    report = begun_report(world)
    found = acts.check_report(actor=as_(world, "report_author"), report_id=report.pk, text=FAILING)
    assert [(v.line, v.words, v.verdict) for v in found.verdicts] == [
        (3, "One third", "fails"),
        (3, "most", "nothing behind it"),
    ]
    assert found.verdicts[0].figure.startswith("26 of 40")


def told(world: World, name: str) -> list[str]:
    answer_to(world.people[name].pk)
    return [one.text for one in Notice.objects.filter(person=world.people[name])]


HANDED_IN = "“What parents said” was handed in: read it, and agree or return it."


def test_those_who_may_agree_are_told_that_it_was_handed_in(world: World, evidence: None, db: None) -> None:
    report = begun_report(world)
    acts.submit_report(actor=as_(world, "report_author"), report_id=report.pk, version=report.version)
    assert {name for name in world.people if HANDED_IN in told(world, name)} == {
        "programme_lead",
        "panel_member",
    }
    answer_to(world.person("panel_member").pk)
    notice = Notice.objects.get(person=world.person("panel_member"), text=HANDED_IN)
    assert notice.url == f"/drafts/{report.slug}/"


def test_those_who_may_publish_are_told_that_it_was_agreed(world: World, evidence: None, db: None) -> None:
    agreed_report(world)
    agreed = "“What parents said” was agreed: it can be published."
    assert [name for name in world.people if agreed in told(world, name)] == ["programme_lead"]


def test_neither_whoever_handed_it_in_nor_whose_own_area_it_is_hears_of_it(
    world: World, evidence: None, db: None
) -> None:
    report = begun_report(world, world.a)
    panel = as_(world, "panel_member")
    partnership = world.a.partnership_id
    Interest.objects.create(person_id=panel.person_id, partnership_id=partnership, reason="I worked there.")
    acts.submit_report(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)
    assert not any(HANDED_IN in told(world, name) for name in world.people)


@pytest.mark.parametrize("name", ["stranger", "inspector"])
def test_only_somebody_of_the_programme_tells_its_people(world: World, db: None, name: str) -> None:
    who = world.stranger if name == "stranger" else world.person(name)
    answer_to(who.pk)
    tell_holders([Role.PANEL_MEMBER], "Come and see.", "/", programme_id=world.programme.pk)
    assert ("Come and see." in told(world, "panel_member")) is (name == "inspector")


def test_nobody_agrees_what_they_handed_in(world: World, evidence: None, db: None) -> None:
    report = begun_report(world)
    lead = as_(world, "programme_lead")
    report = acts.submit_report(actor=lead, report_id=report.pk, version=report.version)
    why_not = refusal(lead, Act.REPORT_AGREE, subject_of(report))
    assert why_not is not None
    assert why_not.code == "own-submission"


def test_a_report_with_a_failing_claim_is_refused_at_its_line(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world, FAILING)
    with pytest.raises(Refused) as caught:
        acts.publish_report(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)
    assert [p.line for p in caught.value.problems] == [3, 3]
    assert not Publication.objects.exists()
    report.refresh_from_db()
    assert report.state == "agreed"


def test_a_publication_is_all_that_its_report_is(world: World, evidence: None, db: None) -> None:
    one = published_report(world)
    assert (one.slug, one.number, one.kind, one.years) == ("what-parents-said", 1, "overview", "2026–2027")
    assert 'id="key-messages"' in one.body_html
    assert "style=" not in one.body_html and "<script" not in one.body_html
    assert [f["figure"] for f in one.findings][1].startswith("26 of 40")
    assert [a for a, _, _ in one.outline] == ["what-we-looked-at", "key-messages", "good-practice"]
    assert {f.name.rpartition(".")[2] for f in one.files.all()} == {
        "pdf",
        "docx",
        "xlsx",
        "zip",
        "md",
        "json",
    }
    assert {(g.place, g.title, g.subject) for g in GoodPractice.objects.all()} == {
        ("Area A", "A walk instead of a meeting", "2.2"),
        ("", "Breakfast together", ""),
    }


def test_a_new_edition_takes_the_next_number_and_the_first_stays(
    world: World, evidence: None, db: None
) -> None:
    first = published_report(world)
    report = Report.objects.get(pk=first.report_id)
    lead = as_(world, "programme_lead")
    report = acts.revise_report(actor=lead, report_id=report.pk, version=report.version)
    report = acts.edit_report(
        actor=lead,
        report_id=report.pk,
        version=report.version,
        title="What parents said, corrected",
        summary="",
        text=TEXT,
    )
    report = acts.submit_report(actor=lead, report_id=report.pk, version=report.version)
    report = acts.agree_report(actor=as_(world, "panel_member"), report_id=report.pk, version=report.version)
    second = acts.publish_report(
        actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version
    )
    answer_to(None)
    assert [(e.number, e.title) for e in published.editions(first.slug)] == [
        (2, "What parents said, corrected"),
        (1, "What parents said"),
    ]
    assert [e.pk for e in published.newest()] == [second.pk]


def test_what_is_withdrawn_says_why_and_shows_nothing(world: World, evidence: None, db: None) -> None:
    one = published_report(world)
    report = Report.objects.get(pk=one.report_id)
    acts.withdraw_report(
        actor=as_(world, "programme_lead"),
        report_id=report.pk,
        version=report.version,
        reason="A table was wrong.",
    )
    answer_to(None)
    assert not Publication.objects.exists()
    assert not GoodPractice.objects.exists()
    assert [(w.number, w.because) for w in published.withdrawn(one.slug)] == [(1, "A table was wrong.")]


def test_a_reason_is_needed_to_withdraw(world: World, evidence: None, db: None) -> None:
    one = published_report(world)
    report = Report.objects.get(pk=one.report_id)
    with pytest.raises(Invalid):
        acts.withdraw_report(
            actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version, reason=" "
        )


def test_an_inspection_report_waits_for_the_panel(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world, TEXT, inspection=world.a)
    with pytest.raises(Refused, match="not signed"):
        acts.publish_report(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)


def test_signed_evaluations_are_published_with_their_place(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world, TEXT, inspection=world.a)
    as_(world, "inspection_lead")
    Evaluation.objects.filter(inspection=world.a).update(state="signed", value=4)
    one = acts.publish_report(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)
    answer_to(None)
    assert {(e.place, e.subject, e.value) for e in PublishedEvaluation.objects.filter(publication=one)} == {
        ("Area A", subject, 4) for subject in ("1.1", "2.1", "2.2", "9.1-9.4")
    }


@pytest.mark.parametrize("role", ["report_author", "panel_member", "inspection_lead", ""])
def test_the_database_lets_nobody_but_the_lead_publish(
    world: World, evidence: None, db: None, role: str
) -> None:
    report = begun_report(world)
    answer_to(world.person(role).pk if role else None)
    row = Publication(
        report_id=report.pk, slug="forged", kind="overview", title="Forged", body_html="", plain_text=""
    )
    with pytest.raises((DatabaseError, ProgrammingError)), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_lets_nobody_else_add_to_what_is_published(
    world: World, evidence: None, db: None
) -> None:
    one = published_report(world)
    answer_to(world.person("inspector").pk)
    with pytest.raises((DatabaseError, ProgrammingError)), transaction.atomic():
        PublishedEvaluation.objects.create(publication=one, place="Area A", subject="2.1", value=6)
    with pytest.raises((DatabaseError, ProgrammingError)), transaction.atomic():
        Publication.objects.filter(pk=one.pk).update(title="Changed")
