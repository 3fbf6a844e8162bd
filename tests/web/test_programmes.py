from __future__ import annotations

import json
import re
from datetime import date

import pytest

from cairn.actions import programmes, timetables
from cairn.actions.founding import Founding, found
from cairn.actions.partnerships import add_partnership
from cairn.errors import Invalid, Missing, Refused, Stale
from cairn.framework.timetable import PhasePlan
from cairn.store.context import answer_to
from cairn.store.models import Evaluation, Event, Holiday, Interest, Partnership, Phase, Programme

KEPT = {"starts_on": date(2026, 1, 5), "ends_on": date(2027, 12, 31)}  # days of the programme for tests
EDITION = "children-in-need-of-care-and-protection/2019-08"


def plan(**other: object) -> programmes.Plan:
    usual: dict[str, object] = {
        "title": "Second round",
        "years": "2028–2030",
        "edition": EDITION,
        "graded": ("2.1", "5.3"),
        "instruments": ("records",),
        "starts_on": date(2028, 1, 10),
        "ends_on": date(2030, 12, 31),
    }
    return programmes.Plan(**(usual | other))  # type: ignore[arg-type]


@pytest.fixture
def lead(world, db):
    answer_to(world.person("programme_lead").pk)
    return world.actor("programme_lead")


def test_whoever_sets_up_a_programme_leads_it(world, lead) -> None:
    made = programmes.create_programme(actor=lead, plan=plan())
    assert (made.state, made.graded) == ("draft", ["2.1", "5.3"])
    held = made.memberships.get()
    assert (str(held.person_id), held.role) == (lead.person_id, "programme_lead")
    assert Event.objects.filter(programme=made, act="programme.create").count() == 1


def test_nobody_else_sets_up_a_programme(world, db) -> None:
    answer_to(world.person("inspection_lead").pk)
    with pytest.raises(Refused):
        programmes.create_programme(actor=world.actor("inspection_lead"), plan=plan())


def test_all_that_is_wrong_with_a_programme_is_told_at_once(lead) -> None:
    wrong = plan(title=" ", graded=("12.9",), instruments=("tarot",), ends_on=date(2027, 1, 1))
    with pytest.raises(Invalid) as caught:
        programmes.create_programme(actor=lead, plan=wrong)
    assert {p.field for p in caught.value.problems} == {"title", "graded", "instruments", "ends_on"}


def test_what_is_graded_later_becomes_an_evaluation_of_every_inspection(world, lead) -> None:
    found = world.programme
    wider = plan(graded=(*found.graded, "5.3"), edition=EDITION, **KEPT)
    programmes.edit_programme(actor=lead, programme_id=found.pk, version=found.version, plan=wider)
    assert Evaluation.objects.filter(inspection__programme=found, subject="5.3").count() == 2


@pytest.mark.parametrize("graded", [("9.1-9.4", "9.1"), ("9.3", "2.1", "9.1-9.4")])
def test_nothing_is_judged_twice(lead, graded: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match=r"9\.[13] is judged within 9\.1–9\.4 already") as caught:
        programmes.create_programme(actor=lead, plan=plan(graded=graded))
    assert {problem.field for problem in caught.value.problems} == {"graded"}


def test_what_was_graded_twice_before_bars_no_other_change(world, lead) -> None:
    found, twice = world.programme, ("1.1", "2.1", "2.2", "9.1-9.4", "9.1")
    Programme.objects.filter(pk=found.pk).update(graded=list(twice))
    after = programmes.edit_programme(
        actor=lead, programme_id=found.pk, version=1, plan=plan(graded=twice, title="Renamed", **KEPT)
    )
    assert after.title == "Renamed"
    with pytest.raises(Invalid, match=r"9\.2 is judged within"):
        programmes.edit_programme(
            actor=lead, programme_id=found.pk, version=2, plan=plan(graded=(*twice, "9.2"), **KEPT)
        )


# Both inspections have their notice on 2 February 2026.
@pytest.mark.parametrize(
    ("days", "field"),
    [({"starts_on": date(2026, 2, 3)}, "starts_on"), ({"ends_on": date(2026, 2, 1)}, "ends_on")],
)
def test_no_inspection_is_left_outside_its_programme(world, lead, days: dict, field: str) -> None:
    found = world.programme
    graded = tuple(found.graded)
    with pytest.raises(Invalid, match="Area A has its notice on 2 February 2026") as caught:
        programmes.edit_programme(
            actor=lead, programme_id=found.pk, version=1, plan=plan(graded=graded, **(KEPT | days))
        )
    assert [problem.field for problem in caught.value.problems] == [field, field]
    on_the_day = KEPT | {"starts_on": date(2026, 2, 2)}
    programmes.edit_programme(
        actor=lead, programme_id=found.pk, version=1, plan=plan(graded=graded, **on_the_day)
    )


