"""Drawing, replacing, planning, comparing readers and judging series, by their commands and files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cairn.cli.agreement import command as agreement
from cairn.cli.draw import command as draw
from cairn.cli.plan import command as plan
from cairn.cli.replace import command as replace
from cairn.cli.series import command as series
from tests.lib.running import refused, run

DESIGN = ("--design", "records-by-care-group")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    groups = ["foster_care"] * 120 + ["kinship_care"] * 90 + ["secure_care"] * 3
    path = tmp_path / "frame.csv"
    path.write_text("unit_id,care_group\n" + "".join(f"C{i:03d},{g}\n" for i, g in enumerate(groups)))
    return path


def test_a_sample_is_drawn_and_anybody_can_draw_it_again(tmp_path: Path, frame: Path) -> None:
    out = tmp_path / "draw"
    assert run(draw, frame, *DESIGN, "--seed", "lottery 4 11 19", "--out", out).return_value == 0
    assert len(rows_of(out / "sample.csv")) == 94
    strata = {row["care_group"]: (row["pop_size"], row["drawn"]) for row in rows_of(out / "strata.csv")}
    # the three in secure care are all taken; 91 on 120 and 90 are 52 and 39
    assert strata == {
        "foster_care": ("120", "52"),
        "kinship_care": ("90", "39"),
        "secure_care": ("3", "3"),
    }
    assert run(draw, frame, *DESIGN, "--check", out / "certificate.json").return_value == 0


def test_a_frame_changed_afterwards_is_found_out(tmp_path: Path, frame: Path) -> None:
    out = tmp_path / "draw"
    run(draw, frame, *DESIGN, "--seed", "s", "--out", out)
    frame.write_text(frame.read_text() + "C999,foster_care\n")
    checked = run(draw, frame, *DESIGN, "--check", out / "certificate.json")
    assert checked.return_value == 1
    assert "frame-differs" in checked.stderr


def test_a_draw_is_never_written_over(tmp_path: Path, frame: Path) -> None:
    out = tmp_path / "draw"
    run(draw, frame, *DESIGN, "--seed", "s", "--out", out)
    before = (out / "sample.csv").read_bytes()
    assert refused(draw, frame, *DESIGN, "--seed", "another", "--out", out).code == "draw-exists"
    assert (out / "sample.csv").read_bytes() == before


def test_a_frame_with_names_in_it_writes_nothing(tmp_path: Path, frame: Path) -> None:
    frame.write_text("unit_id,surname,care_group\nC1,Smith,foster_care\n")
    out = tmp_path / "draw"
    assert refused(draw, frame, *DESIGN, "--seed", "s", "--out", out).code == "column-personal"
    assert not out.exists()


def test_a_unit_is_replaced_by_the_next_reserve_and_the_reason_is_kept(tmp_path: Path, frame: Path) -> None:
    out = tmp_path / "draw"
    run(draw, frame, *DESIGN, "--size", "60", "--seed", "s", "--out", out)
    unit = rows_of(out / "sample.csv")[0]
    reserve = rows_of(out / "reserves.csv")[0]
    said = ("--draw", out, "--frame", frame, *DESIGN, "--by", "lead inspector", "--on", "2027-03-31")
    assert run(replace, unit["unit_id"], *said, "--reason", "record_missing").return_value == 0
    assert refused(replace, unit["unit_id"], *said, "--reason", "record_missing").code == "already-replaced"
    assert refused(replace, "C000", *said, "--reason", "dull").code in ("reason-unknown", "unit-not-drawn")
    assert rows_of(out / "replacements.csv") == [
        {
            "unit_id": unit["unit_id"],
            "replaced_by": reserve["unit_id"],
            "reason": "record_missing",
            "decided_by": "lead inspector",
            "on": "2027-03-31",
        }
    ]
    in_use = [row["unit_id"] for row in rows_of(out / "sample-in-use.csv")]
    assert (in_use[0], len(in_use)) == (reserve["unit_id"], 60)


def test_a_plan_says_what_words_are_worth(frame: Path) -> None:
    done = run(plan, frame, *DESIGN, "--expect", "80", "--say", "most", "--format", "json")
    found = {row["group"]: row for row in json.loads(done.stdout)}
    assert list(found) == ["foster_care", "kinship_care", "secure_care", "all"]
    assert found["all"]["drawn"] == 94
    assert 0.5 < found["foster_care"]["holds"] < 1
    assert "margin" in run(plan, frame, *DESIGN).stdout


def test_readers_are_compared_item_by_item(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    rows = "".join(f"R{i},q1,4,{4 + i % 2}\n" for i in range(12)) + "R1,q2,3,3\n"
    pairs.write_text("record,item,first,second\n" + rows)
    done = run(agreement, pairs, "--population", "40")
    assert ["q2", "1", "too", "few"] in [line.split()[:4] for line in done.stdout.splitlines()]
    assert "the 40 records" in done.stdout
    found = json.loads(run(agreement, pairs, "--format", "json").stdout)
    assert (found[0]["exact"]["value"], found[0]["second_higher"]) == (0.5, 6)


def test_a_series_is_told_drawn_and_withheld_where_small(tmp_path: Path) -> None:
    table = tmp_path / "plans.csv"
    shares = [(10, 20)] * 6 + [(2, 20)] + [(15, 20)] * 6
    table.write_text("date,k,n\n" + "".join(f"{2000 + i},{k},{n}\n" for i, (k, n) in enumerate(shares)))
    chart = tmp_path / "plans.svg"
    done = run(series, table, "--better", "higher", "--chart", chart)
    assert "a shift, on the better side" in done.stdout
    assert "2006               [c]" in done.stdout
    assert chart.read_text().startswith("<svg")
    found = json.loads(run(series, table, "--format", "json", "--step", "2007", "New", "head").stdout)
    assert (found["withheld"], [phase["from"] for phase in found["phases"]]) == (["2006"], ["2000", "2007"])


def test_a_chart_makes_no_folder_that_somebody_misspelt(tmp_path: Path) -> None:
    table = tmp_path / "plans.csv"
    table.write_text("date,value\n" + "".join(f"{2000 + i},{i % 3}\n" for i in range(12)))
    assert refused(series, table, "--chart", tmp_path / "nonexist" / "x.svg").code == "folder-missing"
    assert not (tmp_path / "nonexist").exists()
