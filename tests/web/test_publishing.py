"""Publishing beside the request: asked for by a person, done by Cairn in their name, whole and once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now, timedelta
from procrastinate.contrib.django.models import ProcrastinateJob

from cairn.actions import publishing
from cairn.actions import reports as acts
from cairn.actions.duties import DUTIES, perform, publish_now
from cairn.actions.publishing import TASK, ask_to_publish, publish_asked
from cairn.errors import Refused
from cairn.policy.model import Duty
from cairn.store.context import answer_to, answer_to_duty
from cairn.store.models import Event, Membership, Notice, Publication, Publishing, Report
from tests.factories import World
from tests.lib.publishing import agreed_report, as_
from tests.lib.small_bundle import FAILING, TEXT
from tests.lib.web_fixture import beside

pytestmark = pytest.mark.xdist_group("publishing")


def asked(world: World, report: Report) -> Publishing:
    return ask_to_publish(actor=as_(world, "programme_lead"), report_id=report.pk, version=report.version)


def forced(world: World, report: Report) -> Publishing:
    """A request whose words nobody looked at when it was made."""
    lead = as_(world, "programme_lead")
    return Publishing.objects.create(report=report, report_version=report.version, asked_by_id=lead.person_id)


def found(world: World, row: Publishing) -> Publishing:
    as_(world, "programme_lead")
    return Publishing.objects.get(pk=row.pk)


def notices(world: World, role: str) -> list[str]:
    as_(world, role)
    return [one.text for one in Notice.objects.filter(person=world.person(role))]


def events(world: World, report: Report) -> list[tuple[str, str]]:
    as_(world, "programme_lead")
    rows = Event.objects.filter(noun_id=str(report.pk)).order_by("id")
    names = {str(person.pk): role for role, person in world.people.items()}
    return [(one.act, names[str(one.person_id)]) for one in rows]


def test_asking_publishes_nothing_yet_and_says_who_asked(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world)
    row = asked(world, report)
    assert (row.state, row.asked_by) == ("waiting", world.person("programme_lead"))
    assert events(world, report)[-1] == ("report.ask_publication", "programme_lead")
    assert ProcrastinateJob.objects.filter(task_name=TASK, status="todo").count() == 1
    assert not Publication.objects.exists()
    assert Report.objects.get(pk=report.pk).state == "agreed"


def test_cairn_publishes_in_the_name_of_whoever_asked(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world)
    row = asked(world, report)
    publish_now()
    row = found(world, row)
    assert (row.state, row.step, row.tries, row.problems) == ("done", "", 1, [])
    assert row.ended_at is not None
    assert events(world, report)[-1] == ("report.publish", "programme_lead")
    assert Report.objects.get(pk=report.pk).state == "published"
    answer_to(None)
    assert [one.number for one in Publication.objects.filter(slug=report.slug)] == [1]
    for role in ("programme_lead", "report_author"):
        assert notices(world, role).count("“What parents said” is published.") == 1


def test_a_failing_word_is_told_at_once(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world, FAILING)
    with pytest.raises(Refused) as caught:
        asked(world, report)
    assert [p.line for p in caught.value.problems] == [3, 3]
    assert not Publishing.objects.exists()


def test_without_evidence_that_is_told_at_once(world: World, db: None, monkeypatch, tmp_path) -> None:
    report = agreed_report(world)
    monkeypatch.setattr("django.conf.settings.HOME", tmp_path)
    with pytest.raises(Refused, match="No evidence has been brought in"):
        asked(world, report)


def test_what_fails_later_is_kept_with_its_lines_and_nothing_is_public(
    world: World, evidence: None, db: None
) -> None:
    report = agreed_report(world, FAILING)
    row = forced(world, report)
    assert publish_asked() == 0
    row = found(world, row)
    assert row.state == "failed"
    assert [one["line"] for one in row.problems] == [3, 3]
    assert "“What parents said” was not published: its page says why." in notices(world, "programme_lead")
    assert not Publication.objects.exists()
    assert Report.objects.get(pk=report.pk).state == "agreed"


def test_asking_again_meanwhile_asks_for_nothing_more(world: World, evidence: None, db: None) -> None:
    report = agreed_report(world)
    assert asked(world, report).pk == asked(world, report).pk
    with pytest.raises(DatabaseError), transaction.atomic():
        forced(world, report)


def test_a_report_that_was_returned_meanwhile_is_not_published(
    world: World, evidence: None, db: None
) -> None:
    report = agreed_report(world)
    row = asked(world, report)
    acts.return_report(
        actor=as_(world, "panel_member"), report_id=report.pk, version=report.version, reason="Wait."
    )
    assert publish_asked() == 0
    assert [one["code"] for one in found(world, row).problems] == ["changed-meanwhile"]
    assert not Publication.objects.exists()


def test_whoever_lost_the_role_meanwhile_publishes_nothing(world: World, evidence: None, db: None) -> None:
    row = asked(world, agreed_report(world))
    held = Membership.objects.filter(person=world.person("programme_lead"), inspection=None)
    assert held.update(ended_at=now()) == 1
    assert publish_asked() == 0
    answer_to_duty(Duty.CLOCK)
    assert Publishing.objects.get(pk=row.pk).state == "failed"
    answer_to(None)
    assert not Publication.objects.exists()


# -- killed, broken, crowded -------------------------------------------------------------------------


def killed_at(monkeypatch: pytest.MonkeyPatch, name: str, *, after: bool) -> None:
    """The worker is killed there, the first time."""
    real: Callable = getattr(publishing, name)
    times: list[int] = []

    def sometimes(*args, **options):
        times.append(1)
        if after or len(times) > 1:
            made = real(*args, **options)
        if len(times) == 1:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(publishing, name, sometimes)


@pytest.mark.parametrize(
    ("where", "after"), [("made_of", False), ("made_of", True), ("bring_out", False), ("bring_out", True)]
)
def test_killed_in_the_middle_it_is_begun_anew_and_published_once(
    world: World, evidence: None, db: None, monkeypatch: pytest.MonkeyPatch, where: str, after: bool
) -> None:
    report = agreed_report(world)
    row = asked(world, report)
    killed_at(monkeypatch, where, after=after)
    with pytest.raises(KeyboardInterrupt):
        publish_asked()
    assert found(world, row).state == "working"
    assert not Publication.objects.exists()
    assert publish_asked() == 1
    assert publish_asked() == 0
    assert (found(world, row).state, found(world, row).tries) == ("done", 2)
    assert [one.number for one in Publication.objects.filter(report=report)] == [1]
    assert [act for act, _ in events(world, report)].count("report.publish") == 1


def test_what_breaks_three_times_is_given_up_and_says_so(
    world: World, evidence: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(world, agreed_report(world))

    def broken(*args, **options):
        raise ValueError("Isla Quillfeather")

    monkeypatch.setattr(publishing, "made_of", broken)
    assert publish_asked() == 0
    row = found(world, row)
    assert (row.state, [one["code"] for one in row.problems]) == ("failed", ["publishing-broke"])
    assert "Quillfeather" not in str(row.problems)


def test_a_worker_that_was_given_up_does_not_publish_after_all(
    world: World, evidence: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(world, agreed_report(world))
    real = publishing.made_of

    def slow(*args, **options):
        made = real(*args, **options)
        answer_to_duty(Duty.CLOCK)
        Publishing.objects.filter(pk=row.pk).update(tries=2)  # another has begun anew meanwhile
        return made

    monkeypatch.setattr(publishing, "made_of", slow)
    taken = publishing._take()
    assert taken is not None
    assert publishing._fulfil(taken) is False
    assert found(world, row).state == "working"
    assert not Publication.objects.exists()


def test_figures_published_meanwhile_are_looked_at_together(
    world: World, evidence: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = agreed_report(world), agreed_report(world)
    row = asked(world, second)
    real = publishing.made_of
    besides: list[bool] = []

    def overtaken(order, tell):
        besides.append(bool(order.beside.figures))
        made = real(order, tell)
        if len(besides) == 1:
            lead = as_(world, "programme_lead")
            acts.publish_report(actor=lead, report_id=first.pk, version=first.version)
        return made

    monkeypatch.setattr(publishing, "made_of", overtaken)
    assert publish_asked() == 1
    assert besides == [False, True]
    assert found(world, row).state == "done"


def test_a_second_worker_leaves_alone_what_another_is_doing(world: World, evidence: None, db: None) -> None:
    asked(world, agreed_report(world))
    duty = next(duty for duty in DUTIES if duty.name == "publish")
    with beside() as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('duty:publish', 0))")
        assert perform(duty) is None
        other.execute("SELECT pg_advisory_unlock(hashtextextended('duty:publish', 0))")
    assert perform(duty) == 1


@pytest.mark.parametrize("role", ["report_author", "panel_member", "inspection_lead", ""])
def test_the_database_lets_nobody_but_the_lead_ask(world: World, evidence: None, db: None, role: str) -> None:
    report = agreed_report(world)
    answer_to(world.person(role).pk if role else None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publishing.objects.create(
            report_id=report.pk, report_version=1, asked_by=world.person("programme_lead")
        )


# -- its page ----------------------------------------------------------------------------------------


def page(client: Client, report: Report) -> str:
    return client.get(reverse("report-draft", args=[report.slug])).content.decode()


def test_the_page_tells_how_far_it_has_come(world: World, evidence: None, client_of) -> None:
    report = agreed_report(world)
    client = client_of(world.person("programme_lead"))
    answer = client.post(reverse("report-publish", args=[report.slug]), {"version": report.version})
    assert answer.status_code == 302
    waiting = page(client, report)
    assert "Cairn is publishing the report" in waiting
    assert "Look again" in waiting
    assert "Cairn is publishing it now." in waiting  # beside the grey button
    answer_to_duty(Duty.CLOCK)
    Publishing.objects.update(state="working", step="files")
    assert '<li class="now" aria-current="step"><span class="step">Page, PDF' in page(client, report)
    publish_asked()
    done = page(client, report)
    assert "The report is published" in done
    assert reverse("report", args=[report.slug]) in done
    assert "Look again" not in done


def test_a_wait_that_is_too_long_says_whom_to_ask(world: World, evidence: None, client_of) -> None:
    report = agreed_report(world)
    asked(world, report)
    Publishing.objects.update(created_at=now() - timedelta(minutes=4))
    assert "tell whoever looks after Cairn" in page(client_of(world.person("programme_lead")), report)


def test_the_page_lists_what_barred_it_until_the_report_goes_on(
    world: World, evidence: None, client_of
) -> None:
    report = agreed_report(world, FAILING)
    forced(world, report)
    publish_asked()
    client = client_of(world.person("programme_lead"))
    answer_to(world.person("programme_lead").pk)
    told = page(client, report)
    assert "The report was not published" in told
    assert told.count("Line 3:") == 2
    lead = as_(world, "programme_lead")
    report = Report.objects.get(pk=report.pk)
    report = acts.return_report(actor=lead, report_id=report.pk, version=report.version, reason="Mend it.")
    acts.edit_report(
        actor=lead, report_id=report.pk, version=report.version, title="Mended", summary="", text=TEXT
    )
    assert "The report was not published" not in page(client, report)


def test_a_failing_word_is_told_on_the_page_that_asks(world: World, evidence: None, client_of) -> None:
    report = agreed_report(world, FAILING)
    client = client_of(world.person("programme_lead"))
    answer = client.post(reverse("report-publish", args=[report.slug]), {"version": report.version})
    assert answer.status_code == 422
    assert answer.content.decode().count("Line 3:") == 2
