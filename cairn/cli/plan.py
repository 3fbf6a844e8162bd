"""`cairn plan`: what a sample will be able to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from cairn.cli.output import format_option, print_json
from cairn.errors import Problem, UsageError
from cairn.pipeline.plan import Outlook, groups_of, outlooks
from cairn.pipeline.shelf import load_shelf
from cairn.sampling.design_loader import load_design
from cairn.sampling.frame_file import read_sizes


@click.command(
    "plan",
    epilog="""\b
Examples:
  cairn plan children.csv --design records-by-care-group --expect 80 --say most
  cairn plan sizes.csv --design records-by-care-group --size 120 --expect 70 --expect secure_care=50""",
)
@click.argument("frame", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--design", required=True, help="A design by name, or the path of its .yaml file.")
@click.option("--size", type=click.IntRange(min=1), help="Another sample size than the design's.")
@click.option("--by", default="care_group", show_default=True, help="The groups to look at.")
@click.option(
    "--expect",
    multiple=True,
    metavar="[GROUP=]PERCENT",
    help="The share expected at the level that matters, 70 if not given; repeat it for single groups.",
)
@click.option("--say", multiple=True, metavar="WORDS", help="Words to be able to say; may be repeated.")
@click.option(
    "--chance",
    default=80,
    show_default=True,
    type=click.IntRange(50, 99),
    help="How likely, in per cent, the words should be to hold.",
)
@format_option
def command(
    frame: Path,
    design: str,
    size: int | None,
    by: str,
    expect: tuple[str, ...],
    output_format: str,
    **wanted: Any,
) -> int:
    """Say what a sample from FRAME will support, by group, before it is drawn.

    FRAME lists units (unit_id), or strata with their number of units (pop_size). Margins of error and
    chances are exact for a simple random sample without replacement in each group.
    """
    shelf = load_shelf()
    plan = load_design(shelf.root, design)
    plan = replace(plan, size=size) if size is not None else plan
    expected, differing = _expectations(expect)
    groups = groups_of(read_sizes(frame, plan.strata), plan, by, expected, differing)
    chance: int = wanted["chance"]
    rows = outlooks(groups, wanted["say"], shelf.wording, chance / 100)
    if output_format == "json":
        print_json([row.as_json() for row in rows])
    else:
        _print(rows, chance)
    return 0


def _expectations(texts: Sequence[str]) -> tuple[Fraction, dict[str, Fraction]]:
    overall, single = Fraction(70, 100), {}
    for text in texts:
        group, _, number = text.rpartition("=")
        percent = number.removesuffix("%")
        if not (percent.isascii() and percent.isdigit() and int(percent) <= 100):
            message = f"“{text}” is no expectation."
            remedy = "Write a per cent from 0 to 100, such as 70 or secure_care=50."
            raise UsageError(Problem(code="expect-wrong", message=message, remedy=remedy))
        if group:
            single[group] = Fraction(int(percent), 100)
        else:
            overall = Fraction(int(percent), 100)
    return overall, single


def _print(rows: Sequence[Outlook], chance: int) -> None:
    width = max(len(row.group) for row in rows)
    words = max(len("words"), *(len(row.words) for row in rows))
    click.echo(
        f"{'':<{width}}  {'in frame':>8}  {'drawn':>6}  {'margin':>8}  {'words':<{words}}"
        f"  {'hold':>5}  {'firmly':>6}  {'needed':>6}  {'firmly':>6}"
    )
    for row in rows:
        click.echo(
            f"{row.group:<{width}}  {row.population:>8,}  {row.drawn:>6,}  {_margin(row):>8}"
            f"  {row.words:<{words}}  {_percent(row.holds):>5}  {_percent(row.holds_firmly):>6}"
            f"  {_number(row, row.needed):>6}  {_number(row, row.needed_firmly):>6}"
        )
    click.echo("")
    click.echo("margin: half the 95 % interval, in percentage points, if the sample comes out as expected.")
    click.echo("hold: the chance that the words are true of those drawn; firmly: that the whole interval is")
    click.echo(f"within the words. needed: how many to draw for a chance of {chance} %.")
    if not all(row.true for row in rows):
        click.echo("untrue: the words do not describe what is expected, however many are drawn.")


def _margin(row: Outlook) -> str:
    if row.margin is None:
        return "none"
    return "all read" if row.drawn == row.population else f"±{100 * row.margin:.1f}"


def _percent(chance: float | None) -> str:
    return "none" if chance is None else f"{100 * chance:.0f}%"


def _number(row: Outlook, needed: int | None) -> str:
    if not row.true:
        return "untrue"
    return "> 2000" if needed is None else f"{needed:,}"
