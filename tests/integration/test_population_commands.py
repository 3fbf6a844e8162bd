"""Claims and estimates for all the children, and two bundles compared, by their commands and files."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from cairn.cli.check import command as check
from cairn.cli.differences import command as differences
from cairn.cli.estimate import command as estimate
from cairn.cli.fill import command as fill
from cairn.cli.render import command as render
from cairn.cli.tables import command as tables
from cairn.errors import CairnError
from tests.lib.programme import evidence_folder

pytestmark = pytest.mark.xdist_group("programme")

PLANS = "records/plan_quality=good_or_better"


def run(command: click.Command, *words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def told(command: click.Command, *words: str | Path) -> object:
    done = run(command, *words, "--format", "json")
    assert done.exception is None, done.exception
    return json.loads(done.stdout)


def refused(command: click.Command, *words: str | Path) -> CairnError:
    error = run(command, *words).exception
    assert isinstance(error, CairnError), error
    return error


@cache
def read_by_stratum() -> Counter[tuple[str, str]]:
    records = pq.read_table(evidence_folder() / "records.parquet")
    return Counter(zip(*(records.column(c).to_pylist() for c in ("area", "care_group")), strict=True))


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    """Twice as many children as records in areas A to D, and in the others as many as records."""
    path = tmp_path / "frame.csv"
    rows = [f"{a},{g},{n * (2 if a <= 'D' else 1)}" for (a, g), n in sorted(read_by_stratum().items())]
    path.write_text("\n".join(["Partnership,Care group,pop_size", *rows]) + "\n")
    return path


def with_claim(folder: Path, words: str, claim: str) -> Path:
    path = folder / "report.md"
    path.write_text(f"# Report\n\nIn [{words}](claim:{claim}) it was so.\n")
    return path


def test_a_claim_for_all_children_is_checked_against_the_frame(tmp_path: Path, frame: Path) -> None:
    report = with_claim(tmp_path, "most", f"{PLANS}?basis=population")
    (alone,) = told(check, report, "--evidence", evidence_folder())  # type: ignore[misc]
    assert alone["verdict"] == "cannot tell" and "--frame" in alone["remedy"]
    (found,) = told(check, report, "--evidence", evidence_folder(), "--frame", frame)  # type: ignore[misc]
    assert found["verdict"] == "fails"
    assert found["low"] < found["share"] < found["high"]
    assert found["figure"].startswith("an estimated 6") and "interval" in found["figure"]
    assert "weighted by stratum" in found["method"]


def test_words_are_filled_in_from_the_estimate(tmp_path: Path, frame: Path) -> None:
    report = with_claim(tmp_path, "?", f"{PLANS}?basis=population")
    done = run(fill, report, "--evidence", evidence_folder(), "--frame", frame)
    assert "[two thirds]" in done.stdout
    with pytest.raises(CairnError, match="No words"):
        CliRunner().invoke(
            fill,
            [str(report), "--evidence", str(evidence_folder())],
            standalone_mode=False,
            catch_exceptions=False,
        )


def test_a_report_on_all_children_is_rendered_with_its_interval(tmp_path: Path, frame: Path) -> None:
    report = with_claim(tmp_path, "two thirds", f"{PLANS}?basis=population")
    done = run(render, report, "--evidence", evidence_folder(), "--frame", frame, "--to", "html")
    assert done.exception is None, done.exception
    page = (tmp_path / "report.html").read_text()
    assert "95% interval" in page and "weighted by stratum" in page


def test_open_data_does_not_mix_what_was_read_with_what_is_estimated(tmp_path: Path, frame: Path) -> None:
    """The page says “an estimated 66% (95% interval …)”: so do the columns, and no number stands beside it
    that would give another share."""
    claims = (f"[two thirds](claim:{PLANS}?basis=population)", f"[two thirds](claim:{PLANS})")
    (tmp_path / "report.md").write_text("# Report\n\n" + "\n\n".join(f"In {c}." for c in claims))
    options = ["--evidence", evidence_folder(), "--frame", frame]
    assert run(render, tmp_path / "report.md", *options, "--to", "html,xlsx,zip").exception is None
    with zipfile.ZipFile(tmp_path / "report.zip") as package:
        text = package.read("claims.csv").decode()
        notes = json.loads(package.read("datapackage.json"))["resources"][1]["description"]
    estimate, fact = csv.DictReader(io.StringIO(text))
    found = re.fullmatch(
        r"an estimated (\d+)% \(95% interval (\d+)% to (\d+)%; (\d+) read\)", estimate["figure"]
    )
    assert found is not None
    assert [estimate[c] for c in ("share", "low", "high")] == [f"0.{found[i]}" for i in (1, 2, 3)]
    assert [estimate[c] for c in ("basis", "count", "base", "answers_read")] == [
        *("population", "[z]", "[z]", found[4]),
    ]
    assert fact["basis"] == "read" and (fact["low"], fact["high"]) == ("[z]", "[z]")
    assert float(fact["share"]) == round(int(fact["count"]) / int(fact["base"]), 2)
    assert "without an interval" not in notes and "an estimate for all in a frame" in notes


def test_a_measure_is_estimated_by_group_with_what_is_too_small_withheld(frame: Path) -> None:
    rows = told(estimate, PLANS, "--evidence", evidence_folder(), "--frame", frame, "--by", "care_group")
    by_group = {row["level"]: row for row in rows}  # type: ignore[attr-defined]
    shown = by_group["foster_care"]
    assert shown["low"] < shown["share"] < shown["high"] and not shown["withheld"]
    hidden = by_group["secure_care"]
    assert hidden["withheld"] and {hidden[c] for c in ("k", "share", "se", "low", "high")} == {None}


@pytest.mark.parametrize(
    "measure", ["plan_quality=good_or_better", "lead_professional_contact_commensurate_with_plan=yes"]
)
def test_what_tables_withhold_is_withheld_of_every_question(
    measure: str, frame: Path, tmp_path: Path
) -> None:
    """Secure care has 6 of 8 in the first, which is too small, then 8 of 8, who are all alike."""
    name, _, level = measure.partition("=")
    asked = (f"records/{measure}", "--by", "care_group", "--evidence", evidence_folder())
    done = run(tables, *asked, "--to", "csv", "--out", tmp_path / "out")
    assert done.exception is None, done.exception
    (path,) = (tmp_path / "out").glob("records_*.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    at_level = [r for r in rows if r[name] == level and r["care_group"] != "all"]
    hidden = {r["care_group"] for r in at_level if "[c]" in (r["count"], r["base"])}
    assert "secure_care" in hidden and len(hidden) > 1

    def withheld(*words: str | Path) -> set[str]:
        return {row["level"] for row in told(estimate, *asked, *words) if row["withheld"]}  # type: ignore[attr-defined]

    assert withheld() == hidden
    assert withheld("--frame", frame) == hidden
    for group in sorted(hidden):
        alone = ("--where", f"care_group:{group}", "--evidence", evidence_folder())
        (row,) = told(estimate, f"records/{measure}", *alone)  # type: ignore[misc]
        assert (row["k"], row["withheld"]) == (None, True)


def test_where_all_were_read_the_estimate_is_the_share_of_those_read(tmp_path: Path) -> None:
    census = tmp_path / "census.csv"
    rows = [f"{a},{g},{n}" for (a, g), n in read_by_stratum().items()]
    census.write_text("\n".join(["area,care_group,pop_size", *rows]) + "\n")
    options = ("--evidence", evidence_folder(), "--where", "age_band:under_5")
    (row,) = told(estimate, "immediate_risk_last_two_years=yes", *options, "--frame", census)  # type: ignore[misc]
    assert (row["method"], row["low"]) == ("all-read", None)
    assert row["share"] == row["k"] / row["n"]


def test_the_population_without_a_frame_is_refused_with_what_to_bring() -> None:
    error = refused(estimate, PLANS, "--evidence", evidence_folder(), "--basis", "population")
    assert error.code == "frame-missing" and "pop_size" in error.problems[0].remedy


def test_a_frame_of_other_strata_names_every_one_that_is_wrong(tmp_path: Path, frame: Path) -> None:
    text = frame.read_text().replace("secure_care", "secur_care")
    (tmp_path / "bad.csv").write_text(text)
    error = refused(estimate, PLANS, "--evidence", evidence_folder(), "--frame", tmp_path / "bad.csv")
    assert error.code == "value-unknown" and "secure_care" in error.problems[0].remedy
    lines = [line for line in frame.read_text().splitlines() if ",kinship_care," not in line]
    (tmp_path / "short.csv").write_text("\n".join(lines) + "\n")
    error = refused(estimate, PLANS, "--evidence", evidence_folder(), "--frame", tmp_path / "short.csv")
    assert {p.code for p in error.problems} == {"stratum-unknown"}
    assert len(error.problems) == len({a for a, g in read_by_stratum() if g == "kinship_care"})


def test_more_records_than_were_drawn_or_than_there_are_children_are_refused(tmp_path: Path) -> None:
    read = sorted(read_by_stratum().items())
    for header, extra, code in (
        ("area,care_group,pop_size,drawn", lambda n: f"{2 * n},{n - 1}", "more-read-than-drawn"),
        ("area,care_group,pop_size", lambda n: str(n - 1), "more-read-than-frame"),
    ):
        path = tmp_path / "frame.csv"
        path.write_text("\n".join([header, *(f"{a},{g},{extra(n)}" for (a, g), n in read)]) + "\n")
        error = refused(estimate, PLANS, "--evidence", evidence_folder(), "--frame", path)
        assert {p.code for p in error.problems} == {code}
        assert error.problems[0].file == str(path)


def test_labels_of_values_are_taken_for_their_names(tmp_path: Path, frame: Path) -> None:
    plain = told(estimate, PLANS, "--evidence", evidence_folder(), "--frame", frame)
    frame.write_text(frame.read_text().replace("foster_care", "Foster care"))
    assert told(estimate, PLANS, "--evidence", evidence_folder(), "--frame", frame) == plain


def test_a_frame_of_children_is_no_frame_of_staff(frame: Path) -> None:
    measure = "staff/leaders_clear_vision_child_protection=agree"
    error = refused(estimate, measure, "--evidence", evidence_folder(), "--frame", frame)
    assert [p.code for p in error.problems] == ["stratum-twice"]


def test_options_of_a_table_are_refused_beside_evidence() -> None:
    error = refused(estimate, PLANS, "--evidence", evidence_folder(), "--at-least", "4")
    assert error.code == "table-option"


def test_two_programmes_that_are_the_same_are_refused() -> None:
    error = refused(differences, "--evidence", evidence_folder(), "--against", evidence_folder())
    assert error.code == "same-evidence"


def test_two_draws_of_one_programme_hardly_differ() -> None:
    folders = ("--evidence", evidence_folder(), "--against", evidence_folder(2021))
    found = told(differences, *folders)
    assert found["basis"] == "read" and found["family"] > 30  # type: ignore[index]
    assert found["found"] <= 0.1 * found["family"]  # type: ignore[index]


def test_frames_must_be_given_for_both_programmes_or_for_neither(frame: Path) -> None:
    folders = ("--evidence", evidence_folder(), "--against", evidence_folder(2021))
    assert refused(differences, *folders, "--frame", frame).code == "frame-of-one"
    alone = ("--evidence", evidence_folder(), "--against-frame", frame)
    assert refused(differences, *alone).code == "frame-of-one"


def test_groups_of_two_programmes_are_compared_one_by_one() -> None:
    folders = ("--evidence", evidence_folder(), "--against", evidence_folder(2021))
    over_all = told(differences, *folders)
    by_area = told(differences, *folders, "--by", "partnership")
    assert by_area["family"] + by_area["not_tested"] == 9 * (  # type: ignore[index]
        over_all["family"] + over_all["not_tested"]  # type: ignore[index]
    )


def test_two_programmes_with_a_frame_each_are_compared_for_all_the_children(tmp_path: Path) -> None:
    frames = [sizes(tmp_path / f"{seed}.csv", seed) for seed in (2020, 2021)]
    folders = ("--evidence", evidence_folder(), "--against", evidence_folder(2021))
    found = told(differences, *folders, "--frame", frames[0], "--against-frame", frames[1])
    of_those_read = told(differences, *folders)
    assert found["basis"] == "population"  # type: ignore[index]
    # Every measure is compared once, whichever the basis.
    assert found["family"] + found["not_tested"] == (  # type: ignore[index]
        of_those_read["family"] + of_those_read["not_tested"]  # type: ignore[index]
    )


def test_a_frame_too_small_for_the_other_programme_is_refused_by_its_name(tmp_path: Path) -> None:
    folders = ("--evidence", evidence_folder(), "--against", evidence_folder(2021))
    good, bad = sizes(tmp_path / "good.csv", 2020), sizes(tmp_path / "bad.csv", 2021, least=1)
    error = refused(differences, *folders, "--frame", good, "--against-frame", bad)
    assert {Path(p.file).name for p in error.problems} == {"bad.csv"}


def sizes(path: Path, seed: int, *, least: int = 0) -> Path:
    """A frame with twice the children of whom records were read; or with `least` in each stratum."""
    records = pq.read_table(evidence_folder(seed) / "records.parquet")
    read = Counter(zip(*(records.column(c).to_pylist() for c in ("area", "care_group")), strict=True))
    rows = [f"{area},{group},{least or 2 * n}" for (area, group), n in sorted(read.items())]
    path.write_text("\n".join(["area,care_group,pop_size", *rows]) + "\n")
    return path


def test_differences_in_a_frame_are_estimates_and_say_so(frame: Path) -> None:
    done = run(differences, "--evidence", evidence_folder(), "--frame", frame, "--by", "age_band")
    assert done.exception is None, done.exception
    assert "an estimated" in done.stdout and "records read)" in done.stdout
    for one in told(differences, "--evidence", evidence_folder(), "--frame", frame)["differences"]:  # type: ignore[index]
        assert (one["k_a"], one["k_b"]) == (None, None)
        assert one["share_a"] is None or round(100 * one["share_a"], 6).is_integer()
    assert told(differences, "--evidence", evidence_folder(), "--frame", frame)["basis"] == "population"  # type: ignore[index]


def test_differences_on_stand_in_data_finds_what_the_review_reports() -> None:
    found = told(differences, "--evidence", evidence_folder(), "--every")
    pairs = {(d["measure"], frozenset((d["a"], d["b"]))) for d in found["differences"]}  # type: ignore[index]
    assert ("wellbeing_improvement", frozenset(("foster_care", "looked_after_at_home"))) in pairs
    assert ("immediate_risk_last_two_years", frozenset(("under_5", "11_and_over"))) in pairs
    assert ("involving_children", frozenset(("yes", "no"))) in pairs  # by disability
    # Those who have short breaks for a disability have one: that is no finding.
    assert not any(m == "disability_recorded" and "disability_short_breaks" in pair for m, pair in pairs)
    assert found["by_definition"] > 0  # type: ignore[index,operator]
    assert (
        "lead_professional_contact_commensurate_with_plan",
        frozenset(("aftercare", "all others")),
    ) in pairs
    # Just under half of those in foster care improved considerably, and one fifth of those at home.
    said = run(differences, "--evidence", evidence_folder()).stdout
    assert "(considerable improvement): just under half for children and young people in foster care" in said
    assert "against one in five for children and young people looked after at home" in said
    assert found["found"] == len(found["differences"])  # type: ignore[index]
    # The looked after are those at home and those away from home: no two are told without the third.
    for measure in {d["measure"] for d in found["differences"]}:  # type: ignore[index]
        told_of, small = _told_of(found["differences"], measure)  # type: ignore[index]
        assert not small & {"looked_after_at_home"} or not {
            "looked_after",
            "looked_after_away_from_home",
        } <= set(told_of)


@pytest.mark.parametrize("source", ["staff", "young_people", "parents"])
def test_differences_of_those_who_were_asked_are_told_too(source: str) -> None:
    done = run(differences, "--evidence", evidence_folder(), "--source", source)
    assert done.exception is None, done.exception
    assert "comparisons stand out" in done.stdout or "comparisons stands out" in done.stdout


def _told_of(found: list[dict[str, object]], measure: str) -> tuple[set[str], set[str]]:
    """The groups whose number is told somewhere, and those whose number is told nowhere."""
    sides = [(str(d[s]), d[f"k_{s}"]) for d in found if d["measure"] == measure for s in ("a", "b")]
    shown = {name for name, k in sides if k is not None}
    return shown, {name for name, _ in sides} - shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--source", "evaluations"), "source-unknown"),
        (("--source", "recods"), "source-unknown"),
        (("--by", "shoe_size"), "item-unknown"),
    ],
)
def test_differences_refuses_what_it_does_not_know(words: tuple[str, str], code: str) -> None:
    assert refused(differences, "--evidence", evidence_folder(), *words).code == code
