"""Two programmes have an Area A each: whoever has parts in both is told which one a page speaks of."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cairn.actions.inspections import create_inspection
from cairn.actions.memberships import give_role
from cairn.actions.partnerships import add_partnership
from cairn.actions.people import actor_of
from cairn.actions.programmes import Plan, create_programme, start_programme
from cairn.actions.timetables import set_phases
from cairn.framework.timetable import PhasePlan
from cairn.policy.model import Actor
from cairn.policy.roles import Role
from cairn.store.context import answer_to
from cairn.store.models import Inspection, Programme
from tests.factories import SUBJECTS, World, with_factor

FIRST, SECOND = "A programme for tests", "A second programme"
PLAN = Plan(
    title=SECOND,
    years="2028–2029",
    edition="children-in-need-of-care-and-protection/2019-08",
    graded=SUBJECTS,
    instruments=(),
    starts_on=date(2028, 1, 3),
    ends_on=date(2029, 12, 31),
)


@dataclass(frozen=True, slots=True)
class Second:
    programme: Programme
    inspection: Inspection


def lead_of(world: World) -> Actor:
    """The programme lead with all roles they have by now; the database answers to them."""
    person = world.person("programme_lead")
    answer_to(person.pk)
    return with_factor(actor_of(person))


@pytest.fixture
def second(world: World, db: None) -> Second:
    """Another Area A, whose inspection is planned; the inspector of the first is its lead."""
    programme = create_programme(actor=lead_of(world), plan=PLAN)
    lead = lead_of(world)
    phases = [PhasePlan("Preparation", 6)]
    programme = set_phases(actor=lead, programme_id=programme.pk, version=1, phases=phases)
    start_programme(actor=lead, programme_id=programme.pk, version=programme.version)
    area = add_partnership(actor=lead, programme_id=programme.pk, letter="A", name="Area A")
    inspection = create_inspection(actor=lead, programme_id=programme.pk, partnership_id=area.pk)
    give_role(
        actor=lead,
        person_id=world.person("inspector").pk,
        role=Role.INSPECTION_LEAD,
        programme_id=programme.pk,
        inspection_id=inspection.pk,
    )
    return Second(programme, inspection)


def read(browser: Client, address: str) -> str:
    page = browser.get(address)
    assert page.status_code == 200
    main = page.content.decode().partition("<main")[2] or page.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(main)).split())


def crumbs(browser: Client, address: str) -> str:
    found = re.search(r'aria-label="Breadcrumb">.*?</nav>', browser.get(address).content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(found[0])).split()) if found else ""


def test_links_of_the_list_are_told_apart(client_of, world: World, second: Second) -> None:
    page = read(client_of(world.person("inspector")), reverse("inspections"))
    assert f"Area A {FIRST}" in page
    assert f"Area A {SECOND}" in page


PAGES = [
    "inspection-team", "inspection-timetable", "inspection-diary", "inspection-requests", "inspection-ledger",
    "inspection-scope", "inspection-evaluations", "inspection-team-add", "activity-plan", "request-draft",
    "inspection-ledger-add", "inspection-scope-several",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_whose_area_it_is(client_of, world: World, second: Second, name: str) -> None:
    address = reverse(name, args=[second.inspection.slug])
    browser = client_of(world.person("inspector"))
    assert f"Joint inspection, Area A, {SECOND}" in read(browser, address)
    assert f"Area A, {SECOND}" in crumbs(browser, address)


@pytest.mark.parametrize("name", ["inspection-team", "inspection-diary"])
def test_who_has_one_programme_is_not_told_it_on_every_page(
    client_of, world: World, second: Second, name: str
) -> None:
    page = read(client_of(world.person("deputy_lead")), reverse(name, args=[world.a.slug]))
    assert "Joint inspection, Area A" in page
    assert FIRST not in page


def test_work_people_and_roles_say_the_programme(client_of, world: World, second: Second) -> None:
    browser = client_of(world.person("inspector"))
    # The second Area A waits for its day of notice; a notice tells of the role in it.
    work = read(browser, reverse("my-work"))
    assert f"Area A, {SECOND}" in work.partition("New to you")[0]
    assert SECOND in work.partition("New to you")[2]
    people = read(browser, reverse("people"))
    assert f"Inspection lead, Area A, {SECOND}" in people
    assert f"Inspector, Area A, {FIRST}" in people
    roles = read(browser, reverse("account"))
    assert f"Area A, {SECOND}" in roles
    assert f"Area A, {FIRST}" in roles


def test_a_person_is_added_to_the_programme_that_the_button_names(
    client_of, world: World, second: Second
) -> None:
    page = read(client_of(world.person("programme_lead")), reverse("people"))
    assert f"Add a person to {FIRST}" in page
    assert f"Add a person to {SECOND}" in page


def test_a_concern_is_raised_in_one_of_them(client_of, world: World, second: Second) -> None:
    page = read(client_of(world.person("inspector")), reverse("concern-raise"))
    assert f"Area A, {FIRST}" in page
    assert f"Area A, {SECOND}" in page


def test_the_place_of_an_invitation_and_an_interest_name_the_programme(
    client_of, world: World, second: Second
) -> None:
    browser = client_of(world.person("inspector"))
    assert f"Area A, {SECOND}" in read(browser, reverse("invitation-make"))
    browser.post(reverse("interests"), {"partnership": world.b.partnership_id, "reason": "I lived there."})
    assert f"Area B, {FIRST}" in read(browser, reverse("interests")).partition("Declare an interest")[0]
    assert f"Area B, {FIRST}" in read(browser, reverse("account"))
