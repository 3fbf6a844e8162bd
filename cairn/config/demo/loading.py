"""Loads the demonstration: once, whole, and only into an empty installation."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cairn.actions.conduct import accept_conduct
from cairn.actions.founding import Founding, found
from cairn.actions.inspections import create_inspection
from cairn.actions.overview_report import publish_overview
from cairn.actions.partnerships import add_partnership
from cairn.actions.people import CONDUCT_EDITION, actor_of
from cairn.actions.programmes import Plan, close_programme, create_programme, start_programme
from cairn.actions.timetables import HolidayPlan, set_holidays, set_phases
from cairn.bridge.publish import EVIDENCE
from cairn.config.demo.cast import ADDRESS, Cast, acting_as, fill_team, give, make_person
from cairn.config.demo.doings import Doings
from cairn.config.demo.printing import begin_report, print_inspection
from cairn.framework.timetable import PhasePlan
from cairn.pipeline.places import definitions_root
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import Person, Programme

STORY = "demo/practice.yaml"
REPORTED = "A"  # the area whose report is published
BEGUN = "B"  # the area whose report is begun
FRAMEWORK = "children-in-need-of-care-and-protection"
EDITION = "2019-08"
GRADED = ("1.1", "2.1", "2.2", "9.1-9.4")
INSTRUMENTS = ("records", "staff", "aged_8_15", "aged_16_plus", "parents")
Tell = Callable[[str], None]


def is_loaded() -> bool:
    """Whether the demonstration is here already."""
    return Person.objects.filter(email__endswith=f"@{ADDRESS}").exists()


def load(tell: Tell) -> None:
    """The published programme with its overview, and the practice programme with eight inspections.

    Everything in one transaction: a demonstration that is cut short leaves nothing behind. Takes about half a
    minute, most of it for building and printing the overview.
    """
    story = read_story(definitions_root() / STORY)
    with transaction.atomic():
        tell("Making the people and the practice programme …")
        cast = _people(story)
        practice = _practice(story, cast)
        for letter, told in story["inspections"].items():
            _inspection(story, cast, practice, letter, told)
        tell("Building the evidence of 2018–2020 and printing its overview …")
        published = _published(story, cast)
        tell("Printing the report of an inspection …")
        print_inspection(cast, published, practice, REPORTED)
        begin_report(cast, practice, BEGUN)


def read_story(path: Path) -> dict[str, Any]:
    """The story as written; its words are checked by the acts that say them."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


def _people(story: dict[str, Any]) -> Cast:
    (key, lead), *others = story["people"].items()
    person, _ = found(
        Founding(
            email=f"{key}@{ADDRESS}",
            name=lead["name"],
            password=_password(),
            title="Joint inspections 2018–2020",
            years="2018–2020",
            framework=FRAMEWORK,
            edition=EDITION,
            graded=GRADED,
            instruments=INSTRUMENTS,
            starts_on=date(2018, 4, 1),
            ends_on=date(2020, 3, 31),
        )
    )
    person.body = lead["body"]
    person.set_unusable_password()
    person.save(update_fields=["body", "password"])
    _accept(person)
    cast = Cast(person)
    for key, told in others:
        cast.wide[Role(told["role"])] = make_person(key, told["name"], told["body"])
    return cast


def _practice(story: dict[str, Any], cast: Cast) -> Programme:
    today = timezone.localdate()
    plan = Plan(
        title=story["title"],
        years=f"{today.year - 1}–{today.year + 1}",
        edition=f"{FRAMEWORK}/{EDITION}",
        graded=GRADED,
        instruments=INSTRUMENTS,
        starts_on=date(today.year - 1, 1, 5),
        ends_on=date(today.year + 1, 12, 18),
    )
    with acting_as(cast.lead) as lead:
        programme = create_programme(actor=lead, plan=plan)
    with acting_as(cast.lead) as lead:
        holidays = [_holiday(one, today) for one in story["holidays"]]
        set_holidays(actor=lead, programme_id=programme.pk, version=programme.version, holidays=holidays)
    programme = _started(story, cast, Programme.objects.get(pk=programme.pk))
    for role, person in cast.wide.items():
        give(cast.lead, person, role, programme, None)
    return programme


def _holiday(told: dict[str, Any], today: date) -> HolidayPlan:
    first = today + timedelta(days=told["first"])
    return HolidayPlan(told["name"], first, first + timedelta(days=told["days"] - 1))


def _started(story: dict[str, Any], cast: Cast, programme: Programme) -> Programme:
    """The programme with its phases and the areas A to H, under way."""
    with acting_as(cast.lead) as lead:
        phases = [PhasePlan(one["name"], one["weeks"]) for one in story["phases"]]
        set_phases(actor=lead, programme_id=programme.pk, version=programme.version, phases=phases)
        for letter in story["inspections"]:
            add_partnership(actor=lead, programme_id=programme.pk, letter=letter, name=f"Area {letter}")
        now = Programme.objects.get(pk=programme.pk)
        return start_programme(actor=lead, programme_id=now.pk, version=now.version)


def _inspection(
    story: dict[str, Any], cast: Cast, programme: Programme, letter: str, told: dict[str, Any]
) -> None:
    today = timezone.localdate()
    with acting_as(cast.lead) as lead:
        partnership = programme.partnerships.get(letter=letter)
        inspection = create_inspection(
            actor=lead,
            programme_id=programme.pk,
            partnership_id=partnership.pk,
            notice_on=today + timedelta(days=told["notice"]),
        )
    fill_team(cast, story["team"], letter, programme, inspection)
    Doings(story, cast, letter, inspection, told["state"], today).tell()


def _published(story: dict[str, Any], cast: Cast) -> Programme:
    with acting_as(cast.lead):
        programme = Programme.objects.get(years="2018–2020")
    programme = _started(story, cast, programme)
    _bring_evidence(programme)
    reviewer = cast.wide[Role.PANEL_MEMBER]
    for role, person in cast.wide.items():
        give(cast.lead, person, role, programme, None)
    with transaction.atomic():
        answer_to(reviewer.pk)
        panel = actor_of(reviewer)
        answer_to(cast.lead.pk)
        publish_overview(lead=actor_of(cast.lead), reviewer=panel, programme_id=programme.pk)
        # Its inspections were over before Cairn was there: it holds what was published of them, and no more.
        now = Programme.objects.get(pk=programme.pk)
        close_programme(actor=actor_of(cast.lead), programme_id=now.pk, version=now.version)
    return programme


def _bring_evidence(programme: Programme) -> None:
    """Use a bundle that was built before; whether it is of these very definitions is asked on opening it."""
    built, place = Path(settings.DEMO_EVIDENCE or "."), settings.HOME / EVIDENCE / programme.slug
    if settings.DEMO_EVIDENCE and (built / "datapackage.json").is_file() and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(built, place)


def _accept(person: Person) -> None:
    with acting_as(person) as actor:
        accept_conduct(actor=actor, edition=CONDUCT_EDITION)


def _password() -> str:
    """Random, and made unusable at once: in the demonstration nobody signs in by password."""
    return secrets.token_urlsafe(24)
