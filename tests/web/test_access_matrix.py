"""Every address × everybody × signed in or not: each answer is the one that policy decides."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from cairn.policy.model import Actor
from cairn.policy.roles import INSPECTION_ROLES, PROGRAMME_WIDE
from cairn.store.context import answer_to
from cairn.web.access import MEMBERS, ON_THE_WAY_IN, PUBLIC, TOKENS
from tests.lib.access_table import (
    DOORS,
    MEMBER_CELLS,
    MOVED,
    PUBLIC_CELLS,
    TABLE,
    TOKEN_CELLS,
    WAY_IN_CELLS,
    address,
    expected,
    routes,
)
from tests.lib.rich_world import BARRED, NO_CONDUCT, NO_FACTOR, STRANGER, Rich, actor

pytestmark = pytest.mark.xdist_group("rich_world")
EVERYBODY = [
    *sorted(PROGRAMME_WIDE),
    *sorted(INSPECTION_ROLES),
    *(f"b/{role}" for role in sorted(INSPECTION_ROLES)),
    BARRED,
    STRANGER,
]
LISTS = (PUBLIC, ON_THE_WAY_IN, MEMBERS, TOKENS)
# What a refusal itself writes down: that somebody tried.
TOLD = frozenset({"store_event"})


class Visitor:
    """A browser of one person. What an address writes is undone before the next is asked."""

    def __init__(self, rich: Rich, who: str | None) -> None:
        self.client = Client(raise_request_exception=False)
        if who is not None:
            self.client.force_login(rich.person(who))
            session = self.client.session
            if who != NO_FACTOR:
                session["account_authentication_methods"] = [
                    {"method": "mfa", "type": "totp", "at": now().timestamp()}
                ]
            session.save()
        self.cookies = self.client.cookies.output(header="", sep=";")
        self.before = written()

    def ask(self, where: str, *, post: bool = False) -> tuple[HttpResponse, set[str]]:
        """The answer, and the tables of the house that were written to."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            # The present version and nothing else: what is refused is not refused for being out of date.
            response = self.client.post(where, {"version": "1"}) if post else self.client.get(where)
            # What is undone afterwards stays counted: each count is the next one's beginning.
            before, self.before = self.before, written()
            touched = {table for table, count in self.before.items() if count != before.get(table, 0)}
            transaction.set_rollback(True)
        return response, touched - TOLD


def written() -> dict[str, int]:
    """How many rows this transaction has written so far, by table, whoever may see them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE relname LIKE 'store\\_%%' AND relname <> 'store_cache'"
        )
        return dict(cursor.fetchall())


def test_what_a_visitor_writes_is_seen_each_time(undone: Rich) -> None:
    visitor, where = Visitor(undone, "inspector"), address("notices-seen", undone)
    assert [visitor.ask(where, post=True)[1] for _ in range(2)] == [{"store_notice"}] * 2
    assert visitor.ask(address("my-work", undone))[1] == set()


def test_every_address_has_a_name_and_stands_in_exactly_one_list() -> None:
    named = list(routes())
    assert "" not in named
    assert {name: sum(name in one for one in LISTS) for name in named} == dict.fromkeys(named, 1)


def test_no_list_names_an_address_that_is_not_there() -> None:
    assert frozenset().union(*LISTS) <= set(routes())


def test_the_table_decides_about_every_address_in_the_list_it_stands_in() -> None:
    assert set(PUBLIC_CELLS) | set(DOORS) == PUBLIC
    assert set(WAY_IN_CELLS) == ON_THE_WAY_IN
    assert set(MEMBER_CELLS) == MEMBERS
    assert set(TOKEN_CELLS) == TOKENS
    assert len(TABLE) == sum(map(len, LISTS))


def test_whoever_is_not_signed_in_is_shown_what_is_public_and_the_way_in(undone: Rich) -> None:
    visitor = Visitor(undone, None)
    found, wanted = {}, {}
    for name in TABLE:
        where = address(name, undone)
        response, _ = visitor.ask(where)
        found[name] = (response.status_code, leads_to_sign_in(response))
        if name in PUBLIC_CELLS or name in TOKEN_CELLS:
            wanted[name] = (TABLE[name].get, False)
        elif name in DOORS:
            wanted[name] = (DOORS[name][0], DOORS[name][0] == MOVED)
        else:
            wanted[name] = (MOVED, True)
    assert found == wanted


def test_whoever_is_not_signed_in_writes_nothing(undone: Rich) -> None:
    visitor = Visitor(undone, None)
    found = {}
    for name, cell in TABLE.items():
        if cell.writes:
            response, touched = visitor.ask(address(name, undone), post=True)
            member = name in MEMBERS | ON_THE_WAY_IN
            found[name] = (response.status_code >= 500, member and not leads_to_sign_in(response), touched)
    assert found == {name: (False, False, set()) for name in found}


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == MOVED and response["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("who", "door"), [(NO_FACTOR, "/account/second-factor/"), (NO_CONDUCT, "/account/code-of-conduct/")]
)
def test_nobody_passes_a_door_that_they_have_not_opened(undone: Rich, who: str, door: str) -> None:
    visitor = Visitor(undone, who)
    found = {}
    for name, cell in MEMBER_CELLS.items():
        for post in (False, True) if cell.writes else (False,):
            response, touched = visitor.ask(address(name, undone), post=post)
            found[name, post] = (response.status_code, response.get("Location"), touched)
    assert found == dict.fromkeys(found, (MOVED, door, set()))


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_answers_everybody_as_policy_decides(undone: Rich, who: str) -> None:
    visitor, acting = Visitor(undone, who), actor(undone, who)
    found, wanted = {}, {}
    for name in TABLE:
        where = address(name, undone)
        response, touched = visitor.ask(where)
        found[name] = (response.status_code, touched)
        wanted[name] = (_answer(name, acting, undone), set())
    different = {name: (found[name], wanted[name]) for name in TABLE if found[name] != wanted[name]}
    assert not different, f"(found, decided): {different}"


def _answer(name: str, acting: Actor, rich: Rich) -> int:
    if name in DOORS:
        return DOORS[name][1]
    answer_to(acting.person_id)
    return expected(name, acting, rich)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_form_from_whoever_may_not_is_refused_and_writes_nothing(undone: Rich, who: str) -> None:
    visitor, acting = Visitor(undone, who), actor(undone, who)
    different = {}
    for name, cell in TABLE.items():
        if not cell.writes or name not in MEMBERS:
            continue
        response, touched = visitor.ask(address(name, undone), post=True)
        answer_to(acting.person_id)
        refused = expected(name, acting, undone, post=True)
        if refused:
            good = response.status_code == refused and not touched
        else:
            good = response.status_code in {200, 302, 404, 409, 422, 403}
        if not good:
            different[name] = (response.status_code, touched, refused)
    assert not different, f"(found, written, decided): {different}"
