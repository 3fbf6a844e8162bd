"""Evidence bundles on the disk: written whole, opened only when everything in them is right."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cairn.collection.bundle import open_bundle, write_bundle
from cairn.collection.descriptor import STAND_IN_LABEL, About
from cairn.errors import EvidenceError, Problem
from cairn.utils.digests import digest_of_bytes
from tests.lib.small_instruments import INSTRUMENTS, RECORDS, record_columns

ABOUT = About(name="test-evidence", title="Test evidence", created="2020-08-31", licence="OGL-UK-3.0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "evidence", {"records": record_columns()}, INSTRUMENTS, ABOUT)
    return tmp_path / "evidence"


def refusals(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(EvidenceError) as caught:
        open_bundle(folder, INSTRUMENTS)
    return caught.value.problems


def change_descriptor(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / "datapackage.json"
    value = json.loads(path.read_text("utf-8"))
    change(value)
    path.write_text(json.dumps(value), "utf-8")


def change_table(folder: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """Replace the records and make the descriptor agree, as a forger would."""
    path = folder / "records.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    data = path.read_bytes()
    entry = {"hash": f"sha256:{digest_of_bytes(data)}", "bytes": len(data)}
    change_descriptor(folder, lambda d: d["resources"][0].update(entry))  # type: ignore[index]


def set_value(column: str, row: int, value: object) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        values = table.column(column).to_pylist()
        values[row - 1] = value
        kind = table.schema.field(column).type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        array = pa.array(values, plain)
        return table.set_column(table.column_names.index(column), column, array)

    return change


def test_a_bundle_opens_as_it_was_written(folder: Path) -> None:
    bundle = open_bundle(folder, INSTRUMENTS)
    table = bundle.tables["records"]
    assert table.column("record_id").to_pylist() == ["R1", "R2", "R3", "R4"]
    assert table.column("care_group").to_pylist() == [
        "foster_care",
        "kinship_care",
        "foster_care",
        "foster_care",
    ]
    assert table.column("plan_quality").to_pylist() == [3, 1, 0, 0]
    assert table.column("plan_quality__missing").to_pylist() == [0, 0, 2, 3]
    assert bundle.about == ABOUT
    assert (bundle.stand_in, bundle.label) == (False, "")


def test_rows_are_sorted_by_area_then_care_group_then_id(tmp_path: Path) -> None:
    columns = {name: values[::-1] for name, values in record_columns().items()}
    bundle = write_bundle(tmp_path / "e", {"records": columns}, INSTRUMENTS, ABOUT)
    assert bundle.tables["records"].column("record_id").to_pylist() == ["R1", "R2", "R3", "R4"]


def test_the_same_evidence_makes_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    columns = {name: values[::-1] for name, values in record_columns().items()}
    write_bundle(tmp_path / "again", {"records": columns}, INSTRUMENTS, ABOUT)
    for name in ("datapackage.json", "records.parquet"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_answers_lie_uncompressed_and_texts_compressed(folder: Path) -> None:
    # Unpacking compressed answers takes as long as the rest of the reading, and saves a tenth of the file.
    group = pq.read_metadata(folder / "records.parquet").row_group(0)
    columns = [group.column(i) for i in range(group.num_columns)]
    packed = {column.path_in_schema: column.compression for column in columns}
    assert [packed[name] for name in ("record_id", "area")] == ["ZSTD"] * 2
    assert [packed[name] for name in ("plan_quality", "plan_quality__missing")] == ["UNCOMPRESSED"] * 2


def test_stand_in_evidence_carries_its_label(tmp_path: Path) -> None:
    about = replace(ABOUT, stand_in=True)
    write_bundle(tmp_path / "e", {"records": record_columns()}, INSTRUMENTS, about)
    bundle = open_bundle(tmp_path / "e", INSTRUMENTS)
    assert (bundle.stand_in, bundle.label) == (True, STAND_IN_LABEL)
    assert bundle.about == about


def test_the_descriptor_explains_every_column(folder: Path) -> None:
    value = json.loads((folder / "datapackage.json").read_text("utf-8"))
    fields = {f["name"]: f for f in value["resources"][0]["schema"]["fields"]}
    assert fields["plan_quality"]["categories"][2] == {"value": 3, "label": "Good", "cairn:answer": "good"}
    assert {"value": 2, "label": "not applicable"} in fields["plan_quality__missing"]["categories"]
    assert "notes" not in fields  # free text never leaves the form
    assert value["resources"][0]["cairn:instrument"]["edition"] == "2018-2020"


def test_a_reason_left_out_is_worked_out_from_the_rules(tmp_path: Path) -> None:
    columns = record_columns()
    del columns["plan_quality__missing"]
    bundle = write_bundle(tmp_path / "e", {"records": columns}, INSTRUMENTS, ABOUT)
    assert bundle.tables["records"].column("plan_quality__missing").to_pylist() == [0, 0, 2, 1]


def test_a_new_bundle_takes_the_place_of_the_old_one(folder: Path) -> None:
    columns = {name: values[:2] for name, values in record_columns().items()}
    write_bundle(folder, {"records": columns}, INSTRUMENTS, ABOUT)
    assert open_bundle(folder, INSTRUMENTS).tables["records"].num_rows == 2


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(EvidenceError, match="folder-in-use"):
        write_bundle(tmp_path / "mine", {"records": record_columns()}, INSTRUMENTS, ABOUT)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize(
    ("column", "row", "value", "code"),
    [
        ("record_id", 2, "R1", "id-twice"),
        ("record_id", 2, "0101105678", "id-refused"),
        ("area", 1, "Z", "answer-unknown"),
        ("care_group", 1, None, "characteristic-empty"),
        ("plan_present", 1, "maybe", "answer-unknown"),
        ("plan_present", 1, 3, "code-outside"),
        ("plan_present", 1, None, "answer-missing"),
        ("plan_quality", 3, "good", "not-applicable"),
        ("plan_quality__missing", 1, 1, "answer-and-missing"),
        ("plan_quality__missing", 4, 9, "reason-unknown"),
        ("plan_quality__missing", 3, 1, "reason-wrong"),
        ("child_seen__missing", 4, 1, "reason-refused"),
    ],
)
def test_wrong_columns_are_refused_and_nothing_is_written(
    tmp_path: Path, column: str, row: int, value: object, code: str
) -> None:
    columns = record_columns()
    columns[column][row - 1] = value
    with pytest.raises(EvidenceError) as caught:
        write_bundle(tmp_path / "e", {"records": columns}, INSTRUMENTS, ABOUT)
    found = {(p.code, p.row, p.field.removesuffix("__missing")) for p in caught.value.problems}
    assert (code, row, column.removesuffix("__missing")) in found
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_apply_because_of_an_unreadable_answer_is_not_held_against_the_rest(
    tmp_path: Path,
) -> None:
    columns = record_columns()
    columns["plan_present"][0] = "maybe"
    with pytest.raises(EvidenceError) as caught:
        write_bundle(tmp_path / "e", {"records": columns}, INSTRUMENTS, ABOUT)
    assert [p.code for p in caught.value.problems] == ["answer-unknown"]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    columns = record_columns()
    columns["area"][0] = "Z"
    columns["child_seen"][1] = "perhaps"
    with pytest.raises(EvidenceError) as caught:
        write_bundle(tmp_path / "e", {"records": columns, "recrds": columns}, INSTRUMENTS, ABOUT)
    assert [p.code for p in caught.value.problems] == ["answer-unknown", "answer-unknown", "table-unknown"]
    assert caught.value.problems[2].remedy == "Did you mean “records”?"


def test_a_stand_in_record_is_never_tied_to_a_real_place(tmp_path: Path) -> None:
    columns = record_columns()
    columns["area"][3] = "orkney_islands"
    write_bundle(tmp_path / "real", {"records": columns}, INSTRUMENTS, ABOUT)
    with pytest.raises(EvidenceError) as caught:
        write_bundle(tmp_path / "e", {"records": columns}, INSTRUMENTS, replace(ABOUT, stand_in=True))
    assert [(p.code, p.row) for p in caught.value.problems] == [("stand-in-place", 4)]


# ── opening what others made ──────────────────────────────────────────────────


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusals(tmp_path / "nowhere")[0].code == "bundle-missing"


def test_a_folder_without_a_descriptor_is_no_bundle(tmp_path: Path) -> None:
    assert refusals(tmp_path)[0].code == "descriptor-missing"


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"\xff\xfe{}", b"[" * 100_000, b'{"resources": 1e999999}', b"NaN"],
    ids=["empty", "cut short", "a list", "UTF-16", "nested", "overflow", "NaN"],
)
def test_a_descriptor_that_cannot_be_read_is_refused(folder: Path, text: bytes) -> None:
    (folder / "datapackage.json").write_bytes(text)
    assert refusals(folder)[0].code in ("descriptor-syntax", "descriptor-kind")


def test_a_descriptor_of_another_kind_is_refused(folder: Path) -> None:
    change_descriptor(folder, lambda d: d.update(profile="tabular-data-package"))
    assert refusals(folder)[0].code == "descriptor-kind"


@pytest.mark.parametrize(
    "path", ["../evidence/records.parquet", "/etc/passwd", "..", "a/b", "a\\b", "", "r\0.parquet", "."]
)
def test_a_path_that_leads_out_of_the_folder_is_refused(folder: Path, path: str) -> None:
    change_descriptor(folder, lambda d: d["resources"][0].update(path=path))  # type: ignore[index]
    assert refusals(folder)[0].code in ("path-outside", "file-refused")


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "records.parquet").rename(tmp_path / "elsewhere.parquet")
    (folder / "records.parquet").symlink_to(tmp_path / "elsewhere.parquet")
    assert refusals(folder)[0].code == "file-refused"


def test_a_pipe_is_not_opened(folder: Path) -> None:
    (folder / "records.parquet").unlink()
    os.mkfifo(folder / "records.parquet")
    assert refusals(folder)[0].code == "file-refused"


def test_a_changed_byte_is_noticed(folder: Path) -> None:
    data = bytearray((folder / "records.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "records.parquet").write_bytes(data)
    assert refusals(folder)[0].code == "file-refused"


def test_a_file_that_is_not_parquet_is_refused_even_with_a_right_digest(folder: Path) -> None:
    (folder / "records.parquet").write_bytes(b"PAR1 not really PAR1")
    entry = {"hash": f"sha256:{digest_of_bytes(b'PAR1 not really PAR1')}", "bytes": 20}
    change_descriptor(folder, lambda d: d["resources"][0].update(entry))  # type: ignore[index]
    assert refusals(folder)[0].code == "parquet-unreadable"


def test_evidence_of_another_edition_is_refused_with_both_names(folder: Path) -> None:
    change_descriptor(folder, lambda d: d["resources"][0]["cairn:instrument"].update(edition="2012-2017"))  # type: ignore[index]
    problem = refusals(folder)[0]
    assert problem.code == "edition-unknown"
    assert "2012-2017" in problem.message
    assert "2018-2020" in problem.message


def test_an_edition_whose_answers_were_changed_since_is_refused(folder: Path) -> None:
    items = tuple(replace(i, allows=()) if i.name == "child_seen" else i for i in RECORDS.items)
    changed = replace(INSTRUMENTS, instruments={"records": replace(RECORDS, items=items)})
    with pytest.raises(EvidenceError, match="coding-differs"):
        open_bundle(folder, changed)


def test_a_corrected_wording_does_not_make_evidence_unreadable(folder: Path) -> None:
    items = tuple(replace(i, text=i.text + " (Please say.)") for i in RECORDS.items)
    changed = replace(INSTRUMENTS, instruments={"records": replace(RECORDS, items=items)})
    assert open_bundle(folder, changed).tables["records"].num_rows == 4


def field_of(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(f for f in descriptor["resources"][0]["schema"]["fields"] if f["name"] == name)


def drop_field(descriptor: dict[str, Any]) -> None:
    del descriptor["resources"][0]["schema"]["fields"][1]


def swap_labels(descriptor: dict[str, Any]) -> None:
    first, *_, last = field_of(descriptor, "plan_quality")["categories"]
    first["label"], last["label"] = last["label"], first["label"]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda d: d["resources"][0].update({"cairn:rows": 5}), "rows-differ", "says 5 for the rows"),
        (lambda d: d["resources"][0].pop("cairn:rows"), "rows-differ", "there are 4"),
        (drop_field, "columns-differ", "“area”"),
        (lambda d: d["resources"][0].pop("schema"), "columns-differ", "“area”, “care_group”"),
        (
            lambda d: d["resources"][0]["schema"]["fields"].reverse(),
            "columns-differ",
            "in their order",
        ),
        (lambda d: field_of(d, "plan_quality").update(type="string"), "column-type-differs", "integer"),
        (
            lambda d: field_of(d, "plan_quality")["categories"][0].update({"cairn:answer": "good"}),
            "codes-differ",
            "other answers",
        ),
        (lambda d: field_of(d, "plan_quality")["categories"].pop(), "codes-differ", "other answers"),
        (swap_labels, "labels-differ", "calls 1 “Very good”"),
        (lambda d: field_of(d, "care_group")["categories"].pop(), "values-differ", "“kinship_care”"),
    ],
)
def test_a_descriptor_that_says_of_the_table_what_is_not_so_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], code: str, said: str
) -> None:
    change_descriptor(folder, change)
    (problem, *_) = refusals(folder)
    assert (problem.code, problem.file) == (code, "datapackage.json")
    assert said in problem.message and "make the bundle anew" in problem.remedy


def test_a_label_that_was_worded_anew_is_no_other_answer(folder: Path) -> None:
    change_descriptor(
        folder, lambda d: field_of(d, "plan_quality")["categories"][0].update(label="Weak indeed")
    )
    assert open_bundle(folder, INSTRUMENTS).tables["records"].num_rows == 4


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (set_value("plan_present", 1, 7), "code-outside"),
        (set_value("plan_present", 1, -1), "code-outside"),
        (set_value("plan_present", 1, -2), "code-outside"),
        (set_value("plan_quality__missing", 4, -1), "reason-unknown"),
        (set_value("plan_quality__missing", 3, 0), "reason-wrong"),
        (set_value("plan_quality", 3, 4), "not-applicable"),
        (set_value("plan_quality__missing", 4, -2), "reason-unknown"),
        (set_value("child_seen", 2, None), "column-null"),
        (set_value("record_id", 2, "R1"), "id-twice"),
        (set_value("record_id", 2, "jo@example.org"), "id-refused"),
        (set_value("care_group", 2, "forster_care"), "term-unknown"),
        (lambda t: t.drop_columns(["area"]), "column-missing"),
        (lambda t: t.rename_columns([c.replace("area", "aera") for c in t.column_names]), "column-unknown"),
        (lambda t: t.append_column("area", t.column("area")), "column-twice"),
        (lambda t: t.set_column(3, "plan_present", pa.array([1.0, 2.0, 1.0, 2.0])), "column-type"),
        (lambda t: t.slice(0, 0), "table-empty"),
    ],
)
def test_a_forged_table_is_refused(folder: Path, change: Callable[[pa.Table], pa.Table], code: str) -> None:
    change_table(folder, change)
    assert code in {p.code for p in refusals(folder)}


def test_a_table_of_too_many_rows_is_not_unpacked(folder: Path) -> None:
    change_table(folder, lambda t: pa.table({"record_id": pa.array(["R1"]).take(pa.array([0] * 200_001))}))
    assert refusals(folder)[0].code == "table-too-large"


def test_a_table_listed_twice_is_refused(folder: Path) -> None:
    change_descriptor(folder, lambda d: d["resources"].append(d["resources"][0]))  # type: ignore[attr-defined]
    assert refusals(folder)[0].code == "table-twice"


def test_evidence_that_does_not_say_whether_it_is_real_is_taken_for_stand_in(folder: Path) -> None:
    change_descriptor(folder, lambda d: d.pop("cairn:stand_in"))
    assert open_bundle(folder, INSTRUMENTS).stand_in
