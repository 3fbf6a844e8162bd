from __future__ import annotations

import pytest

from cairn.policy.model import Held
from cairn.policy.roles import (
    EVERY_ROLE,
    INSPECTION_ROLES,
    LEADS,
    MAY_GIVE,
    MEANINGS,
    PARTNERSHIP,
    PROGRAMME_WIDE,
    SCRUTINY_TEAM,
    TITLES,
    Role,
    roles_to_give,
    titles_of,
)


def test_every_role_is_of_the_programme_of_the_team_or_of_the_partnership_and_of_one_alone() -> None:
    assert PROGRAMME_WIDE | SCRUTINY_TEAM | PARTNERSHIP == EVERY_ROLE
    assert len(PROGRAMME_WIDE) + len(SCRUTINY_TEAM) + len(PARTNERSHIP) == len(EVERY_ROLE) == 14
    assert LEADS < SCRUTINY_TEAM
    assert INSPECTION_ROLES == EVERY_ROLE - PROGRAMME_WIDE


def test_every_role_has_a_title_and_a_meaning() -> None:
    assert set(TITLES) == set(MEANINGS) == EVERY_ROLE
    assert len(set(TITLES.values())) == 14


def test_the_programme_lead_gives_every_role() -> None:
    assert roles_to_give([Role.PROGRAMME_LEAD]) == tuple(Role)


def test_the_inspection_lead_gives_roles_in_the_team_but_not_their_own() -> None:
    assert set(roles_to_give([Role.INSPECTION_LEAD])) == {
        Role.DEPUTY_LEAD,
        Role.INSPECTOR,
        Role.ASSOCIATE_ASSESSOR,
        Role.YOUNG_VOLUNTEER,
        Role.INSPECTION_ANALYST,
    }


def test_the_partnership_coordinator_gives_the_roles_of_those_who_help() -> None:
    assert roles_to_give([Role.PARTNERSHIP_COORDINATOR]) == (Role.PARTNERSHIP_CONTRIBUTOR, Role.RECORD_READER)


def test_nobody_else_gives_a_role() -> None:
    givers = {Role.PROGRAMME_LEAD, Role.INSPECTION_LEAD, Role.PARTNERSHIP_COORDINATOR}
    assert set(MAY_GIVE) == givers
    assert roles_to_give(EVERY_ROLE - givers) == ()


def test_two_roles_give_what_either_gives() -> None:
    given = roles_to_give([Role.INSPECTION_LEAD, Role.PARTNERSHIP_COORDINATOR])
    assert Role.INSPECTOR in given and Role.RECORD_READER in given


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (set(), ""),
        ({Role.INSPECTOR}, "an inspector"),
        (LEADS, "the inspection lead or a deputy lead"),
        (LEADS | {Role.PANEL_MEMBER}, "a panel member, the inspection lead or a deputy lead"),
    ],
)
def test_roles_are_named_in_words(roles: set[Role], words: str) -> None:
    assert titles_of(roles) == words


def test_a_role_for_the_whole_programme_cannot_be_held_in_one_inspection() -> None:
    with pytest.raises(ValueError, match="whole programme"):
        Held(Role.PROGRAMME_LEAD, "P", "I")


def test_a_role_in_an_inspection_cannot_be_held_for_the_whole_programme() -> None:
    with pytest.raises(ValueError, match="one inspection"):
        Held(Role.INSPECTOR, "P")


def test_a_role_is_held_in_a_named_programme() -> None:
    with pytest.raises(ValueError, match="none is named"):
        Held(Role.PROGRAMME_LEAD, "")
