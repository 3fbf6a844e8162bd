"""The measure book that comes with the product: everything the published statements speak of is in it."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from cairn.framework.loader import load_vocabularies
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.pipeline.places import definitions_root
from tests.lib.programme import book

STATEMENTS = "programmes/scotland/2018-2020/statements.csv"
# Statements of these kinds compare shares or count units; what they call a level is no answer.
WITHOUT_LEVEL = ("count", "ordering", "compare_programmes")


@cache
def statements() -> list[dict[str, str]]:
    with (definitions_root() / STATEMENTS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_201_statements() -> None:
    assert len(statements()) == 201


def test_every_statement_has_its_measure_in_its_source() -> None:
    assert [s["id"] for s in statements() if book().measure(s["source"], s["measure"]) is None] == []


def test_every_statement_that_names_a_level_has_it_on_the_scale_of_its_measure() -> None:
    missing = []
    for s in statements():
        measure = book().measure(s["source"], s["measure"])
        assert measure is not None
        if s["statistic"] not in WITHOUT_LEVEL and s["level"] not in measure.scale.level_names:
            missing.append((s["id"], s["measure"], s["level"]))
    assert missing == []


def known(source: str, name: str, values: list[str]) -> bool:
    """Whether a part of a population in the statements stands for something in the book."""
    if not values:
        return book().population(source, name) is not None
    name = {"qi": "indicator", "by": "by"}.get(name, name)
    if name == "by":
        return values == ["partnership"] and book().characteristic(source, "area") is not None
    measure = book().measure(source, name)
    if measure is not None:
        return set(values) <= set(measure.scale.level_names)
    characteristic = book().characteristic(source, name)
    return characteristic is not None and set(values) <= set(characteristic.value_names)


def test_every_population_of_the_statements_is_in_the_book() -> None:
    unknown = []
    for s in statements():
        for part in s["population"].split("&") if s["population"] != "all" else ():
            name, _, values = part.partition("=")
            if not known(s["source"], name, values.split("+") if values else []):
                unknown.append((s["id"], part))
    assert unknown == []


def test_every_measure_but_the_count_of_units_is_labelled_by_hand() -> None:
    files = [p for p in (definitions_root() / "measures").glob("*.yaml")]
    written = "\n".join(p.read_text(encoding="utf-8") for p in files)
    unlabelled = {m.name for m in book().measures if f"\n  {m.name}:\n    label:" not in written} - {"units"}
    assert unlabelled == set()


def test_a_measure_of_what_does_not_always_exist_says_of_what_it_is() -> None:
    instruments = load_instruments(
        definitions_root(), load_vocabularies(definitions_root()), load_answer_scales(definitions_root())
    )
    conditional = {i.name for form in instruments.values() for i in form.items if i.applies_when}
    silent = {m.name for m in book().measures if set(m.items) & conditional and not m.base}
    assert silent == set()


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("looked_after", 5),
        ("looked_after_away_from_home", 4),
        ("continuing_care_or_aftercare", 2),
        ("looked_after_or_care_experienced", 5 + 2),
    ],
)
def test_the_named_groups_hold_the_care_groups_they_should(name: str, groups: int) -> None:
    population = book().population("records", name)
    assert population is not None
    [(characteristic, values)] = population.where
    assert (characteristic, len(values)) == ("care_group", groups)


def test_pooled_measures_count_what_the_review_speaks_of() -> None:
    pooled = {m.name: m.items for m in book().measures if len(m.items) > 1 and "records" in m.sources}
    assert pooled == {
        "assessment_quality": ("risk_assessment_quality", "needs_assessment_quality"),
        "assessment_plan_review_quality": (
            "needs_assessment_quality",
            "risk_assessment_quality",
            "plan_quality",
            "review_quality",
        ),
        "family_contact_support": ("parent_contact_support", "sibling_contact_support"),
    }


def test_a_plan_in_place_is_the_same_fact_as_a_plan_for_risks_and_needs() -> None:
    plan = book().measure("records", "plan_present")
    assert plan is not None
    assert plan.items == ("risk_and_need_plan_present",)


def test_leadership_is_the_evaluation_of_four_indicators_taken_as_one() -> None:
    leadership = book().measure("evaluations", "leadership_evaluation")
    assert leadership is not None
    assert leadership.where == (("indicator", ("9.1-9.4",)),)


def test_sources_that_hold_people_are_protected_and_findings_are_judgements() -> None:
    unprotected = {s.name for s in book().sources if not s.protected}
    assert unprotected == {"partnerships", "evaluations", "national", "programme"}
    assert {s.name for s in book().sources if s.judgement} == {"partnerships", "evaluations"}


def test_names_in_claims_never_mean_two_things() -> None:
    for source in book().sources:
        measures = set(book().measure_names(source.name))
        characteristics = set(book().characteristic_names(source.name))
        populations = {p.name for p in book().populations if source.name in p.sources}
        assert not (measures & characteristics)
        assert not (populations & (measures | characteristics))


def test_that_those_with_a_disability_have_one_is_true_by_definition() -> None:
    given = book().foregone("records", "disability_recorded", "care_group")
    assert given.between(["disability_short_breaks"], ["aftercare"])
    assert not given.between(["aftercare"], ["foster_care"])


def test_help_towards_adult_life_is_asked_of_young_people_in_continuing_care_and_aftercare() -> None:
    asked = book().foregone("records", "support_and_guidance_effective", "care_group").asked
    assert asked == {"continuing_care", "aftercare"}
