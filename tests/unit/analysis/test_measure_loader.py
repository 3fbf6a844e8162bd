from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cairn.analysis.measure_loader import load_measure_book
from cairn.analysis.measures import MeasureBook
from cairn.errors import DefinitionError, Problem
from cairn.framework.vocabulary import Term, Vocabulary
from cairn.instruments.model import Answer, AnswerScale, Condition, Instrument, Item, ItemKind

SOURCES = """\
sources:
  records: {label: Records, unit: record, unit_plural: records, tables: [records],
    protected: yes, phrase: of the records}
  younger: {label: Younger, unit: child, unit_plural: children, tables: [younger],
    protected: yes, phrase: of the children}
  older: {label: Older, unit: person, unit_plural: young people, tables: [older],
    protected: yes, phrase: of the people}
  everyone: {label: All, unit: person, unit_plural: people, tables: [younger, older],
    protected: yes, phrase: of all}
  national:
    label: National
    unit: leaver
    unit_plural: leavers
    published_only: yes
    protected: no
    phrase: of leavers
    characteristics:
      leavers: {label: Leavers, values: {all_leavers: All leavers}}
"""
POPULATIONS = """\
populations:
  in_care: {label: children in care, sources: [records], where: {care_group: [foster_care]}}
  with_plan: {label: children with a plan, sources: [records], where: {plan_present: ["yes"]}}
"""
MEASURES = """\
sources: [records]
measures:
  plan_quality: {label: Plans rated, base: records with a plan}
  all_quality: {label: Plans and reviews rated, items: [plan_quality, review_quality]}
  records_read: {label: Records read, counts: units}
  plan_quality_in_care: {label: Plans in care, items: [plan_quality], where: {care_group: [foster_care]}}
"""
SURVEYS = """\
sources: [younger, older, everyone]
measures:
  settled: {label: Settled}
  has_job: {label: Has a job}
"""
NATIONAL = """\
sources: [national]
measures:
  qualified: {label: Qualified, scale: yes_no}
"""


def scale(name: str, *answers: str) -> AnswerScale:
    coded = tuple(Answer(code=i, name=a, label=a) for i, a in enumerate(answers, 1))
    return AnswerScale(name=name, title=name, ordered=True, answers=coded)


SCALES = {"yes_no": scale("yes_no", "no", "yes"), "rating": scale("rating", "weak", "good")}
CARE_GROUPS = Vocabulary(
    name="care_group",
    title="Care groups",
    source="tests",
    dated="2020",
    terms=(Term(name="foster_care", label="foster care", plural="children in foster care"),),
)


def item(name: str, scale: str, *indicators: str, kind: ItemKind = ItemKind.CHOICE) -> Item:
    return Item(name=name, text=name, kind=kind, section="s", scale=scale, indicators=indicators)


def instrument(table: str, *items: Item) -> Instrument:
    return Instrument(
        name=table,
        edition="1",
        title=table,
        table=table,
        unit="row",
        unit_plural="rows",
        source="tests",
        dated="2020",
        notes=(),
        items=items,
    )


INSTRUMENTS = {
    "records": instrument(
        "records",
        item("care_group", "care_group", kind=ItemKind.CHARACTERISTIC),
        item("plan_present", "yes_no", "5.3"),
        item("plan_quality", "rating", "5.3"),
        item("review_quality", "rating", "5.3", "5.4"),
    ),
    "younger": instrument(
        "younger", item("settled", "rating"), item("mood", "rating"), item("plays", "yes_no")
    ),
    "older": instrument(
        "older", item("settled", "rating"), item("mood", "yes_no"), item("has_job", "yes_no")
    ),
}


def write(root: Path, **files: str) -> Path:
    folder = root / "measures"
    folder.mkdir(exist_ok=True)
    texts = {
        "sources": SOURCES,
        "populations": POPULATIONS,
        "records": MEASURES,
        "surveys": SURVEYS,
        "national": NATIONAL,
    }
    for name, text in (texts | files).items():
        (folder / f"{name}.yaml").write_text(text)
    return root


