"""What an estimate from a table and a frame may give away, and how it is told then."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cairn.cli.estimate import command as estimate

GIVING = {"home": (40, 60, 300), "foster": (11, 40, 40), "secure": (2, 9, 20), "kin": (29, 50, 400)}


def rows(*words: str | Path) -> list[dict[str, object]]:
    command: click.Command = estimate
    done = CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)
    assert done.exception is None, done.exception
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def small_beside_large(folder: Path, secure_children: int) -> tuple[str | Path, ...]:
    """Four groups of k of n read, of so many children; secure care (2 of 9) is too small to show."""
    cells = [(g, 5 if i < k else 2) for g, (k, n, _) in GIVING.items() for i in range(n)]
    lines = [f"R{i},{group},{rating}" for i, (group, rating) in enumerate(cells)]
    (folder / "t.csv").write_text("\n".join(["case_id,care_group,q01", *lines]) + "\n")
    sizes = {g: children for g, (_, _, children) in GIVING.items()} | {"secure": secure_children}
    (folder / "f.csv").write_text("care_group,pop_size\n" + "".join(f"{g},{n}\n" for g, n in sizes.items()))
    files = ("--table", folder / "t.csv", "--frame", folder / "f.csv", "--strata", "care_group")
    return (*files, "--item", "q01", "--at-least", "4", "--format", "json")


def test_an_estimate_that_would_give_a_small_count_back_is_told_in_whole_per_cents(tmp_path: Path) -> None:
    asked = small_beside_large(tmp_path, 20)
    hidden = {r["level"] for r in rows(*asked, "--by", "care_group") if r["withheld"]}
    assert hidden == {"secure", "foster"}
    # 40 × 5 + 29 × 8 + 11 + 2 × 20/9 = 447.4 of 760 children. In full it leaves only 2 for secure care; 59 %
    # leaves 444.6 to 452.2, so 12.6 to 20.2 = 13 + 1.22 s beside home and kinship care: s from 0 to 5.
    (whole,) = rows(*asked)
    assert (whole["k"], whole["n"], whole["share"], whole["se"]) == (82, 159, 0.59, None)
    assert "whole per cents" in str(whole["notes"])
    (plain,) = rows(*asked, "--no-disclosure-control")
    assert plain["share"] == pytest.approx((40 * 5 + 29 * 8 + 11 + 2 * 20 / 9) / 760, abs=1e-12)


def test_an_estimate_that_gives_a_small_count_back_even_so_is_withheld(tmp_path: Path) -> None:
    # Of 900 children in secure care one read stands for 100: a hundredth of 1,640 children tells them apart.
    (whole,) = rows(*small_beside_large(tmp_path, 900))
    assert whole["withheld"] and {whole[c] for c in ("k", "share", "se", "low", "high")} == {None}
