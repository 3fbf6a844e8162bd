"""A world with one of every noun in inspection A and in inspection B, in a database of its own.

Every text of A holds the word in `OF_A`, every text of B the one in `OF_B`: whoever reads one without a part
there has been shown what is not theirs. It is made once a session by the owner; tests change it within
transactions that are undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connections, models, transaction
from django.utils.timezone import now

from cairn.actions.acting import record_event
from cairn.actions.people import CONDUCT_EDITION, actor_of
from cairn.actions.subjects import subject_of
from cairn.actions.tokens import digest_of
from cairn.policy.acts import Act
from cairn.policy.model import Actor
from cairn.policy.visibility import AUDIENCES
from cairn.store import models as m
from cairn.store.context import answer_to
from cairn.utils.postgres import EmbeddedServer
from cairn.utils.postgres_roles import Credentials
from tests.factories import OWNER, World, make_world, with_factor
from tests.lib.postgres_fixture import database_with_tables, worker
from tests.lib.web_fixture import point_to

OF_A, OF_B = "Larkbeam", "Quillmarsh"
MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = "cairn_a-token-for-tests-only"
# What a concern says of a child: in no other row, no event, no line of the log.
IDENTITY = "Wrenna Holloway, 7 Tern Lane"
# Nobody's role in the little world: the doors that stand before every role.
BARRED, NO_FACTOR, NO_CONDUCT, STRANGER = "barred", "no_factor", "no_conduct", "stranger"

Rows = dict[str, Any]


@dataclass(slots=True)
class Rich:
    """`rows` by name, as the owner sees them: of A under their own names, of B under `b/…`."""

    world: World
    rows: Rows = field(default_factory=dict)

    def person(self, who: str) -> m.Person:
        """By role (`inspector`, `b/inspector`) or by door (`barred`, `stranger` …)."""
        if who == STRANGER:
            assert self.world.stranger is not None
            return self.world.stranger
        return self.world.people[who]

    @property
    def everybody(self) -> list[str]:
        """Everybody past the doors, by name."""
        return [*(name for name in self.world.people if name not in (NO_FACTOR, NO_CONDUCT)), STRANGER]


def actor(rich: Rich, who: str) -> Actor:
    """The person of that name, past the doors; the database answers to them from here on."""
    person = rich.person(who)
    answer_to(person.pk)
    return with_factor(actor_of(person))


@contextmanager
def rich_database(server: EmbeddedServer) -> Iterator[tuple[Rich, Credentials]]:
    """A database of this worker's with the rich world, and its logins."""
    with database_with_tables(server, f"cairn_rich_{worker()}") as logins:
        with pointed_to(logins):
            made = make_rich_world()
        yield made, logins


@contextmanager
def pointed_to(logins: Credentials) -> Iterator[None]:
    """Both aliases lead to that database meanwhile."""
    before = {alias: connections[alias].settings_dict.copy() for alias in ("default", OWNER)}
    point_to("default", logins.app.conninfo)
    point_to(OWNER, logins.owner.conninfo)
    as_owner()
    try:
        yield
    finally:
        for alias, was in before.items():
            connections[alias].close()
            connections.settings[alias].update(was)
            connections[alias].settings_dict.update(was)


def make_rich_world() -> Rich:
    rich = Rich(make_world())
    as_owner()
    with transaction.atomic(using=OWNER):
        _people(rich)
        for letter, inspection in (("", rich.world.a), ("b/", rich.world.b)):
            _fill(rich, letter, inspection)
        _of_programme(rich)
    held = m.Membership.objects.using(OWNER)
    rich.rows["membership"] = held.get(person=rich.person("panel_member").pk, inspection=None)
    rich.rows["team membership"] = held.get(person=rich.person("young_volunteer").pk)
    for letter, inspection in (("", rich.world.a), ("b/", rich.world.b)):
        _events(rich, letter, inspection)
    return rich


