"""`cairn agreement`: how far two readers of the same records agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cairn.analysis.estimators.agreement import FEWEST_PAIRS, Coefficient
from cairn.cli.output import format_option, print_json
from cairn.collection.bundle import open_bundle
from cairn.errors import Problem, UsageError
from cairn.pipeline.agreement import ItemAgreement, agreements, bundle_pairs, read_pairs
from cairn.pipeline.shelf import load_shelf
from cairn.utils.counts import counted

USUAL_POINTS = 6


@click.command(
    "agreement",
    epilog="""\b
Examples:
  cairn agreement pairs.csv
  cairn agreement pairs.csv --population 754 --format json
  cairn agreement --evidence evidence/ --items plan_quality,chronology_quality""",
)
@click.argument("pairs", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, file_okay=False),
    help="A bundle with second readings, instead of PAIRS.",
)
@click.option("--items", default="", help="With --evidence: only these questions, with commas between.")
@click.option(
    "--points",
    type=click.IntRange(2, 50),
    help="How many points the scale of PAIRS has, whether or not all were used; 6 if not said.",
)
@click.option(
    "--population",
    type=click.IntRange(min=1),
    help="The number of records from which those read twice were drawn; in a bundle all that it holds.",
)
@format_option
def command(
    pairs: Path | None,
    evidence: Path | None,
    items: str,
    points: int | None,
    population: int | None,
    output_format: str,
) -> int:
    """Agreement between readers from PAIRS, a CSV with the columns record, item, first, second.

    With --evidence the pairs are the first and second readings of a bundle, question by question, each on the
    whole of its own scale.

    Percent agreement, exact and within one step; Gwet's AC2 with quadratic weights, with Krippendorff's alpha
    (ordinal) and quadratic kappa beside it; 95 % t intervals on records. Fewer than ten pairs are too few.
    """
    _require_one(pairs, evidence, points, items)
    label = ""
    if evidence is not None:
        bundle = open_bundle(evidence, load_shelf().instrument_set)
        ratings, read = bundle_pairs(bundle, [i.strip() for i in items.split(",") if i.strip()])
        population, label = population or read, bundle.label
    else:
        assert pairs is not None
        ratings = read_pairs(pairs, points or USUAL_POINTS)
    found = agreements(ratings, population)
    if output_format == "json":
        print_json([row.as_json() for row in found])
        return 0
    _print(found, population)
    if label:
        click.echo(f"The evidence is {label}.")
    return 0


def _require_one(pairs: Path | None, evidence: Path | None, points: int | None, items: str) -> None:
    """Raise `UsageError` unless there is either a file of pairs or a bundle, with options that fit it."""
    if (pairs is None) == (evidence is None):
        message = "Name a file of pairs, or --evidence with second readings; one of the two."
    elif evidence is not None and points is not None:
        message = "--points goes with a file of pairs: a bundle knows its scales."
    elif pairs is not None and items:
        message = "--items goes with --evidence."
    else:
        return
    problem = Problem(code="pairs-question", message=message, remedy="See cairn agreement --help.")
    raise UsageError(problem)


def _print(rows: Sequence[ItemAgreement], population: int | None) -> None:
    width = max(len("item"), *(len(row.item) for row in rows))
    click.echo(
        f"{'item':<{width}}  {'pairs':>6}  {'exact':>6}  {'within 1':>8}  {'AC2':<20}  {'alpha':<20}  kappa"
    )
    for row in rows:
        found = row.found
        if found.too_few:
            click.echo(f"{row.item:<{width}}  {found.records:>6,}  too few to say (ten pairs are needed)")
            continue
        within = "" if found.within_one is None else _percent(found.within_one)
        others = "  ".join(f"{_value(c):<20}" for c in (found.headline, *found.beside))
        line = f"{row.item:<{width}}  {found.records:>6,}  {_percent(found.exact):>6}  {within:>8}  {others}"
        click.echo(line.rstrip())
    click.echo("")
    for row in rows:
        sentence = _leaning(row)
        if sentence:
            click.echo(sentence)
    click.echo("AC2 is Gwet's with quadratic weights; alpha is Krippendorff's, ordinal; kappa is quadratic.")
    click.echo("AC2 can flatter readers who hardly agree; kappa can wrong those who nearly always do.")
    if population is not None:
        of_all = counted(population, "record")
        click.echo(f"Intervals are for the {of_all} from which those read twice were drawn.")


def _leaning(row: ItemAgreement) -> str:
    """A sentence where the second reader was higher, or lower, in at least twice as many records."""
    higher, lower = row.found.higher or 0, row.found.lower or 0
    if higher + lower < FEWEST_PAIRS or max(higher, lower) < 2 * min(higher, lower):
        return ""
    word = "higher" if higher > lower else "lower"
    return (
        f"{row.item}: the second reader was {word} in {max(higher, lower):,} of the "
        f"{higher + lower:,} records on which they differ."
    )


def _percent(found: Coefficient | None) -> str:
    return "" if found is None or found.value is None else f"{100 * found.value:.0f}%"


def _value(found: Coefficient | None) -> str:
    if found is None or found.value is None:
        return "none"
    interval = found.interval()
    return f"{found.value:.2f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")
