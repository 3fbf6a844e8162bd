"""What the database shows to whom, with no view in between."""

from __future__ import annotations

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
