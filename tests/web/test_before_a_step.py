"""What must be done first is said on the page of a step, not only when it is refused."""

from __future__ import annotations

from cairn.store.context import answer_to
from cairn.store.models import Membership
from tests.factories import World, as_
from tests.web.test_evaluations import written


def test_the_page_of_proposing_says_what_is_lacking(world: World, client_of) -> None:
    address = f"/inspections/{world.a.slug}/evaluations/2.1/propose/"
    page = client_of(world.person("inspection_lead")).get(address).content.decode()
    for said in ("This must be done first", "Choose a value on the scale.", "Do first what is listed above."):
        assert said in page
    assert 'aria-disabled="true"' in page
    written(world, as_(world, "inspection_lead"))
    page = client_of(world.person("inspection_lead")).get(address).content.decode()
    assert "This must be done first" not in page
    assert 'aria-disabled="true"' not in page


def test_the_role_of_the_only_lead_is_not_offered_to_be_ended(world: World, client_of) -> None:
    lead = world.person("programme_lead")
    answer_to(lead.pk)
    held = Membership.objects.get(person=lead, role="programme_lead")
    page = client_of(lead).get(f"/people/roles/{held.pk}/end/").content.decode()
    assert "This is the only lead of the programme, and a programme needs one." in page
    assert "Give the role to somebody else first." in page
    assert 'aria-disabled="true"' in page
    answer_to(lead.pk)
    other = Membership.objects.get(person=world.person("panel_member"), role="panel_member")
    page = client_of(lead).get(f"/people/roles/{other.pk}/end/").content.decode()
    assert 'aria-disabled="true"' not in page
