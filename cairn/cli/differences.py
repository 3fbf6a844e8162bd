"""`cairn differences`: where experience differs, in plain words."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.analysis.disclosure import load_disclosure
from cairn.cli.output import evidence_option, format_option, print_json
from cairn.errors import Problem, UsageError
from cairn.pipeline.differences import as_json, find_differences, in_words, shown_once
from cairn.pipeline.evidence import open_case
from cairn.pipeline.places import definitions_root
from cairn.pipeline.shelf import load_shelf
from cairn.utils.nearest import did_you_mean


@click.command(
    "differences",
    epilog="""\b
Examples:
  cairn differences --evidence evidence/
  cairn differences --evidence evidence/ --source staff
  cairn differences --evidence evidence/ --every --format json""",
)
@evidence_option
@click.option(
    "--source", default="records", show_default=True, help="Whose evidence: records, staff, parents …"
)
@click.option("--by", default="", help="Only these characteristics, with commas between.")
@click.option(
    "--rate",
    type=click.FloatRange(0.001, 0.2),
    default=0.05,
    show_default=True,
    help="How large a part of the flags may be false.",
)
@click.option("--every", is_flag=True, help="All findings, not only the strongest for each measure.")
@format_option
def command(evidence: Path, source: str, by: str, rate: float, every: bool, output_format: str) -> int:
    """Find where experience differs between groups, without being told where to look.

    Every group is compared with all others and with every other group, on every measure. What is listed
    stands out from all comparisons made; those that do so most firmly, and differ most, come first.
    """
    shelf = load_shelf()
    case = open_case(evidence, shelf)
    found_source = case.book.source(source)
    if found_source is None or not found_source.tables or not found_source.protected:
        known = [s.name for s in case.book.sources if s.tables and s.protected]
        message = f"There are no people or records to compare in “{source}”."
        raise UsageError(Problem(code="source-unknown", message=message, remedy=did_you_mean(source, known)))
    groupings = tuple(name.strip() for name in by.split(",") if name.strip())
    below = load_disclosure(definitions_root()).below
    result = find_differences(case.bundle, source, case.book, by=groupings, rate=rate)
    shown = result.found if every else shown_once(result.found)
    if output_format == "json":
        print_json(
            {
                "source": source,
                "rate": rate,
                "family": result.family,
                "not_tested": result.not_tested,
                "found": len(result.found),
                "differences": [as_json(f, below) for f in shown],
            }
        )
        return 0
    for one in shown:
        doubt = "" if one.firm else "(less firm) "
        click.echo(doubt + in_words(one, shelf.wording, found_source.unit_plural, below))
    click.echo(
        f"{len(result.found)} of {result.family:,} comparisons stand out; at most about {rate:.0%} of them by"
        f" chance. {result.not_tested:,} more were not made: fewer than ten answers, or all the same."
    )
    if case.bundle.label:
        click.echo(f"The evidence is {case.bundle.label}.")
    return 0