def test_with_inspections_nothing_graded_is_taken_out(world, lead) -> None:
    found = world.programme
    with pytest.raises(Invalid, match=r"1\.1 cannot be taken out"):
        programmes.edit_programme(
            actor=lead,
            programme_id=found.pk,
            version=found.version,
            plan=plan(graded=("2.1", "2.2", "9.1-9.4")),
        )


def test_the_later_of_two_saves_is_refused_with_both_versions(world, lead) -> None:
    found = world.programme
    first = plan(graded=tuple(found.graded), title="By the first", **KEPT)
    programmes.edit_programme(actor=lead, programme_id=found.pk, version=1, plan=first)
    with pytest.raises(Stale) as caught:
        programmes.edit_programme(
            actor=lead,
            programme_id=found.pk,
            version=1,
            plan=plan(graded=tuple(found.graded), title="By the second", **KEPT),
        )
    assert caught.value.mine["title"] == "By the second"
    assert caught.value.theirs["title"] == "By the first"


def test_phases_are_replaced_as_a_whole_and_the_later_of_two_is_refused(world, lead) -> None:
    found = world.programme
    timetables.set_phases(
        actor=lead, programme_id=found.pk, version=1, phases=[PhasePlan("One", 4), PhasePlan("Two", 2, False)]
    )
    rows = Phase.objects.filter(programme=found).values_list("position", "name", "weeks", "skips_holidays")
    assert list(rows) == [(1, "One", 4, True), (2, "Two", 2, False)]
    with pytest.raises(Stale) as caught:
        timetables.set_phases(actor=lead, programme_id=found.pk, version=1, phases=[PhasePlan("Other", 3)])
    assert caught.value.mine == {"phases": "Other, 3 weeks, skips holidays"}
    assert caught.value.theirs == {"phases": "One, 4 weeks, skips holidays; Two, 2 weeks"}


def test_holidays_that_end_before_they_begin_are_refused(world, lead) -> None:
    turned = timetables.HolidayPlan("Easter", date(2026, 4, 17), date(2026, 4, 3))
    with pytest.raises(Invalid, match="“Easter” ends before it begins"):
        timetables.set_holidays(actor=lead, programme_id=world.programme.pk, version=1, holidays=[turned])
    assert not Holiday.objects.exists()


def test_a_draft_starts_only_with_phases_and_a_running_one_closes_only_with_its_inspections(
    world, lead
) -> None:
    made = programmes.create_programme(actor=lead, plan=plan())
    lead = world.actor("programme_lead")  # who leads this one too by now
    with pytest.raises(Invalid, match="Set its phases"):
        programmes.start_programme(actor=lead, programme_id=made.pk, version=1)
    timetables.set_phases(actor=lead, programme_id=made.pk, version=1, phases=[PhasePlan("One", 4)])
    started = programmes.start_programme(actor=lead, programme_id=made.pk, version=2)
    assert started.state == "running"
    with pytest.raises(Invalid, match="Close the inspection of Area A first"):
        programmes.close_programme(actor=lead, programme_id=world.programme.pk, version=1)


def test_a_partnership_stands_once(world, lead) -> None:
    add_partnership(actor=lead, programme_id=world.programme.pk, letter="c", name="Area C")
    assert Partnership.objects.get(letter="C").name == "Area C"
    with pytest.raises(Invalid) as caught:
        add_partnership(actor=lead, programme_id=world.programme.pk, letter="C", name="Area C")
    assert {p.field for p in caught.value.problems} == {"letter", "name"}


def test_a_programme_of_others_does_not_exist(world, lead) -> None:
    made = programmes.create_programme(actor=lead, plan=plan())
    answer_to(world.person("inspector").pk)
    with pytest.raises(Missing):
        programmes.edit_programme(
            actor=world.actor("inspector"), programme_id=made.pk, version=1, plan=plan()
        )
    assert not Programme.objects.filter(pk=made.pk).exists()


# The screens


