from __future__ import annotations

from fractions import Fraction
from time import process_time

import pytest

from cairn.claims.phrases import find_phrases, phrase_as_json
from cairn.claims.wording import Wording, load_wording
from cairn.pipeline.places import definitions_root


@pytest.fixture(scope="module")
def wording() -> Wording:
    return load_wording(definitions_root())


def words_in(text: str, wording: Wording, **options: bool) -> list[str]:
    return [found.words for found in find_phrases(text, wording, **options)]


FOUND = [
    ("We met just over half of the parents.", ["just over half"]),
    ("There were 42. There were three; we read 754, and half of them were good.", ["42", "three", "half"]),
    ("Only a third of staff agreed, and a few disagreed.", ["a third", "a few"]),
    ("Most councils kept a list; in two areas it was out of date.", ["Most", "two"]),
    ("Of the nine inspected, seven were rated good and one as weak.", ["seven", "one"]),
    ("In one of the six areas nothing had changed.", ["one of the six"]),
    ("This was so in one area in the north.", ["one"]),
    ("All but one of the councils replied.", ["All but one"]),
    ("In all nine inspections, all records were kept.", ["all nine", "all"]),
    ("No council had a plan, and none was writing one.", ["No", "none"]),
    ("All of the parents we met said so.", ["All"]),
    ("It rose by 3% to 1,204 incidents.", ["3%", "1,204"]),
    ("Between a fifth and a quarter of files were thin.", ["Between a fifth and a quarter"]),
    ("One in four asked, and a further one in ten answered.", ["One in four", "a further one in ten"]),
    ("They reached over 40 families and nearly two thirds of schools.", ["over 40", "nearly two thirds"]),
    ("It was done in three quarters of cases and poorly in one.", ["three quarters"]),
    ("Less than half were told; almost all knew.", ["Less than half", "almost all"]),
    ("We looked at 12 of the [30] reviews.", ["12 of the 30"]),
    ("All of the children had a plan. All children had a plan.", ["All", "All"]),
    ("All of the young people were safe, and all of the parents agreed.", ["All", "all"]),
    ("We found that all children in the town were safe; all of our families too.", ["all"]),
    ("All children who came in the spring had a worker.", ["All"]),
    ("Every child had a plan in every area.", ["Every", "every"]),
    ("Everyone agreed, nobody objected and no one was left out.", ["Everyone", "nobody", "no one"]),
    ("Not one child had a plan; not a single record was complete.", ["Not one", "not a single"]),
    ("The vast majority of children were safe.", ["The vast majority"]),
    (
        "An overwhelming majority agreed; a large majority knew.",
        ["An overwhelming majority", "a large majority"],
    ),
    ("A minority of parents agreed, a small minority strongly.", ["A minority", "a small minority"]),
    ("A dozen children and two dozen parents came.", ["A dozen", "two dozen"]),
    ("Over half a dozen areas and half a dozen families.", ["Over half a dozen", "half a dozen"]),
    ("Almost everyone agreed; nearly every child knew.", ["Almost everyone", "nearly every"]),
    ("Virtually all pupils passed. They met every child.", ["Virtually all", "every"]),
    ("All of the pupils passed, almost no one failed.", ["All", "almost no one"]),
    ("A hundred families replied.", ["A hundred"]),
    ("½ of the children, ⅔ of staff and just over ¼ of records.", ["1/2", "2/3", "just over 1/4"]),
    ("1/3 of the children and 2/3 agreed.", ["1/3", "2/3"]),
    ("12/30 records were good, 0.5 of them very good.", ["12/30", "0.5"]),
    ("Most of the work was good; most of the provision too.", ["Most", "most"]),
]

