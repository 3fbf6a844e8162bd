"""`cairn estimate`: a measure counted in the evidence."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.analysis.disclosure import SYMBOL
from cairn.cli.output import evidence_option, format_option, print_json
from cairn.errors import EvidenceError, Problem
from cairn.pipeline.estimates import Row, parse_measure, rows_of
from cairn.pipeline.evidence import open_case
from cairn.pipeline.shelf import load_shelf


@click.command(
    "estimate",
    epilog="""\b
Examples:
  cairn estimate records/plan_quality=good_or_better --evidence evidence/
  cairn estimate plan_quality=good_or_better --by care_group --evidence evidence/
  cairn estimate wellbeing_improvement --where looked_after --evidence evidence/ --format json""",
)
@click.argument("measure")
@evidence_option
@click.option("--by", default="", help="A characteristic to break the figure down by, such as care_group.")
@click.option(
    "--where", default="", help="The group to count, as in a claim: care_group:foster_care or looked_after."
)
@format_option
def command(measure: str, evidence: Path, by: str, where: str, output_format: str) -> int:
    """Count MEASURE, spelt SOURCE/MEASURE=LEVEL as in a claim, on the basis of those read or asked.

    Without a level every answer is counted. Figures too small to show are withheld.
    """
    shelf = load_shelf()
    case = open_case(evidence, shelf)
    claim = parse_measure(measure, by, where, case.book)
    found = case.evidence([claim])
    if claim.source not in found.tallies:
        message = f"The evidence has no rows for “{claim.source}”."
        raise EvidenceError(Problem(code="source-without-rows", message=message, file=str(evidence)))
    rows = rows_of(claim, found)
    if output_format == "json":
        print_json([r.as_json() for r in rows])
    else:
        _print(rows, found.label)
    return 0


def _print(rows: list[Row], label: str) -> None:
    for row in rows:
        k, n = (SYMBOL if v is None else f"{v:,}" for v in (row.k, row.n))
        share = (
            f"{round(100 * row.k / row.n)}%"
            if row.k is not None and row.n
            else SYMBOL
            if row.k is None
            else "no base"
        )
        name = f"{row.by}={row.level}" if row.by else row.level
        click.echo(f"{name:<34} {row.answer:<24} {k:>8} of {n:>8}  {share:>7}")
    if any(row.k is None for row in rows):
        click.echo(f"{SYMBOL}: withheld, too small to publish safely.")
    if label:
        click.echo(f"The evidence is {label}.")