def test_a_lead_sets_up_a_programme_in_the_browser(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    assert browser.get("/programmes/new/").status_code == 200
    answered = browser.post(
        "/programmes/new/",
        {
            "title": "Second round",
            "years": "2028–2030",
            "edition": EDITION,
            "graded": ["2.1", "5.3"],
            "instruments": ["records"],
            "starts_on": "10 January 2028",
            "ends_on": "31/12/2030",
        },
    )
    assert answered.status_code == 302
    page = browser.get(answered["Location"]).content.decode()
    assert "Second round" in page
    assert "This programme is a draft" in page


def test_a_wrong_form_is_kept_with_its_problems(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    answered = browser.post("/programmes/new/", {"title": "Kept", "ends_on": "31/2/2028"})
    assert answered.status_code == 422
    page = answered.content.decode()
    assert 'value="Kept"' in page
    assert 'value="31/2/2028"' in page
    assert "Write a real day" in page


def test_phases_are_set_reordered_and_taken_away_in_the_browser(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    address = f"/programmes/{world.programme.slug}/phases/"
    page = browser.get(address).content.decode()
    assert page.count("Name of the phase") == 5  # three there are, two more
    told = {
        "version": "1", "form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "3",
        "form-0-name": "Preparation", "form-0-weeks": "6", "form-0-ORDER": "2",
        "form-1-name": "Fieldwork", "form-1-weeks": "3", "form-1-ORDER": "3", "form-1-DELETE": "on",
        "form-2-name": "Reporting", "form-2-weeks": "8", "form-2-ORDER": "4",
        "form-3-name": "Planning", "form-3-weeks": "1", "form-3-skips_holidays": "on", "form-3-ORDER": "1",
        "form-4-name": "", "form-4-weeks": "", "form-4-skips_holidays": "on",
    }  # fmt: skip
    assert browser.post(address, told).status_code == 302
    answer_to(world.person("programme_lead").pk)
    rows = Phase.objects.filter(programme=world.programme).values_list("name", "weeks")
    assert list(rows) == [("Planning", 1), ("Preparation", 6), ("Reporting", 8)]
    stale = browser.post(address, told | {"form-0-weeks": "7"})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Preparation, 6 weeks" in page
    assert "Preparation, 7 weeks" in page
    assert 'name="form-0-weeks" value="7"' in page  # the way on: the same rows, as they were written


def test_holidays_and_partnerships_are_set_in_the_browser(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    told = {
        "version": "1", "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0",
        "form-0-name": "Summer", "form-0-first_day": "26 June 2026", "form-0-last_day": "11 August 2026",
        "form-1-name": "", "form-1-first_day": "", "form-1-last_day": "",
    }  # fmt: skip
    assert browser.post(f"/programmes/{world.programme.slug}/holidays/", told).status_code == 302
    address = f"/programmes/{world.programme.slug}/partnerships/"
    assert browser.post(address, {"letter": "C", "name": "Area C"}).status_code == 302
    assert browser.post(address, {"letter": "C", "name": "Area D"}).status_code == 422
    page = browser.get(f"/programmes/{world.programme.slug}/").content.decode()
    assert "Summer: 26 Jun 2026 to 11 Aug 2026" in page


def test_the_table_of_evaluations_fills_as_they_are_signed(world, client_of) -> None:
    answer_to(world.person("inspection_lead").pk)
    Evaluation.objects.filter(inspection=world.a, subject="2.1").update(state="signed", value=4)
    page = client_of(world.person("programme_lead")).get(f"/programmes/{world.programme.slug}/")
    text = page.content.decode()
    assert "1 of 8 signed so far" in text
    assert re.search(r"graded-4.>4 good", text)


def test_closing_says_what_must_be_done_first(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    page = browser.get(f"/programmes/{world.programme.slug}/close/").content.decode()
    assert "Close the inspection of Area A first." in page
    assert 'aria-disabled="true"' in page


@pytest.mark.parametrize("role", ["inspector", "partnership_coordinator", "panel_member"])
def test_others_see_the_programme_and_change_nothing(world, client_of, role: str) -> None:
    browser = client_of(world.person(role))
    slug = world.programme.slug
    assert browser.get(f"/programmes/{slug}/").status_code == 200
    for page in ("edit", "phases", "holidays", "partnerships", "start", "close"):
        assert browser.get(f"/programmes/{slug}/{page}/").status_code == 403
    # There is none yet, so whether they may know of it is asked of those they see: none here.
    assert browser.get(f"/programmes/{slug}/inspections/new/").status_code in (403, 404)
    assert browser.get("/programmes/new/").status_code == 403


def test_a_stranger_is_told_of_no_programme(world, client_of) -> None:
    browser = client_of(world.stranger)
    assert browser.get(f"/programmes/{world.programme.slug}/").status_code == 404
    assert "A programme for tests" not in browser.get("/programmes/").content.decode()


def test_of_an_inspection_not_theirs_the_table_shows_nothing(world, client_of) -> None:
    page = client_of(world.person("inspector")).get(f"/programmes/{world.programme.slug}/").content.decode()
    assert "Area A" in page
    assert "Area B" not in page


FOOTNOTE = "Values stand here once the panel has signed them."
DASH = "A dash: nothing that you may see yet."


def test_a_footnote_stands_only_where_it_applies(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    page = browser.get(f"/programmes/{world.programme.slug}/").content.decode()
    assert (FOOTNOTE in page, DASH in page) == (True, False)
    answer_to(world.person("programme_lead").pk)
    Evaluation.objects.filter(inspection__programme=world.programme).update(state="signed", value=4)
    page = browser.get(f"/programmes/{world.programme.slug}/").content.decode()
    assert "8 of 8 signed so far" in page
    assert (FOOTNOTE in page, DASH in page) == (False, False)


def test_a_dash_is_explained_to_who_sees_one(world, client_of) -> None:
    page = client_of(world.person("partnership_coordinator")).get(f"/programmes/{world.programme.slug}/")
    assert DASH in page.content.decode()


def test_the_very_first_programme_is_judged_as_every_other(world, db) -> None:
    founding = Founding(
        email="first@example.org", name="First", password="a cairn of many stones", title=" ",
        years="2031–2032", framework="children-in-need-of-care-and-protection", edition="1066-10",
        graded=(), instruments=("tea_leaves",), starts_on=date(2031, 1, 1), ends_on=date(2030, 1, 1),
    )  # fmt: skip
    with pytest.raises(Invalid) as told:
        found(founding)
    said = " ".join(problem.message for problem in told.value.problems)
    for wrong in (
        "The title is missing.", "ends before it starts", "not in the definitions", "is not an instrument",
        "at least one indicator", "already has a programme",
    ):  # fmt: skip
        assert wrong in said


def test_a_partnership_is_renamed_and_removed_while_no_inspection_needs_it(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    base = f"/programmes/{world.programme.slug}/partnerships/"
    browser.post(base, {"letter": "C", "name": "Aera C"})
    answer_to(world.person("programme_lead").pk)
    key = Partnership.objects.get(letter="C").pk
    assert f'href="{base}{key}/edit/"' in browser.get(base).content.decode()
    taken = browser.post(f"{base}{key}/edit/", {"letter": "C", "name": "Area A"})
    assert taken.status_code == 422
    assert browser.post(f"{base}{key}/edit/", {"letter": "C", "name": "Area C"}).status_code == 302
    assert Partnership.objects.get(pk=key).name == "Area C"
    assert "Remove Area C?" in browser.get(f"{base}{key}/remove/").content.decode()
    assert Partnership.objects.filter(pk=key).exists()
    assert browser.post(f"{base}{key}/remove/").status_code == 302
    answer_to(world.person("programme_lead").pk)
    assert not Partnership.objects.filter(pk=key).exists()
    told = Event.objects.filter(act="programme.edit").order_by("pk").values_list("details", flat=True)
    assert [list(json.loads(details)) for details in told] == [["partnership"], ["renamed"], ["removed"]]
    assert all(str(key) in details for details in told)


def test_a_partnership_with_an_inspection_stays(world, client_of) -> None:
    browser = client_of(world.person("programme_lead"))
    base = f"/programmes/{world.programme.slug}/partnerships/{world.a.partnership_id}/"
    assert browser.post(f"{base}edit/", {"letter": "Z", "name": "Elsewhere"}).status_code == 422
    assert "It has an inspection" in browser.get(f"{base}remove/").content.decode()
    assert browser.post(f"{base}remove/").status_code == 422
    answer_to(world.person("programme_lead").pk)
    assert Partnership.objects.get(pk=world.a.partnership_id).name == "Area A"


def test_a_partnership_in_which_somebody_has_an_interest_stays(world, client_of) -> None:
    answer_to(world.person("programme_lead").pk)
    area = Partnership.objects.create(programme=world.programme, letter="C", name="Area C")
    answer_to(world.person("inspector").pk)
    Interest.objects.create(
        person_id=world.person("inspector").pk, partnership_id=area.pk, reason="My sister."
    )
    browser = client_of(world.person("programme_lead"))
    address = f"/programmes/{world.programme.slug}/partnerships/{area.pk}/remove/"
    page = browser.post(address)
    assert page.status_code == 422
    assert "declared an interest in it" in page.content.decode()
