"""Exports read back by another program are the same codes, labels and kinds of missing."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pyreadstat
import pytest
from pandas.io.stata import StataReader

from cairn.collection.bundle import Bundle, write_bundle
from cairn.collection.descriptor import STAND_IN_LABEL, About
from cairn.collection.export import write_export
from cairn.collection.export.variables import CONFIDENTIAL, stata_names
from cairn.errors import EvidenceError
from cairn.instruments.model import ItemKind
from tests.lib.sav_dictionary import sav_dictionary
from tests.lib.small_instruments import INSTRUMENTS, record_columns

IDS = ["R1", "R2", "R3", "R4"]
# As the records of the small instrument are: two planned, one without a plan, one nobody could judge.
PRESENT = [2, 2, 1, 2]
QUALITY = [3, 1, -2, -3]
SEEN = [2, 1, 2, -3]
QUALITY_LABELS = {1: "Weak", 2: "Adequate", 3: "Good", 4: "Very good"}
REASONS = {-1: "not recorded", -2: "not applicable", -3: "cannot tell"}


@pytest.fixture(scope="module", params=[True, False], ids=["stand-in", "real"])
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    about = About(name="e", title="E", stand_in=request.param)
    folder = tmp_path_factory.mktemp("e") / "e"
    return write_bundle(folder, {"records": record_columns()}, INSTRUMENTS, about)


@pytest.fixture(scope="module")
def exported(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("x") / "x"
    write_export(bundle, out)
    return out


def in_order(read: dict[str, list[object]], name: str) -> list[object]:
    places = {unit: i for i, unit in enumerate(read["record_id"])}
    return [read[name][places[unit]] for unit in IDS]


def test_spss_reads_the_same_codes_labels_and_missing_values(exported: Path) -> None:
    read, about = pyreadstat.read_sav(exported / "records.sav", user_missing=True, output_format="dict")
    assert in_order(read, "plan_present") == PRESENT
    assert in_order(read, "plan_quality") == QUALITY
    assert in_order(read, "child_seen") == SEEN
    assert about.variable_value_labels["plan_quality"] == QUALITY_LABELS | REASONS
    assert about.missing_ranges["plan_quality"] == [{"lo": -3, "hi": -1}]
    assert about.variable_measure["plan_quality"] == "ordinal"
    assert about.column_names_to_labels["plan_quality"].endswith("What about plan_quality?")


def test_spss_takes_kinds_of_missing_for_missing(exported: Path) -> None:
    read, _ = pyreadstat.read_sav(exported / "records.sav", output_format="dict")
    assert in_order(read, "plan_quality") == [3, 1, None, None]


def test_stata_reads_the_same_codes_labels_and_missing_values(exported: Path) -> None:
    read, about = pyreadstat.read_dta(exported / "records.dta", user_missing=True, output_format="dict")
    assert in_order(read, "plan_present") == PRESENT
    assert in_order(read, "plan_quality") == [3, 1, "b", "c"]
    assert in_order(read, "child_seen") == [2, 1, 2, "c"]
    labels = {"a": "not recorded", "b": "not applicable", "c": "cannot tell"}
    assert about.variable_value_labels["plan_quality"] == QUALITY_LABELS | labels
    assert about.column_names_to_labels["plan_quality"].endswith("What about plan_quality?")


def test_stata_takes_kinds_of_missing_for_missing(exported: Path) -> None:
    read, _ = pyreadstat.read_dta(exported / "records.dta", output_format="dict")
    assert in_order(read, "plan_quality") == [3, 1, None, None]


def test_spss_files_say_the_same_to_one_who_reads_their_bytes(exported: Path, bundle: Bundle) -> None:
    read = sav_dictionary(exported / "records.sav")
    assert (read.cases, read.encoding) == (4, "UTF-8")
    assert "CONFIDENTIAL" in read.file_label and CONFIDENTIAL in " ".join(read.notes)
    quality = read.variables["plan_quality"]
    assert quality.labels == QUALITY_LABELS | REASONS
    assert (quality.width, quality.shown, quality.missing) == (0, (5, 3, 0), (-3.0, -1.0))  # F3.0
    assert quality.label.endswith("What about plan_quality?")
    assert read.variables["record_id"].width >= 2 and not read.variables["record_id"].labels
    # Codes run through the vocabulary, and what a record is is never missing.
    group = read.variables["care_group"]
    assert (group.labels[1], group.labels[2], group.missing) == ("In foster care", "In kinship care", None)
    assert list(read.variables) == [
        "record_id",
        *(i.name for i in bundle.instrument("records").items if i.kind is not ItemKind.TEXT),
    ]


def test_r_reads_the_spss_file_with_a_reader_of_its_own(exported: Path) -> None:
    r = shutil.which("Rscript")
    if r is None:
        pytest.skip("NOT RUN: R is not on this machine")
    code = 'd <- suppressWarnings(foreign::read.spss("records.sav", use.value.labels = FALSE,'
    code += " use.missings = FALSE)); o <- order(d$record_id); l <- attr(d$plan_quality, 'value.labels');"
    code += " cat(d$plan_quality[o], attr(d, 'missings')$plan_quality$value, l[['cannot tell']], l[['Good']])"
    done = subprocess.run([r, "-e", code], cwd=exported, capture_output=True, text=True, check=True)
    assert done.stdout == "3 1 -2 -3 -3 -1 -3 3"


def test_stata_files_say_the_same_to_another_reader(exported: Path) -> None:
    path = exported / "records.dta"
    # 119 is opened by the largest edition of Stata alone.
    assert path.read_bytes().startswith(b"<stata_dta><header><release>118</release>")
    with StataReader(path, convert_categoricals=False, convert_missing=True) as reader:
        read = reader.read().set_index("record_id").loc[IDS]
        labels, told = reader.variable_labels(), reader.value_labels()
        assert "CONFIDENTIAL" in reader.data_label
    assert [str(value) for value in read["plan_quality"]] == ["3", "1", ".b", ".c"]
    assert list(read["plan_present"]) == PRESENT
    assert labels["plan_quality"].endswith("What about plan_quality?")
    (quality,) = (found for name, found in told.items() if name.startswith("plan_quality"))
    assert {code: text for code, text in quality.items() if code < 100} == QUALITY_LABELS
    assert set(quality.values()) == {*QUALITY_LABELS.values(), *REASONS.values()}


def test_a_variable_without_any_answer_is_still_a_number(tmp_path: Path) -> None:
    columns = record_columns() | {
        "plan_present": ["no"] * 4,
        "plan_quality": [None] * 4,
        "plan_quality__missing": [2] * 4,
    }
    bundle = write_bundle(tmp_path / "e", {"records": columns}, INSTRUMENTS, About(name="e", title="E"))
    write_export(bundle, tmp_path / "x")
    read, _ = pyreadstat.read_dta(tmp_path / "x/records.dta", user_missing=True, output_format="dict")
    assert read["plan_quality"] == ["b"] * 4
    read, about = pyreadstat.read_dta(tmp_path / "x/records.dta", output_format="dict")
    assert read["plan_quality"] == [None] * 4
    assert about.readstat_variable_types["plan_quality"] != "string"


def test_the_csv_holds_the_codes_that_the_codebook_explains(exported: Path) -> None:
    with (exported / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["record_id"]: row for row in csv.DictReader(file)}
    assert [int(rows[unit]["plan_quality"]) for unit in IDS] == QUALITY
    with (exported / "codebook.csv").open(encoding="utf-8", newline="") as file:
        book = [row for row in csv.DictReader(file) if row["variable"] == "plan_quality"]
    explained = {int(row["code"].lstrip("'")): row["value"] for row in book}
    assert explained == QUALITY_LABELS | REASONS
    assert {row["applies_when"] for row in book} == {"plan_present is yes"}


def test_r_gets_factors_with_labels(exported: Path) -> None:
    script = (exported / "records.R").read_text(encoding="utf-8")
    labels = 'c("Weak", "Adequate", "Good", "Very good")'
    assert f"records$plan_quality <- coded(records$plan_quality, {labels}, TRUE)" in script
    assert "records$plan_quality__missing <- reason(records$plan_quality)" in script
    assert 'c(-1, -2, -3), labels = c("not recorded", "not applicable", "cannot tell")' in script


def test_r_itself_reads_it(exported: Path) -> None:
    r = shutil.which("Rscript")
    if r is None:
        pytest.skip("NOT RUN: R is not on this machine")
    code = 'source("records.R", encoding = "UTF-8"); o <- records[order(records$record_id), ]; '
    code += 'cat(as.character(o$plan_quality), as.character(o$plan_quality__missing), sep = "|")'
    done = subprocess.run([r, "-e", code], cwd=exported, capture_output=True, text=True, check=True)
    assert done.stdout == "Good|Weak|NA|NA|NA|NA|not applicable|cannot tell"


def test_every_file_says_that_it_is_confidential_and_whether_it_is_stand_in(
    bundle: Bundle, exported: Path
) -> None:
    _, sav = pyreadstat.read_sav(exported / "records.sav", metadataonly=True)
    _, dta = pyreadstat.read_dta(exported / "records.dta", metadataonly=True)
    labels = [sav.file_label, dta.file_label]
    texts = [
        (exported / n).read_text(encoding="utf-8") for n in ("records.R", "codebook.md", "CONFIDENTIAL.txt")
    ]
    assert all("CONFIDENTIAL" in label for label in labels)
    assert all(CONFIDENTIAL in text for text in (*texts, " ".join(sav.notes)))
    told = STAND_IN_LABEL[1:]
    assert all((told in text) is bundle.stand_in for text in texts)
    assert all(("STAND-IN" in label) is bundle.stand_in for label in labels)
    assert sav.column_names_to_labels["child_seen"].startswith("Stand-in: ") is bundle.stand_in


def test_names_too_long_for_stata_stay_apart() -> None:
    long = "x" * 40
    names = stata_names([long + "a", long + "b", "y", "x" * 26 + "_2"])
    assert names == {
        long + "a": "x" * 26 + "_3",  # _2 is another item's own name
        long + "b": "x" * 26 + "_4",
        "y": "y",
        "x" * 26 + "_2": "x" * 26 + "_2",
    }


@pytest.mark.parametrize(
    ("formats", "tables", "code"),
    [(["rds"], [], "format-unknown"), (["sav"], ["recrods"], "table-unknown")],
)
def test_what_does_not_exist_is_refused(
    bundle: Bundle, tmp_path: Path, formats: list[str], tables: list[str], code: str
) -> None:
    with pytest.raises(EvidenceError, match=code):
        write_export(bundle, tmp_path / "x", formats, tables)
    assert not (tmp_path / "x").exists()


def test_an_export_takes_the_place_of_nothing(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="folder-in-use"):
        write_export(replace(bundle), tmp_path)
