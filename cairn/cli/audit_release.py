"""`cairn audit-release`: attack what is about to be published, as a reader could."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.analysis.disclosure import Limits
from cairn.analysis.disclosure.audit import AuditReport
from cairn.analysis.disclosure.release import audit_release, report_as_json
from cairn.cli.output import format_option, print_json
from cairn.cli.releases import earlier_option
from cairn.pipeline.disclosure import disclosure_rule, reading_of
from cairn.pipeline.release_attack import attack_of
from cairn.pipeline.shelf import load_shelf
from cairn.utils.counts import counted

SHOWN_AT_MOST = 100
__all__ = ["attack_of", "command"]  # the overview takes the attack from here, when it needs it


@click.command(
    "audit-release",
    epilog="""\b
Examples:
  cairn audit-release release/
  cairn audit-release release-2020/ --earlier release-2018/ --earlier release-2019/
  cairn audit-release release/ --format json

Exit codes: 0 nothing withheld can be worked out; 1 something can; 2 could not run.""",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@earlier_option
@format_option
def command(folder: Path, earlier: tuple[Path, ...], output_format: str) -> int:
    """Try to work out what DIR withholds, from all that it and the earlier releases publish.

    DIR holds the tables and a release.json that says what they count. Totals, percentages, words, intervals
    and the differences between releases are all used. When something can be worked out, write DIR anew with
    cairn tables or cairn render and the same --earlier.
    """
    shelf = load_shelf()
    limits = disclosure_rule(shelf).limits
    report = audit_release(folder, earlier, limits=limits, reading=reading_of(shelf.wording))
    if output_format == "json":
        print_json(report_as_json(report))
    else:
        _print(folder, report, limits, bool(earlier))
    return 0 if report.safe else 1


def _print(folder: Path, report: AuditReport, limits: Limits, beside: bool) -> None:
    for leak in report.leaks[:SHOWN_AT_MOST]:
        click.echo(f"{folder}: {leak} [{leak.kind.value}]")
    if len(report.leaks) > SHOWN_AT_MOST:
        click.echo(f"… and {len(report.leaks) - SHOWN_AT_MOST} more like these.")
    found = f"{len(report.leaks)} can be worked out" if report.leaks else "nothing can be worked out"
    click.echo(f"{counted(report.cells, 'count')} looked at, {report.withheld:,} of them withheld: {found}.")
    click.echo(f"The rule: {limits}.")
    if report.leaks:
        told = " and tell it what is out, with --earlier for each release" if beside else ""
        click.echo(f"What to do: write it anew with cairn tables or cairn render{told}.")
        click.echo("They withhold what would give a count away, or say what cannot be published.")