def load(root: Path) -> MeasureBook:
    return load_measure_book(root, INSTRUMENTS, SCALES, {"care_group": CARE_GROUPS})


def problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        load(root)
    return caught.value.problems


def test_a_declared_measure_has_its_label_and_base_and_the_indicators_of_its_items(tmp_path: Path) -> None:
    measure = load(write(tmp_path)).measure("records", "plan_quality")
    assert measure is not None
    assert (measure.label, measure.base) == ("Plans rated", "records with a plan")
    assert (measure.items, measure.scale.name, measure.indicators) == (("plan_quality",), "rating", ("5.3",))


def test_a_measure_may_pool_items_of_one_scale(tmp_path: Path) -> None:
    measure = load(write(tmp_path)).measure("records", "all_quality")
    assert measure is not None
    assert measure.items == ("plan_quality", "review_quality")
    assert measure.indicators == ("5.3", "5.4")


def test_an_item_that_no_file_speaks_of_is_a_measure_of_its_own_name(tmp_path: Path) -> None:
    measure = load(write(tmp_path)).measure("records", "plan_present")
    assert measure is not None
    assert (measure.label, measure.items) == ("Plan present", ("plan_present",))


def test_units_can_be_counted_in_every_source_with_rows(tmp_path: Path) -> None:
    book = load(write(tmp_path))
    for source in ("records", "younger", "older", "everyone"):
        units = book.measure(source, "units")
        assert units is not None
        assert units.counts_units
    assert book.measure("national", "units") is None
    records_read = book.measure("records", "records_read")
    assert records_read is not None
    assert records_read.counts_units


def test_a_source_of_several_tables_has_the_measures_that_all_of_them_ask_alike(tmp_path: Path) -> None:
    book = load(write(tmp_path))
    assert set(book.measure_names("everyone")) == {"settled", "units"}
    assert book.measure("older", "has_job") is not None
    assert book.measure("younger", "has_job") is None
    assert book.measure("younger", "mood") != book.measure("older", "mood")


def test_a_source_of_several_tables_can_be_broken_down_by_them(tmp_path: Path) -> None:
    found = load(write(tmp_path)).characteristic("everyone", "age_group")
    assert found is not None
    assert found.values == (("younger", "children"), ("older", "young people"))


def test_a_characteristic_has_the_terms_of_its_vocabulary_and_their_people_in_words(tmp_path: Path) -> None:
    found = load(write(tmp_path)).characteristic("records", "care_group")
    assert found is not None
    assert found.value_names == ("foster_care",)
    assert found.label_of("foster_care") == "foster care"
    assert found.group_of("foster_care") == "children in foster care"


def test_a_source_without_rows_names_its_scale_and_characteristics_itself(tmp_path: Path) -> None:
    book = load(write(tmp_path))
    measure = book.measure("national", "qualified")
    assert measure is not None
    assert measure.scale.name == "yes_no"
    assert book.characteristic_names("national") == ("leavers",)


def test_a_population_may_rest_on_a_characteristic_or_on_an_item(tmp_path: Path) -> None:
    book = load(write(tmp_path))
    in_care, with_plan = book.population("records", "in_care"), book.population("records", "with_plan")
    assert in_care is not None and with_plan is not None
    assert in_care.where == (("care_group", ("foster_care",)),)
    assert with_plan.where == (("plan_present", ("yes",)),)


def test_a_measure_may_be_narrowed_by_a_characteristic(tmp_path: Path) -> None:
    measure = load(write(tmp_path)).measure("records", "plan_quality_in_care")
    assert measure is not None
    assert measure.where == (("care_group", ("foster_care",)),)


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        sources=SOURCES.replace("tables: [older]", "tables: [oldr]"),
        records=MEASURES.replace("review_quality]", "reviewquality]").replace("[foster_care]", "[foster]"),
        populations=POPULATIONS.replace("{care_group:", "{caregroup:"),
        surveys=SURVEYS.replace("younger, older,", "younger, oldest,"),
    )
    told = [(p.file, p.line, p.code, p.remedy) for p in problems(root)]
    assert ("measures/sources.yaml", 6, "name-unknown", "Did you mean “older”?") in told
    assert ("measures/records.yaml", 4, "item-unknown", "Did you mean “review_quality”?") in told
    assert ("measures/records.yaml", 6, "name-unknown", "Did you mean “foster_care”?") in told
    assert ("measures/populations.yaml", 2, "name-unknown", "Did you mean “care_group”?") in told
    # Of the survey measures nothing is said: with a source unknown it cannot be told who asks what.
    assert {line for file, line, _, _ in told if file == "measures/surveys.yaml"} == {1}


