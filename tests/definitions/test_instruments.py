"""Every instrument that comes with the product, as an inspectorate would want it."""

from __future__ import annotations

import time
from functools import cache

import pytest

from cairn.analysis.measure_loader import load_measure_book
from cairn.framework.loader import load_editions, load_vocabularies
from cairn.instruments.loader import load_answer_scales, load_instruments
from cairn.instruments.model import Instrument, ItemKind, Missing
from cairn.instruments.validate import accepted_answers
from cairn.pipeline.places import definitions_root

TABLES = ("records", "staff", "aged_8_15", "aged_16_plus", "parents", "partnerships", "evaluations")
YOUNG = ("aged_8_15", "aged_16_plus")


@cache
def instruments() -> dict[str, Instrument]:
    root = definitions_root()
    return load_instruments(root, load_vocabularies(root), load_answer_scales(root))


def test_there_is_one_instrument_for_each_table_of_evidence() -> None:
    assert set(instruments()) == set(TABLES)


def test_all_definitions_of_questions_and_measures_load_in_under_a_second() -> None:
    begun = time.process_time()  # its own time, whatever else the machine does
    root = definitions_root()
    vocabularies, scales = load_vocabularies(root), load_answer_scales(root)
    load_measure_book(root, load_instruments(root, vocabularies, scales), scales, vocabularies)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("table", TABLES)
def test_an_instrument_says_that_its_wording_is_our_own(table: str) -> None:
    notes = " ".join(instruments()[table].notes)
    assert "Cairn's own" in notes
    assert instruments()[table].source.startswith("Cairn.")


@pytest.mark.parametrize("table", TABLES)
def test_every_item_informs_only_indicators_of_the_framework(table: str) -> None:
    [edition] = load_editions(definitions_root()).values()
    known = {i.code for i in edition.indicators}
    used = {code for item in instruments()[table].items for code in item.indicators}
    assert used <= known


@pytest.mark.parametrize("table", [t for t in TABLES if t != "evaluations"])
def test_every_unit_carries_its_area(table: str) -> None:
    assert instruments()[table].items[0].name == "area"


@pytest.mark.parametrize("table", TABLES)
def test_no_two_answers_to_an_item_share_a_spelling(table: str) -> None:
    root = definitions_root()
    accepted = accepted_answers(instruments()[table], load_answer_scales(root), load_vocabularies(root))
    for choice in accepted.values():
        reached = {choice.names[code - 1] for code in choice.spellings.values()}
        assert reached == set(choice.names)


@pytest.mark.parametrize("table", TABLES)
def test_every_question_is_a_sentence_for_a_person(table: str) -> None:
    for item in instruments()[table].items:
        assert item.text[-1] in "?."
        assert len(item.text.split()) <= 35


def test_children_are_asked_in_short_sentences() -> None:
    longest = {table: max(len(i.text.split()) for i in instruments()[table].items) for table in YOUNG}
    assert longest["aged_8_15"] <= 22
    assert longest["aged_16_plus"] <= 24


@pytest.mark.parametrize("table", [*YOUNG, "parents"])
def test_children_and_families_are_asked_nothing_by_which_they_could_be_known(table: str) -> None:
    form = instruments()[table]
    assert [i.name for i in form.characteristics] == ["area"]
    assert not [i.name for i in form.items if i.kind is ItemKind.TEXT]


@pytest.mark.parametrize("table", [*YOUNG, "parents", "staff"])
def test_every_question_of_a_survey_may_be_skipped(table: str) -> None:
    for item in instruments()[table].choices:
        assert Missing.NOT_RECORDED in item.allows, item.name


def test_reading_a_record_takes_no_more_than_seventy_answers() -> None:
    assert len(instruments()["records"].items) <= 70


def test_a_rating_in_a_record_exists_only_where_the_thing_rated_exists() -> None:
    conditions = {i.name: {c.item for c in i.applies_when} for i in instruments()["records"].items}
    assert conditions["chronology_quality"] == {"chronology_present"}
    assert conditions["response_to_immediate_risk"] == {"immediate_risk_last_two_years"}
    assert conditions["plan_quality"] == {"risk_and_need_plan_present"}
    assert conditions["risk_plan_quality"] == {"risk_plan_present"}
    assert conditions["review_quality"] == {"review_held"}
    assert conditions["permanence_progressing_well"] == {"permanence_planning"}
    assert conditions["interventions_effective_to_some_degree"] == {"access_to_required_interventions"}


@pytest.mark.parametrize(
    "name",
    ["involving_children", "disability_recorded", "immediate_risk_last_two_years", "wellbeing_improvement"],
)
def test_what_is_said_of_all_records_is_answered_in_every_record(name: str) -> None:
    item = instruments()["records"].item(name)
    assert item is not None
    assert (item.applies_when, item.allows) == ((), ())
