"""`cairn differences`: where experience differs, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure import load_disclosure
from cairn.analysis.estimators.group import SYNONYMS
from cairn.analysis.measures import MeasureBook
from cairn.analysis.tallies.tally_source import tally_source
from cairn.cli.output import evidence_option, format_option, print_json
from cairn.errors import Problem, UsageError
from cairn.instruments.plain_sheet import plain_column_name
from cairn.pipeline.difference_shelter import Shelter
from cairn.pipeline.difference_words import WITHHELD, as_json, in_words, shown_once
from cairn.pipeline.differences import RATE, Differences, Found, find_differences
from cairn.pipeline.estimate_shelter import EstimateShelter
from cairn.pipeline.evidence import Case, open_case
from cairn.pipeline.frame import Frame
from cairn.pipeline.frames import population_tally, read_frame
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
from cairn.utils.counts import counted
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
    frames = _frames(source, case.book, asked)
    result = (
        _find(case, source, frames, asked) if other is None else _between(case, other, source, frames, asked)
    )
    below = load_disclosure(definitions_root()).below
    cases = (case,) if other is None else (case, other)
    shown = _safe(result.found if asked["every"] else shown_once(result.found), cases, frames, source, shelf)
    if output_format == "json":
        labels = programme_labels(case.bundle, other.bundle) if other is not None else None
        print_json(_as_json(result, shown, asked, below, labels))
        return 0
    for one in shown:
        doubt = "" if one.firm else "(less firm) "
        click.echo(doubt + in_words(one, shelf.wording, people.unit_plural, below))
    _tell_family(result)
    if any(s.withheld for f in shown for s in (f.compared.a, f.compared.b)):
        click.echo(f"({WITHHELD}): with the others it would give away a number that is too small to show.")
    for label in dict.fromkeys(c.bundle.label for c in cases if c.bundle.label):
        click.echo(f"The evidence is {label}.")
    return 0


def _tell_family(result: Differences) -> None:
    """How many comparisons were made, so that a reader can judge what stands out."""
    verb = "stands" if len(result.found) == 1 else "stand"
    more = counted(result.not_tested, "more was", "more were")
    click.echo(
        f"{len(result.found):,} of {counted(result.family, 'comparison')} {verb} out; at most about"
        f" {result.rate:.0%} of them by chance. {more} not made: fewer than ten answers, or all the same."
    )
    if result.by_definition:
        left = counted(result.by_definition, "was", "were")
        click.echo(f"{left} left out: what a group is decides the answer, or whether it is asked.")


def _safe(
    shown: Sequence[Found], cases: Sequence[Case], frames: Sequence[Frame], source: str, shelf: Shelf
) -> tuple[Found, ...]:
    """The findings with all withheld that would give away what is too small, of either body of evidence."""
    book, attack = cases[0].book, attack_of(shelf)
    shelter = Shelter(book=book, instruments=shelf.instruments, attack=attack)
    named = {f.compared.measure: book.measure(source, f.compared.measure) for f in shown}
    items = sorted({m.items[0] for m in named.values() if m is not None})
    if len(cases) == 1:
        by = sorted({f.compared.by for f in shown})
    else:
        by = sorted({name for f in shown for name, _ in f.compared.where})
    safe = tuple(shown)
    for i, (side, case) in enumerate(zip(SIDES if len(cases) > 1 else ("",), cases, strict=True)):
        safe = shelter.sheltered(safe, tally_source(case.bundle, source, by, [], book), side)
        if frames:
            _, tally = population_tally(case.bundle, frames[i], by, items, book)
            estimates = EstimateShelter(source=source, book=book, tally=tally, limits=attack.limits)
            safe = estimates.sheltered(safe, side)
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


def _frames(source: str, book: MeasureBook, asked: dict[str, Any]) -> tuple[Frame, ...]:
    """The frames that were named, each of its bundle."""
    strata, size = _names(asked["strata"]), asked["population_size"]
    paths = [path for path in (asked["frame"], asked["against_frame"]) if path is not None]
    return tuple(read_frame(path, source, book, strata=strata, size=size) for path in paths)


def _between(
    case: Case, other: Case, source: str, frames: tuple[Frame, ...], asked: dict[str, Any]
) -> Differences:
    both = (frames[0], frames[1]) if frames else None
    programmes = Programmes(this=case.bundle, other=other.bundle, frames=both)
    by = tuple(dict.fromkeys(_names(asked["by"])))
    return find_programme_differences(programmes, source, case.book, by=by, rate=asked["rate"])


def _find(case: Case, source: str, frames: tuple[Frame, ...], asked: dict[str, Any]) -> Differences:
    by, rate = _names(asked["by"]), asked["rate"]
    if not frames:
        return find_differences(case.bundle, source, case.book, by=by, rate=rate)
    return find_population_differences(case.bundle, source, case.book, frames[0], by=by, rate=rate)


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
        "by_definition": result.by_definition,
        "found": len(result.found),
        "differences": [as_json(f, below) for f in shown],
    }
