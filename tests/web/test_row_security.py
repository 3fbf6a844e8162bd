"""What the database shows to whom, with no view in between."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from cairn.policy.visibility import SEEN_BY
from cairn.store.context import answer_to
from cairn.store.models import Evaluation, Inspection, Membership, Programme
from tests.factories import World


def test_nobody_sees_nothing(world: World, db: None) -> None:
    assert not Inspection.objects.exists()
    assert not Programme.objects.exists()
    assert not Membership.objects.exists()


def test_a_lead_sees_their_own_inspection_and_no_other(world: World, db: None) -> None:
    answer_to(world.person("inspection_lead").pk)
    assert [row.slug for row in Inspection.objects.all()] == ["test-area-a"]
    assert set(Evaluation.objects.values_list("inspection_id", flat=True)) == {world.a.pk}


def test_the_partnership_sees_no_evaluation_before_it_is_signed(world: World, db: None) -> None:
    answer_to(world.person("partnership_coordinator").pk)
    assert [row.slug for row in Inspection.objects.all()] == ["test-area-a"]
    assert not Evaluation.objects.exists()


def test_a_screen_answers_to_the_person_who_is_signed_in(client_of, world: World) -> None:
    assert client_of(world.person("inspector")).get("/").status_code == 200


@pytest.mark.parametrize("table", sorted(SEEN_BY))
def test_what_a_person_sees_is_asked_once_a_statement_and_not_once_a_row(
    world: World, db: None, table: str
) -> None:
    """Asked once it is an InitPlan of one Result; asked for every row it stands in a filter."""
    answer_to(world.person("inspection_lead").pk)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (VERBOSE, COSTS OFF) SELECT * FROM {table}")
        plan = [line for (line,) in cursor.fetchall()]
    asked = [line for line in plan if re.search(r"store_(inspections|programmes)_\w+\(", line)]
    assert [line for line in asked if not line.strip().startswith("Output:")] == []
    assert not any("ProjectSet" in line or "Function Scan" in line for line in plan)


def test_a_child_asks_for_its_inspection_by_one_look_at_its_parent(world: World, db: None) -> None:
    """Sight and interest are asked in the same look: a table of many rows is gone through once, not twice."""
    answer_to(world.person("inspection_lead").pk)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (COSTS OFF) SELECT * FROM store_evaluationcitation")
        looks = [line for (line,) in cursor.fetchall() if re.search(r"on store_evaluation\b", line)]
    assert len(looks) == 1
