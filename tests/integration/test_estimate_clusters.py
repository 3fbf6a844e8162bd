"""A sample of clusters, by the command line, against arithmetic written out."""

from __future__ import annotations

import json
from math import sqrt
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cairn.cli.estimate import command as estimate
from cairn.errors import CairnError

SCHOOLS = {"North": (6, 10), "South": (3, 10), "West": (9, 12), "Hill": (2, 8)}  # yes of so many asked
CLUSTERS = ("--clusters", "school")


@pytest.fixture
def files(tmp_path: Path) -> tuple[str | Path, ...]:
    return written(tmp_path, 20)


def written(folder: Path, schools: int, sizes: str = "") -> tuple[str | Path, ...]:
    rows = [(s, int(i < yes)) for s, (yes, n) in SCHOOLS.items() for i in range(n)]
    lines = [f"R{i},A,{school},{answer},{sizes}" for i, (school, answer) in enumerate(rows)]
    (folder / "t.csv").write_text("\n".join(["case_id,area,school,b1,pupils", *lines]) + "\n")
    (folder / "f.csv").write_text(f"area,pop_size\nA,{schools}\n")
    asked = ("--strata", "area", "--item", "b1", "--at-least", "1", "--format", "json")
    return ("--table", folder / "t.csv", "--frame", folder / "f.csv", *asked)


def run(*words: str | Path) -> Result:
    command: click.Command = estimate
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def the_row(*words: str | Path) -> dict[str, object]:
    done = run(*words)
    assert done.exception is None, done.exception
    (row,) = json.loads(done.stdout)
    return dict(row)


def refused(*words: str | Path) -> list[str]:
    error = run(*words).exception
    assert isinstance(error, CairnError), error
    return [problem.code for problem in error.problems]


def test_schools_that_were_drawn_are_what_the_error_counts(files: tuple[str | Path, ...]) -> None:
    row = the_row(*files, *CLUSTERS)
    # 20 of 40 said yes. Each school less its expected half: 6-5, 3-5, 9-6, 2-4. 4 of 20 schools were drawn.
    squares = 1**2 + 2**2 + 3**2 + 2**2
    error = sqrt((1 - 4 / 20) * 4 / 3 * squares) / 40
    assert (row["k"], row["n"], row["share"], row["df"]) == (20, 40, 0.5, 3)
    assert row["se"] == pytest.approx(error, abs=1e-12)
    assert (row["method"], row["notes"]) == ("clusters", ["From 4 clusters."])
    assert 0 < float(str(row["low"])) < 0.5 < float(str(row["high"])) < 1


def test_some_of_each_school_add_their_own_error(tmp_path: Path) -> None:
    row = the_row(*written(tmp_path, 20, "40"), *CLUSTERS, "--cluster-size", "pupils")
    # One asked stands for 40/10, 40/10, 40/12 and 40/8 of the pupils in their school, and each school for 5.
    weights = {"North": 4.0, "South": 4.0, "West": 40 / 12, "Hill": 5.0}
    share = sum(weights[s] * yes for s, (yes, _) in SCHOOLS.items()) / 160
    between = [weights[s] * (yes - share * n) / 160 for s, (yes, n) in SCHOOLS.items()]
    first = (1 - 4 / 20) * 4 / 3 * sum(d**2 for d in between)
    within = sum(
        (1 - n / 40) * n / (n - 1) * (yes * (n - yes) / n) * (weights[s] / 160) ** 2
        for s, (yes, n) in SCHOOLS.items()
    )
    assert row["share"] == pytest.approx(share, abs=1e-12)
    assert row["se"] == pytest.approx(sqrt(first + 4 / 20 * within), abs=1e-12)


def test_more_schools_than_there_are_and_sizes_that_cannot_be_are_told(tmp_path: Path) -> None:
    assert refused(*written(tmp_path, 3), *CLUSTERS) == ["more-read-than-frame"]
    sized = (*CLUSTERS, "--cluster-size", "pupils")
    assert refused(*written(tmp_path, 20, "11"), *sized) == ["cluster-size"]  # 12 of West were asked
    assert refused(*written(tmp_path, 20, "many"), *sized) == ["cluster-size"] * 4
    assert refused(*written(tmp_path, 20), "--cluster-size", "pupils") == ["clusters-missing"]


def test_a_record_of_no_school_is_told(files: tuple[str | Path, ...], tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(table.read_text().replace("R0,A,North", "R0,A,"))
    assert refused(*files, *CLUSTERS) == ["cluster-missing"]