def as_owner() -> None:
    """The owner's own connection sees and writes every row from here on."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET app.guard = 'on'")


def make(model: type[models.Model], **columns: object) -> Any:
    """A row, by the owner; related rows may come from anywhere."""
    plain = {
        (f"{name}_id" if isinstance(value, models.Model) else name): (
            value.pk if isinstance(value, models.Model) else value
        )
        for name, value in columns.items()
    }
    return model._default_manager.using(OWNER).create(**plain)


def _people(rich: Rich) -> None:
    for name, role in ((BARRED, "inspector"), (NO_FACTOR, "inspector"), (NO_CONDUCT, "inspector")):
        person = make(m.Person, email=f"{name}@example.org", name=f"Inspector {name}", password="!")
        make(m.Membership, person=person, programme=rich.world.programme, inspection=rich.world.a, role=role)
        if name != NO_CONDUCT:
            make(m.ConductAcceptance, person=person, edition=CONDUCT_EDITION)
        rich.world.people[name] = person
    partnership = rich.world.a.partnership_id
    rich.rows["interest"] = make(
        m.Interest, person=rich.world.people[BARRED], partnership_id=partnership, reason="I worked there."
    )


def _fill(rich: Rich, letter: str, inspection: m.Inspection) -> None:
    word = OF_B if letter else OF_A
    who = {role: rich.world.people[f"{letter}{role}"] for role in ("inspector", "inspection_lead")}
    who["coordinator"] = rich.world.people[f"{letter}partnership_coordinator"]
    made: Rows = {"inspection": inspection}
    made["inspection_move"] = make(
        m.InspectionMove,
        inspection=inspection,
        to_state="fieldwork",
        note=word,
        person=who["inspection_lead"],
    )
    _diary_and_requests(made, inspection, word, who)
    _ledger(made, inspection, word, who["inspector"])
    _evaluations(made, inspection, word, who["inspector"])
    _concerns(made, inspection, word, who["inspector"])
    _report(made, inspection, word, who["inspection_lead"])
    made["disposal"] = make(
        m.Disposal, rule="records", what=f"answers {word}", inspection=inspection, rows=3, digest="0" * 64
    )
    rich.rows |= {f"{letter}{name}": row for name, row in made.items()}


def _diary_and_requests(made: Rows, inspection: m.Inspection, word: str, who: dict[str, m.Person]) -> None:
    made["activity"] = make(
        m.Activity,
        inspection=inspection,
        kind="focus_group",
        title=f"Focus group {word}",
        starts_at=MORNING,
        ends_at=MORNING + timedelta(hours=2),
        lead=who["inspector"],
    )
    made["note"] = make(
        m.ActivityNote, activity=made["activity"], person=who["inspector"], text=f"Note {word}"
    )
    for name, state in (("request", "asked"), ("draft", "draft"), ("answered", "answered")):
        made[name] = make(
            m.Request,
            inspection=inspection,
            kind="position_statement",
            title=f"Request {name} {word}",
            due_on=date(2026, 4, 1),
            state=state,
            answer_text=f"Answer {word}",
        )
        make(m.RequestMove, request=made[name], to_state=state, note=word, person=who["inspection_lead"])
    files = (
        ("upload", "clean", "request"),
        ("quarantined", "quarantined", "request"),
        ("sent", "clean", "answered"),
    )
    for name, state, asked in files:
        made[name] = make(
            m.Upload,
            request=made[asked],
            name=f"{name}-{word}.txt",
            media_type="text/plain",
            size=5,
            sha256="0" * 64,
            state=state,
            uploaded_by=who["coordinator"],
        )
        make(m.UploadChunk, upload=made[name], position=0, content=word.encode())


def _ledger(made: Rows, inspection: m.Inspection, word: str, inspector: m.Person) -> None:
    for name, state in (("entry", "open"), ("settled", "strength")):
        made[name] = make(
            m.LedgerEntry,
            inspection=inspection,
            indicator="5.1",
            topic=f"Topic {name} {word}",
            level="uncertainty",
            reason=f"Reason {word}",
            owner=inspector,
            state=state,
        )
        make(m.LedgerMove, entry=made[name], to_state=state, note=word, person=inspector, level="uncertainty")
    make(m.LedgerActivity, entry=made["entry"], activity=made["activity"])
    make(
        m.ScopeDecision,
        inspection=inspection,
        indicator="5.1",
        included=True,
        reason=f"Scope {word}",
        decided_by=inspector,
    )


def _evaluations(made: Rows, inspection: m.Inspection, word: str, inspector: m.Person) -> None:
    states = {"1.1": "not_started", "2.1": "proposed", "2.2": "agreed", "9.1-9.4": "signed"}
    for subject, state in states.items():
        found = m.Evaluation.objects.using(OWNER).filter(inspection_id=inspection.pk, subject=subject)
        found.update(
            state=state,
            value=None if state == "not_started" else 4,
            reason=f"Because {word}",
            owner_id=inspector.pk,
            proposed_by_id=None if state == "not_started" else inspector.pk,
        )
        made[f"evaluation {subject}"] = row = found.get()
        make(m.EvaluationMove, evaluation=row, to_state=state, note=word, person=inspector, reason=word)
        made[f"citation {subject}"] = make(
            m.EvaluationCitation, evaluation=row, kind="document", reference=f"Minutes {word}", note=word
        )


def _concerns(made: Rows, inspection: m.Inspection, word: str, inspector: m.Person) -> None:
    for name, escalated in (("concern", None), ("escalated", now())):
        made[name] = make(
            m.Concern,
            inspection=inspection,
            raised_by=inspector,
            urgency="today",
            what=f"What {word}",
            identity=f"{IDENTITY} {word}",
            where_now=f"Where {word}",
            due_at=now() + timedelta(hours=4),
            escalated_at=escalated,
        )
        make(m.ConcernMove, concern=made[name], to_state="raised", note=word, person=inspector)


def _report(made: Rows, inspection: m.Inspection | None, word: str, author: m.Person) -> None:
    name = inspection.slug if inspection else "overview"
    programme = inspection.programme_id if inspection else made["programme"].pk
    made["report"] = report = make(
        m.Report,
        programme_id=programme,
        inspection=inspection if inspection else None,
        kind="inspection" if inspection else "overview",
        slug=f"report-{name}",
        title=f"Report {word}",
        text=f"# Report\n\n{word}\n",
    )
    make(m.ReportText, report=report, version=1, text=f"Earlier {word}", person=author)
    make(m.ReportMove, report=report, to_state="draft", note=word, person=author)
    told = [{"code": "not-publishable", "message": f"Not safe: {word}"}]
    make(m.Publishing, report=report, report_version=1, asked_by=author, state="failed", problems=told)


def _of_programme(rich: Rich) -> None:
    """A published overview with an edition that was withdrawn, and what lies beside the inspections."""
    programme, lead = rich.world.programme, rich.world.people["programme_lead"]
    made: Rows = {"programme": programme}
    _report(made, None, "overview", lead)
    for number, gone in ((1, now()), (2, None)):
        made[f"publication {number}"] = make(
            m.Publication,
            report=made["report"],
            slug="overview",
            number=number,
            kind="overview",
            title="What joint inspections found",
            body_html="<h2 id='one'>One</h2><p>Most.</p>",
            plain_text="One. Most.",
            outline=[["one", "One", 1]],
            withdrawn_at=gone,
            withdrawn_because="A figure was wrong." if gone else "",
        )
        _parts(made[f"publication {number}"])
    make(
        m.Holiday, programme=programme, name="Summer", first_day=date(2026, 7, 1), last_day=date(2026, 8, 14)
    )
    rich.rows["cleared"] = make(m.Disposal, rule="sessions", what="sessions", rows=3, digest="")
    rich.rows["empty"] = make(m.Partnership, programme=programme, letter="C", name="Area C")
    person = rich.world.people["inspector"]
    rich.rows["notice"] = make(m.Notice, person=person, text=f"Notice {OF_A}", url="/my-work/")
    rich.rows["token"] = make(
        m.ApiToken,
        person=person,
        name="A spreadsheet",
        digest=digest_of(SECRET),
        scopes=["inspections", "requests", "evaluations"],
        expires_at=now() + timedelta(days=30),
    )
    for letter, inspection in (("", rich.world.a), ("b/", rich.world.b)):
        rich.rows[f"{letter}invitation"] = make(
            m.Invitation,
            email=f"new.{letter.strip('/')}@example.org",
            name="Somebody new",
            programme=programme,
            inspection=inspection,
            role="inspector",
            token_digest=digest_of(f"secret {letter}"),
            invited_by=rich.world.people[f"{letter}inspection_lead"],
            expires_at=now() + timedelta(days=7),
        )
    rich.rows |= {f"overview {name}" if name == "report" else name: row for name, row in made.items()}


def _parts(publication: m.Publication) -> None:
    make(m.PublicationSection, publication=publication, position=1, anchor="one", heading="One", text="Most.")
    make(
        m.PublicationFile,
        publication=publication,
        name="overview.csv",
        label="Table",
        media_type="text/csv",
        content=b"a,b\n",
        size=4,
        sha256="0" * 64,
    )
    make(m.PublishedEvaluation, publication=publication, place="Area A", subject="1.1", value=4)
    make(m.GoodPractice, publication=publication, title="Listening", text="They asked.", place="Area A")


def _events(rich: Rich, letter: str, inspection: m.Inspection) -> None:
    """One event for every audience, by the inspector, as the app role writes them."""
    inspector = rich.world.people[f"{letter}inspector"]
    with transaction.atomic():
        answer_to(inspector.pk)
        subject = subject_of(rich.rows[f"{letter}inspection"])
        for audience in AUDIENCES:
            record_event(Act.INSPECTION_VIEW, subject, audience=audience, about=audience)