def test_items_of_different_scales_are_not_counted_together(tmp_path: Path) -> None:
    [problem] = problems(write(tmp_path, records=MEASURES.replace("review_quality]", "plan_present]")))
    assert (problem.code, problem.line) == ("scales-differ", 4)


def test_a_measure_stands_once_in_a_source(tmp_path: Path) -> None:
    [problem] = problems(write(tmp_path, more=MEASURES.split("  all_quality")[0]))
    assert problem.code == "measure-twice"
    assert problem.message == "“plan_quality” of records stands in measures/more.yaml already."


def test_a_source_with_rows_takes_its_scales_from_its_instrument(tmp_path: Path) -> None:
    [problem] = problems(
        write(tmp_path, records=MEASURES.replace("base: records with a plan", "scale: rating"))
    )
    assert (problem.code, problem.line) == ("scale-unwanted", 3)


def test_items_that_no_source_asks_together_cannot_be_pooled(tmp_path: Path) -> None:
    apart = SURVEYS.replace("label: Has a job", "label: Apart, items: [plays, has_job]")
    [problem] = problems(write(tmp_path, surveys=apart))
    assert (problem.code, problem.line) == ("items-apart", 4)


DEFINED = SOURCES.replace(
    "protected: yes, phrase: of the records}",
    "protected: yes, phrase: of the records,\n    by_definition: {plan_present: {care_group: [GROUP]}}}",
)


def test_a_source_may_say_which_answers_follow_from_what_a_group_is(tmp_path: Path) -> None:
    book = load(write(tmp_path, sources=DEFINED.replace("GROUP", "foster_care")))
    foregone = book.foregone("records", "plan_present", "care_group")
    assert foregone.between(["foster_care"], ["kinship_care"]) and foregone.between(["x"], ["foster_care"])
    assert not foregone.between(["kinship_care"], ["x"])
    assert not book.foregone("records", "plan_quality", "care_group").between(["foster_care"], ["x"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DEFINED.replace("GROUP", "foster"), "There is no value “foster”"),
        (DEFINED.replace("care_group: [GROUP]", "age: [foster_care]"), "There is no value “foster_care”"),
        (DEFINED.replace("{plan_present:", "{plan:").replace("GROUP", "foster_care"), "no question “plan”"),
    ],
)
def test_what_follows_from_a_group_must_be_asked_and_the_group_must_be_known(
    tmp_path: Path, text: str, said: str
) -> None:
    assert any(said in p.message for p in problems(write(tmp_path, sources=text)))


def test_who_is_asked_is_taken_from_the_conditions_of_a_question_and_of_those_it_hangs_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    care = Condition(item="care_group", answers=("foster_care",))
    present = replace(item("plan_present", "yes_no"), applies_when=(care,))
    quality = replace(
        item("plan_quality", "rating"), applies_when=(Condition(item="plan_present", answers=("yes",)),)
    )
    first, *_ = INSTRUMENTS["records"].items
    routed = instrument("records", first, present, quality, item("review_quality", "rating"))
    monkeypatch.setitem(INSTRUMENTS, "records", routed)
    book = load(write(tmp_path))
    for name in ("plan_present", "plan_quality"):
        assert book.foregone("records", name, "care_group").asked == {"foster_care"}
    assert book.foregone("records", "plan_quality", "plan_present").asked == {"yes"}
    assert book.foregone("records", "review_quality", "care_group").asked is None
