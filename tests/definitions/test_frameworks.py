"""The frameworks, vocabularies and programmes that come with Cairn, held against their sources."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache

from cairn.errors import Problem
from cairn.framework.freezing import check_frozen, published_files
from cairn.framework.loader import load_editions, load_vocabularies, read_editions, read_vocabularies
from cairn.framework.model import Certainty, Edition
from cairn.framework.programme import Programme
from cairn.framework.programme_loader import load_programme, read_programmes
from cairn.framework.vocabulary import Vocabulary
from cairn.pipeline.places import definitions_root

REVIEW = "COMMS-0920-317"


@cache
def vocabularies() -> dict[str, Vocabulary]:
    return load_vocabularies(definitions_root())


@cache
def edition() -> Edition:
    return load_editions(definitions_root())["children-in-need-of-care-and-protection/2019-08"]


@cache
def programme() -> Programme:
    editions = load_editions(definitions_root())
    return load_programme(definitions_root(), "scotland/2018-2020", vocabularies(), editions)


def test_nothing_is_wrong_with_any_of_these_definitions() -> None:
    problems: list[Problem] = []
    editions = read_editions(definitions_root(), problems)
    read_programmes(definitions_root(), read_vocabularies(definitions_root(), problems), editions, problems)
    assert [str(p) for p in problems] == []


def test_every_published_definition_is_frozen() -> None:
    assert [str(p) for p in check_frozen(definitions_root())] == []
    assert "programmes/scotland/2018-2020/statements.csv" in published_files(definitions_root())


def test_the_framework_has_six_domains_ten_areas_and_22_indicators() -> None:
    assert (len(edition().domains), len(edition().areas), len(edition().indicators)) == (6, 10, 22)


def test_the_indicators_of_each_area_add_up_to_22() -> None:
    counts = Counter(i.area for i in edition().indicators)
    assert counts == {1: 1, 2: 2, 3: 1, 4: 1, 5: 4, 6: 4, 7: 2, 8: 3, 9: 4}
    assert 1 + 2 + 1 + 1 + 4 + 4 + 2 + 3 + 4 == 22


def test_only_titles_that_a_publication_prints_count_as_official() -> None:
    official = {i.code for i in edition().indicators if i.certainty.is_official}
    assert official == {"1.1", "2.1", "2.2", "5.3", "5.4", "9.1", "9.2", "9.3", "9.4"}
    printed_in_review = {i.code for i in edition().indicators if REVIEW in i.source}
    assert printed_in_review == {"1.1", "2.1", "2.2", "9.1", "9.2", "9.3", "9.4"}


def test_an_uncertain_title_is_shown_as_not_confirmed() -> None:
    assert edition().indicator("8.1").shown_title == "Management of resources (title not confirmed)"
    assert edition().indicator("2.2").shown_title == "Impact on families"


def test_what_is_not_known_stands_in_the_notes() -> None:
    notes = " ".join(edition().notes)
    for known_doubt in ("17", "22", "8.3", "10.1", "our own reading"):
        assert known_doubt in notes


def test_the_map_from_questions_to_indicators_is_marked_as_ours() -> None:
    assert len(edition().questions) == 5
    assert {q.map_certainty for q in edition().questions} == {Certainty.INFERRED}
    assert {a.domain_certainty for a in edition().areas} == {Certainty.INFERRED}


def test_four_things_are_graded_and_leadership_is_four_indicators_as_one() -> None:
    assert [e.indicators for e in edition().evaluations] == [
        ("1.1",),
        ("2.1",),
        ("2.2",),
        ("9.1", "9.2", "9.3", "9.4"),
    ]
    assert vocabularies()["graded_indicator"].names == tuple(e.code for e in edition().evaluations)


def test_the_scale_runs_from_unsatisfactory_1_to_excellent_6() -> None:
    names = [(p.value, p.name) for p in edition().scale.points]
    assert names == [
        (1, "unsatisfactory"),
        (2, "weak"),
        (3, "adequate"),
        (4, "good"),
        (5, "very_good"),
        (6, "excellent"),
    ]
    assert all(p.meaning for p in edition().scale.points)


def test_every_vocabulary_says_its_source_and_date() -> None:
    assert all(v.source and v.dated for v in vocabularies().values())
    sizes = {name: len(v.terms) for name, v in vocabularies().items()}
    assert sizes["care_group"] == 9 + 1
    assert sizes["wellbeing_indicator"] == 8
    assert sizes["age_band"] == 3
    assert sizes["area"] == 8


def test_there_are_32_council_areas_in_14_health_boards() -> None:
    councils = vocabularies()["partnership"]
    assert len(councils.terms) == len({t.code for t in councils.terms}) == 32
    assert {t.within for t in councils.terms} == set(vocabularies()["health_board"].names)
    assert len(vocabularies()["health_board"].terms) == 14
    assert all(t.code.startswith("S12") and len(t.code) == 9 for t in councils.terms)


def test_superseded_council_codes_lead_to_the_area_of_today() -> None:
    councils = vocabularies()["partnership"]
    # National Records of Scotland: boundary changes of 2018 and 2019.
    for old, new, name in [
        ("S12000015", "S12000047", "fife"),
        ("S12000024", "S12000048", "perth_and_kinross"),
        ("S12000046", "S12000049", "glasgow_city"),
        ("S12000044", "S12000050", "north_lanarkshire"),
    ]:
        assert councils.by_code(old) == councils.by_code(new) == councils.term(name)


def test_thirteen_of_sixteen_published_evaluations_are_good_or_very_good() -> None:
    by_indicator = {
        code: Counter(e.evaluation for e in programme().evaluations if e.indicator == code)
        for code in ("2.1", "2.2")
    }
    assert by_indicator["2.1"] == {"good": 5, "very_good": 1, "adequate": 1, "weak": 1}
    assert by_indicator["2.2"] == {"good": 6, "very_good": 1, "adequate": 1}
    assert (5 + 1) + (6 + 1) == 13
    assert len(programme().evaluations) == 8 + 8


def test_the_published_table_keeps_its_names_and_its_line() -> None:
    weak = programme().evaluation("orkney_islands", "2.1")
    assert weak is not None
    assert (weak.evaluation, weak.value) == ("weak", 2)
    assert weak.citation == f"Care Inspectorate 2020, {REVIEW}, line 803 of the extracted text"
    assert {p.label for p in programme().partnerships} == {
        "Aberdeen",
        "Argyll and Bute",
        "Edinburgh",
        "Fife",
        "Midlothian",
        "Orkney",
        "South Lanarkshire",
        "Stirling",
    }


def test_the_printed_care_groups_leave_42_records_that_are_put_under_not_stated() -> None:
    counts = programme().record_counts
    assert counts.accounted_for == 155 + 117 + 107 + 103 + 95 + 63 + 39 + 25 + 8 == 712
    assert counts.not_accounted_for == 754 - 712 == 42
    assert counts.by_care_group["not_stated"] == 42
    assert sum(counts.by_care_group.values()) == 754
    assert set(counts.by_care_group) == set(vocabularies()["care_group"].names)


def test_the_counts_are_those_of_the_statements_beside_them() -> None:
    path = programme().statements
    assert path is not None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 201
    printed = {
        row["population"].removeprefix("care_group="): (int(row["phrase"]), int(row["line"]))
        for row in rows
        if row["measure"] == "records_read"
    }
    counts = programme().record_counts
    assert printed.pop("all") == (counts.total, counts.line)
    assert printed == {g.care_group: (g.count, g.line) for g in counts.groups}


def test_facts_known_only_in_print_carry_words_and_citation() -> None:
    found = {(f.source, f.level, f.where): f.words for f in programme().published_facts}
    assert found["evaluations", "less_than_good", (("indicator", ("1.1",)),)] == "over half"
    assert found["evaluations", "good", (("indicator", ("9.1-9.4",)),)] == "six out of the eight"
    assert found["national", "yes", (("leavers", ("looked_after_school_leavers",)),)] == "39%"
    assert found["national", "yes", (("leavers", ("all_school_leavers",)),)] == "86%"
    assert (
        found["records_2012_2017", "adequate_or_better", (("inspected_after_2016", ()),)] == "three quarters"
    )
    assert all(REVIEW in f.citation for f in programme().published_facts)


def test_the_sizes_of_stand_in_tables_say_that_they_were_chosen() -> None:
    assert programme().sizes == {
        "records": 754,
        "staff": 1800,
        "aged_8_15": 310,
        "aged_16_plus": 230,
        "parents": 305,
    }
    assert all("Chosen by us" in s.reason for s in programme().stand_in_sizes)
    assert programme().areas == ("A", "B", "C", "D", "E", "F", "G", "H")
