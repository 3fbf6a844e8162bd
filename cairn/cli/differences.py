"""`cairn differences`: where experience differs, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure import load_disclosure
from cairn.analysis.estimators.group import SYNONYMS
from cairn.analysis.tallies.tally_source import tally_source
from cairn.cli.output import evidence_option, format_option, print_json
from cairn.errors import Problem, UsageError
from cairn.instruments.plain_sheet import plain_column_name
from cairn.pipeline.difference_shelter import Shelter
from cairn.pipeline.differences import (
    RATE,
    WITHHELD,
    Differences,
    Found,
    as_json,
    find_differences,
    in_words,
    shown_once,
)
from cairn.pipeline.evidence import Case, open_case
from cairn.pipeline.frame import Frame
from cairn.pipeline.frames import read_frame
from cairn.pipeline.places import definitions_root
from cairn.pipeline.population_differences import find_population_differences
from cairn.pipeline.programme_differences import (
    SIDES,
    Programmes,
    find_programme_differences,
    programme_labels,
)
from cairn.pipeline.release_attack import attack_of
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.pipeline.table_evidence import SIZE_COLUMN
from cairn.utils.nearest import did_you_mean


@click.command(
    "differences",
    epilog="""\b
Examples:
  cairn differences --evidence evidence/
  cairn differences --evidence evidence/ --source staff
  cairn differences --evidence evidence/ --every --format json
  cairn differences --evidence evidence/ --frame frame.csv
  cairn differences --evidence evidence/ --against earlier-evidence/ --by care_group""",
)
@evidence_option
@click.option("--source", default="records", show_default=True, help="Whose evidence: records, staff, …")
@click.option("--by", default="", help="Only these characteristics, with commas between.")
@click.option(
    "--rate",
    type=click.FloatRange(0.001, 0.2),
    default=RATE,
    show_default=True,
    help="How large a part of the flags may be false.",
)
@click.option("--every", is_flag=True, help="All findings, not only the strongest for each measure.")
@click.option(
    "--frame",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV with one row for each stratum and its number of children: test for all of them.",
)
@click.option(
    "--strata",
    default="",
    help="The columns that make the strata; if not said, all that name characteristics.",
)
@click.option(
    "--population-size", default=SIZE_COLUMN, show_default=True, help="The frame's column of sizes."
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another bundle, such as an earlier programme's: compare the two, not the groups of one.",
)
@click.option(
    "--against-frame",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The frame of the other bundle; with --frame only.",
)
@format_option
def command(evidence: Path, source: str, output_format: str, **asked: Any) -> int:
    """Find where experience differs between groups, without being told where to look.

    Every group is compared with all others and with every other group, on every measure. What is listed
    stands out from all comparisons made; those that do so most firmly, and differ most, come first.

    Of those read, differences are facts, ranked by how seldom chance would part the groups so much. With
    --frame they are estimates for all the children, tested by the design of the sample.

    With --against every measure is compared between two bundles, over all and in every group of --by.
    """
    shelf = load_shelf()
    case = open_case(evidence, shelf)
    people = case.book.source(source)
    if people is None or not people.tables or not people.protected:
        known = [s.name for s in case.book.sources if s.tables and s.protected]
        message = f"There are no people or records to compare in “{source}”."
        raise UsageError(Problem(code="source-unknown", message=message, remedy=did_you_mean(source, known)))
    other = _other(asked, shelf)
    result = _find(case, source, asked) if other is None else _between(case, other, source, asked)
    below = load_disclosure(definitions_root()).below
    shown = _safe(result.found if asked["every"] else shown_once(result.found), (case, other), source, shelf)
    if output_format == "json":
        labels = programme_labels(case.bundle, other.bundle) if other is not None else None
        print_json(_as_json(result, shown, asked, below, labels))
        return 0
    for one in shown:
        doubt = "" if one.firm else "(less firm) "
        click.echo(doubt + in_words(one, shelf.wording, people.unit_plural, below))
    click.echo(
        f"{len(result.found)} of {result.family:,} comparisons stand out; at most about {result.rate:.0%} of"
        f" them by chance. {result.not_tested:,} more were not made: fewer than ten answers, or all the same."
    )
    if any(s.withheld for f in shown for s in (f.compared.a, f.compared.b)):
        click.echo(f"({WITHHELD}): with the others it would give away a number that is too small to show.")
    for label in dict.fromkeys(c.bundle.label for c in (case, other) if c is not None and c.bundle.label):
        click.echo(f"The evidence is {label}.")
    return 0


def _safe(
    shown: Sequence[Found], cases: tuple[Case, Case | None], source: str, shelf: Shelf
) -> tuple[Found, ...]:
    """The findings with all withheld that would give away what is too small, of either body of evidence."""
    case, other = cases
    shelter = Shelter(book=case.book, instruments=shelf.instruments, attack=attack_of(shelf))
    safe = tuple(shown)
    if other is None:
        by = sorted({f.compared.by for f in shown})
        return shelter.sheltered(safe, tally_source(case.bundle, source, by, [], case.book))
    by = sorted({name for f in shown for name, _ in f.compared.where})
    for side, one in zip(SIDES, (case, other), strict=True):
        safe = shelter.sheltered(safe, tally_source(one.bundle, source, by, [], case.book), side)
    return safe


def _other(asked: dict[str, Any], shelf: Shelf) -> Case | None:
    """The bundle to compare with, if one was named; frames must be given for both or for neither."""
    frames = [asked["frame"] is not None, asked["against_frame"] is not None]
    if asked["against"] is None and frames[1]:
        message, remedy = "--against-frame goes with --against.", "Name the other bundle."
    elif asked["against"] is not None and len(set(frames)) > 1:
        message = "One programme has a frame and the other has none."
        remedy = "Give --frame and --against-frame, or neither."
    else:
        return None if asked["against"] is None else open_case(asked["against"], shelf)
    raise UsageError(Problem(code="frame-of-one", message=message, remedy=remedy))


def _between(case: Case, other: Case, source: str, asked: dict[str, Any]) -> Differences:
    frames: tuple[Frame, Frame] | None = None
    if asked["frame"] is not None:
        strata, size = _names(asked["strata"]), asked["population_size"]
        this, that = (
            read_frame(path, source, case.book, strata=strata, size=size)
            for path in (asked["frame"], asked["against_frame"])
        )
        frames = (this, that)
    programmes = Programmes(this=case.bundle, other=other.bundle, frames=frames)
    by = tuple(dict.fromkeys(_names(asked["by"])))
    return find_programme_differences(programmes, source, case.book, by=by, rate=asked["rate"])


def _find(case: Case, source: str, asked: dict[str, Any]) -> Differences:
    by, rate = _names(asked["by"]), asked["rate"]
    if asked["frame"] is None:
        return find_differences(case.bundle, source, case.book, by=by, rate=rate)
    strata, size = _names(asked["strata"]), asked["population_size"]
    frame = read_frame(asked["frame"], source, case.book, strata=strata, size=size)
    return find_population_differences(case.bundle, source, case.book, frame, by=by, rate=rate)


def _names(text: str) -> tuple[str, ...]:
    plain = (plain_column_name(name) for name in text.split(",") if name.strip())
    return tuple(SYNONYMS.get(name, name) for name in plain)


def _as_json(
    result: Differences,
    shown: Sequence[Found],
    asked: dict[str, Any],
    below: int,
    labels: tuple[str, str] | None,
) -> dict[str, object]:
    return {
        "source": result.source,
        **({"programmes": dict(zip(SIDES, labels, strict=True))} if labels is not None else {}),
        "basis": "read" if asked["frame"] is None else "population",
        "rate": result.rate,
        "family": result.family,
        "not_tested": result.not_tested,
        "found": len(result.found),
        "differences": [as_json(f, below) for f in shown],
    }