NOT_FOUND = [
    "Partners in the third sector were most likely to attend at most quarterly.",
    "Those most disadvantaged showed the most progress of all.",
    "From 2018 – 2020, and again in 2012-2017, in April 2021.",
    "Children under five years old, those aged 16 and over, the under-fives and 18 and 19 year olds.",
    "Young people aged eight to 15 years and those aged 16+ came in the last three years.",
    "Indicator 2.1 and indicators 9.1–9.4 answer the five inspection questions on a six-point scale.",
    "A seven-minute briefing went to one another, one-to-one, in one area of practice.",
    "One of the issues was further education; more was needed for all children in need at all levels.",
    "The eight partnerships and these nine councils worked as one.",
    "Call 01234 567890 or write to 12 Harbour Street, AB1 2CD; see section 25 and S.25 on page 14.",
    "We saw a few good examples, at least one key person, and one or more passes at level 5.",
    "In the second half of the year, half an hour was lost each quarter; no longer, and not all of it.",
    "Getting it right for every child is a policy for all children and young people.",
    "All partnerships should learn from this. Of all the reports, the best was short.",
    "It is everyone's business, for everyone, so that everyone is safe and no one is left behind.",
    "Every opportunity counts, every three months and at every stage; every child should have a plan.",
    "All children should be safe. Services help all children to be safe, so that all children are well.",
    "It rose 2½ years ago, 24/7, in 2018/19, on 12/03/2019, at a/b, in section 4/5 and 0.5 of a mark.",
    "Those with a minority ethnic background spent most of the day there.",
    "It took half a day, half an hour, nearly every day; they want to reach every child.",
    "A handful agreed, twice as many as before: double the share, dozens of them.",
    "Many parents, some staff, several areas and a number of children spoke.",
]


@pytest.mark.parametrize(("text", "words"), FOUND)
def test_number_words_are_found_in_running_text(wording: Wording, text: str, words: list[str]) -> None:
    assert words_in(text, wording) == words


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_are_no_quantity_are_passed_over(wording: Wording, text: str) -> None:
    assert words_in(text, wording) == []


def test_one_area_and_another_are_the_ends_of_a_range_and_no_counts(wording: Wording) -> None:
    text = "This went from just over a third in one area to the majority in another."
    assert words_in(text, wording) == ["just over a third", "the majority"]


def test_words_without_a_range_are_listed_on_request(wording: Wording) -> None:
    text = "Many parents and a number of areas; not all agreed, but most parents did."
    assert words_in(text, wording, vague=True) == ["Many", "a number of", "not all", "most"]


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("The vast majority of staff", Fraction(75, 100), Fraction(1), False, True),
        ("A small minority of staff", Fraction(0), Fraction(50, 100), True, True),
        ("Every child was safe", Fraction(1), Fraction(1), False, False),
        ("No one was safe", Fraction(0), Fraction(0), False, False),
        ("12/30 records", Fraction(12), Fraction(12), False, False),
        ("A dozen records", Fraction(12), Fraction(12), False, False),
        ("⅓ of records", Fraction(1, 3) - Fraction(2, 100), Fraction(1, 3) + Fraction(2, 100), False, False),
        (
            "2/3 of records",
            Fraction(2, 3) - Fraction(2, 100),
            Fraction(2, 3) + Fraction(2, 100),
            False,
            False,
        ),
        ("0.5 of the records", Fraction(48, 100), Fraction(52, 100), False, False),
    ],
)
def test_wider_words_and_written_fractions_have_their_range(
    wording: Wording, text: str, low: Fraction, high: Fraction, low_open: bool, high_open: bool
) -> None:
    (found,) = find_phrases(text, wording)
    phrase = found.phrase
    assert (phrase.low, phrase.high, phrase.low_open, phrase.high_open) == (low, high, low_open, high_open)


def test_words_without_a_range_are_vague_though_they_name_a_number(wording: Wording) -> None:
    text = "A handful agreed, twice as many as before, double the share."
    assert words_in(text, wording, vague=True) == ["A handful", "twice as many", "double"]


def test_words_that_compare_are_listed_on_request(wording: Wording) -> None:
    text = "It was higher for older children, who were less likely to answer."
    assert words_in(text, wording, order=True) == ["higher", "less likely"]


def test_markup_is_read_through_and_targets_are_not_read(wording: Wording) -> None:
    text = (
        "# Most areas\n\n- In [just *over* half](claim:records/x=yes?where=age:half) of records\n"
        "- **Two**\n  thirds of staff\n\n`most areas` https://a.example/most-areas\n"
    )
    assert words_in(text, wording) == ["Most", "just over half", "Two thirds"]


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("In mo\u200bst areas", "most", 3, 8),
        ("In mo\u00adst areas", "most", 3, 8),
        ("In mo\u0301st areas", "most", 3, 8),
        ("In ｍｏｓｔ areas", "most", 3, 7),
        ("In m\u043est areas", "most", 3, 7),
        ("In m\u03bfst areas", "most", 3, 7),
        ("In \u0455\u0456\u0445 areas", "six", 3, 6),
        ("In \ufb01ve areas", "five", 3, 6),
        ("In mo**st** areas", "most", 3, 9),
        ("In mo*st* areas", "most", 3, 8),
        ("In mo\u200b**st** areas", "most", 3, 10),
        ("In [mo](#a)st areas", "most", 4, 13),
        ("In mo&shy;st areas", "most", 3, 12),
        ("In m&#111;st areas", "most", 3, 12),
        ("In 39\\% of areas", "39%", 3, 7),
        ("In 39\uff05 of areas", "39%", 3, 6),
        ("In \\`most areas\\`", "most", 5, 9),
        ("In just over\\\nhalf", "just over half", 3, 18),
    ],
)
def test_what_a_reader_cannot_see_hides_no_number_word(
    wording: Wording, text: str, words: str, start: int, end: int
) -> None:
    assert [(f.words, f.start, f.end) for f in find_phrases(text, wording)] == [(words, start, end)]


