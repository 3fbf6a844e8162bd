"""What no combination of roles, states and facts may break."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.policy.acts import Act
from cairn.policy.deciding import may, refusal
from cairn.policy.model import NOT_SEEN, NOTHING, Actor, Held, Subject
from cairn.policy.permissions import KNOWN_BY
from cairn.policy.roles import PARTNERSHIP, Role
from cairn.policy.seen import RowAt, sees
from cairn.policy.states import MACHINES
from cairn.policy.visibility import SEEN_BY
from tests.lib.policy_people import states_of

PEOPLE = ("me", "you")
ROLE_WORDS = st.sampled_from([role.value for role in Role])
FACTS = st.fixed_dictionaries(
    {
        "inspection_state": st.sampled_from(MACHINES["inspection"].state_names),
        "proposed_by": st.sampled_from(("", *PEOPLE)),
        "submitted_by": st.sampled_from(("", *PEOPLE)),
        "escalated": st.sampled_from(("yes", "no")),
        "role": ROLE_WORDS,
        "receiver_interests": st.sampled_from(("", "A", "B", "A B")),
        "receiver_roles": st.lists(ROLE_WORDS, max_size=2).map(" ".join),
    }
)


@st.composite
def held(draw: st.DrawFn, roles: tuple[Role, ...] = tuple(Role)) -> Held:
    role = draw(st.sampled_from(roles))
    inspection = None if role.is_programme_wide else draw(st.sampled_from(("I", "J")))
    return Held(role, draw(st.sampled_from(("P", "Q"))) if inspection is None else "P", inspection)


@st.composite
def actors(draw: st.DrawFn, roles: tuple[Role, ...] = tuple(Role), most: int = 4) -> Actor:
    return Actor(
        "me",
        "Kim Reid",
        frozenset(draw(st.lists(held(roles), max_size=most))),
        frozenset(draw(st.sets(st.sampled_from(("A", "B"))))),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[Act, Subject]:
    act = draw(st.sampled_from(list(Act)))
    whole = draw(st.booleans())
    subject = Subject(
        noun=act.noun,
        id="thing",
        state=draw(st.sampled_from(states_of(act))),
        programme_id=draw(st.sampled_from(("P", "Q"))) if whole else "P",
        inspection_id=None if whole else draw(st.sampled_from(("I", "J"))),
        partnership_id=None if whole else draw(st.sampled_from(("A", "B"))),
        owner_id=draw(st.sampled_from((None, *PEOPLE))),
        facts=draw(FACTS),
    )
    return act, subject


@settings(max_examples=200, deadline=None)
@given(actors(), questions())
def test_whoever_has_no_role_is_refused_everything_but_the_way_in(
    someone: Actor, question: tuple[Act, Subject]
) -> None:
    act, subject = question
    found = refusal(replace(someone, roles=frozenset()), act, subject)
    own_way_in = act in (Act.MEMBERSHIP_ACCEPT, Act.CONDUCT_ACCEPT) and subject.owner_id == "me"
    assert own_way_in or (found is not None and found.code == NOT_SEEN)


@settings(max_examples=300, deadline=None)
@given(actors(tuple(sorted(PARTNERSHIP))), questions())
def test_nobody_of_the_partnership_judges(someone: Actor, question: tuple[Act, Subject]) -> None:
    act, subject = question
    judging = act.value.split(".")[0] in ("evaluation", "ledger", "scope")
    assert not judging or act is Act.EVALUATION_VIEW or not may(someone, act, subject)


@settings(max_examples=300, deadline=None)
@given(actors(), questions(), st.sets(st.sampled_from(("A", "B"))))
def test_an_interest_takes_away_and_never_adds(
    someone: Actor, question: tuple[Act, Subject], more: set[str]
) -> None:
    act, subject = question
    with_more = replace(someone, interests=someone.interests | more)
    assert may(someone, act, subject) or not may(with_more, act, subject)


@settings(max_examples=300, deadline=None)
@given(actors(), questions())
def test_every_question_has_an_answer_that_reads_as_sentences(
    someone: Actor, question: tuple[Act, Subject]
) -> None:
    found = refusal(someone, *question)
    if found is not None:
        assert found.code == found.code.lower()
        assert found.sentence[0].isupper() and found.sentence.endswith(".")
        assert found.remedy == "" or (found.remedy[0].isupper() and found.remedy.endswith("."))


@settings(max_examples=300, deadline=None)
@given(actors(), questions())
def test_roles_elsewhere_are_of_no_use_here(someone: Actor, question: tuple[Act, Subject]) -> None:
    act, subject = question
    elsewhere = frozenset(h for h in someone.roles if h.programme_id != "P" and h.inspection_id is None)
    here = replace(subject, programme_id="P")
    own = here.owner_id == "me" or act is Act.PROGRAMME_CREATE
    assert own or not may(replace(someone, roles=elsewhere), act, here)


@settings(max_examples=200, deadline=None)
@given(actors(), questions())
def test_who_is_not_ready_does_nothing_but_get_ready(someone: Actor, question: tuple[Act, Subject]) -> None:
    act, subject = question
    unready = replace(someone, second_factor=False, conduct_accepted=False)
    assert act is Act.MEMBERSHIP_ACCEPT or not may(unready, act, subject)


# A thing that policy lets one see, as the row that row-level security guards.
TABLES = {
    "inspection": "store_inspection",
    "membership": "store_membership",
    "activity": "store_activity",
    "request": "store_request",
    "ledger_entry": "store_ledgerentry",
    "scope": "store_scopedecision",
    "evaluation": "store_evaluation",
    "concern": "store_concern",
    "report": "store_report",
}


@settings(max_examples=400, deadline=None)
@given(actors(), st.sampled_from(sorted(TABLES)), st.data())
def test_the_screen_and_the_database_show_the_same_to_the_same_people(
    someone: Actor, noun: str, data: st.DataObject
) -> None:
    facts = data.draw(FACTS)
    machine = MACHINES.get(noun)
    state = data.draw(st.sampled_from(machine.state_names)) if machine else NOTHING
    if noun == "inspection":
        facts = {**facts, "inspection_state": state}
    key, area = data.draw(st.sampled_from((("I", "A"), ("J", "B"))))
    owner = data.draw(st.sampled_from(PEOPLE)) if noun == "concern" else "you"
    subject = Subject(noun, "thing", state, "P", key, area, owner, facts)
    inspection = {"id": key, "programme_id": "P", "partnership_id": area, "state": facts["inspection_state"]}
    columns = {
        "state": state,
        "raised_by_id": owner,
        "person_id": "you",
        "escalated_at": "2026-11-01" if facts["escalated"] == "yes" else None,
    }
    ready = replace(someone, second_factor=True, conduct_accepted=True)
    # Holding no role, one is still shown a concern that one raised when one held one.
    by_policy = any(may(ready, act, subject) for act in KNOWN_BY[noun])
    by_row = sees(ready, RowAt(TABLES[noun], columns, None, inspection, "P"), SEEN_BY)
    if noun == "concern" and owner == "me":
        assert by_row
    else:
        assert by_row == by_policy