def test_html_is_printed_as_it_is_written_and_so_is_read(wording: Wording) -> None:
    text = "a <!-- most areas\n\nhalf --> <b title='all eight areas'>one third</b><br> <i>two areas</i>"
    assert words_in(text, wording) == ["most", "half", "all eight", "one third", "two"]


def test_a_note_that_is_no_link_reference_is_read(wording: Wording) -> None:
    assert words_in("[1]: Most areas had one.\n\n[2]: https://a.example/most", wording) == ["Most"]


def test_the_place_is_that_of_the_first_word(wording: Wording) -> None:
    (found,) = find_phrases("One\nline.\n\nIt was [just\nover half](claim:a/b).", wording)
    assert (found.line, found.column, found.words) == (4, 9, "just over half")


def test_a_phrase_does_not_run_from_one_item_to_the_next(wording: Wording) -> None:
    assert words_in("- just over\n- half of staff", wording) == ["half"]
    assert words_in("# Just over\nHalf of staff", wording) == ["Half"]


def test_a_sentence_broken_by_a_page_is_read_on(wording: Wording) -> None:
    assert words_in("We heard that less than\n\nhalf of staff agreed.", wording) == ["less than half"]


def test_a_figure_above_its_label_is_a_count(wording: Wording) -> None:
    assert words_in("41\n\ncase records for children in care 7\n\nsurveys\n\n12\n\n", wording) == ["41", "7"]


def test_a_space_after_the_comma_of_thousands_is_read_over(wording: Wording) -> None:
    (found,) = find_phrases("There were 12, 345 incidents.", wording)
    assert found.phrase.count == 12345


def test_code_is_left_out_and_an_unclosed_fence_runs_to_the_end(wording: Wording) -> None:
    assert words_in("Most areas\n\n```\nall areas\n```\n\nall areas\n\n~~~\nmost areas", wording) == [
        "Most",
        "all",
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "](" * 10_000, "<!--" * 5_000, "`a " * 7_000, " " * 20_000, "> " * 10_000, "_a" * 10_000],
)
def test_unbalanced_markup_is_taken_as_text(wording: Wording, text: str) -> None:
    assert words_in(text, wording) == []


@pytest.mark.parametrize("words", ["most ", "one ", "12 ", "half of one in "])
def test_a_text_that_repeats_itself_is_read_in_little_time(wording: Wording, words: str) -> None:
    started = process_time()
    find_phrases(words * 10_000, wording)
    assert process_time() - started < 0.8


@pytest.mark.parametrize(
    "text", ["between one and ", "between 1", "1/", "0.5", "a", "not one", "every", "all of the"]
)
def test_a_text_may_end_anywhere(wording: Wording, text: str) -> None:
    assert words_in(text, wording) == []


def test_json_gives_shares_from_0_to_1_and_counts_as_counts(wording: Wording) -> None:
    text = "Just over a third of staff, six of the eight areas, over 40 families, all but one area."
    assert [phrase_as_json(found) for found in find_phrases(text, wording)] == [
        {
            "line": 1,
            "column": 1,
            "words": "Just over a third",
            "low": 0.333333,
            "high": 0.383333,
            "kind": "fraction",
            "low_included": False,
            "high_included": True,
        },
        {
            "line": 1,
            "column": 29,
            "words": "six of the eight",
            "low": 6,
            "high": 6,
            "kind": "count",
            "low_included": True,
            "high_included": True,
            "count": 6,
            "of": 8,
        },
        {
            "line": 1,
            "column": 53,
            "words": "over 40",
            "low": 40,
            "high": None,
            "kind": "count",
            "low_included": False,
            "high_included": True,
        },
        {
            "line": 1,
            "column": 71,
            "words": "all but one",
            "low": 0,
            "high": 1,
            "kind": "all_but",
            "low_included": False,
            "high_included": False,
            "count": 1,
        },
    ]
