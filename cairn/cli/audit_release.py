"""`cairn audit-release`: attack what is about to be published, as a reader could."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.analysis.disclosure import Limits
from cairn.analysis.disclosure.audit import AuditReport
from cairn.analysis.disclosure.digests import FileCheck, check_files
from cairn.analysis.disclosure.linking import unlinked
from cairn.analysis.disclosure.manifest import MANIFEST
from cairn.analysis.disclosure.release import audit_releases, read_release, report_as_json
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

Exit codes: 0 nothing withheld can be worked out; 1 something can, or DIR holds files that were not looked
at; 2 could not run.""",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@earlier_option
@format_option
def command(folder: Path, earlier: tuple[Path, ...], output_format: str) -> int:
    """Try to work out what DIR withholds, from all that it and the earlier releases publish.

    DIR holds the tables and a release.json that says what they count. Totals, percentages, words, intervals
    and the differences between releases are all used. When something can be worked out, write DIR anew with
    cairn tables or cairn render and the same --earlier.

    Files in DIR that release.json does not know, and files that are not what was written with it, are named:
    nobody has looked at what they say.
    """
    shelf = load_shelf()
    limits = disclosure_rule(shelf).limits
    release, *before = (read_release(f) for f in (folder, *earlier))
    report = audit_releases([release, *before], limits=limits, reading=reading_of(shelf.wording))
    files = check_files(folder)
    remarks = (*_remarks(files), *unlinked(release, before))
    if output_format == "json":
        strange = [{"file": one.file, "kind": one.kind.value} for one in files.strange]
        found = {**report_as_json(report), "files": strange, "remarks": list(remarks)}
        print_json(found | {"safe": report.safe and not files.strange})
    else:
        _print_files(folder, files)
        _print(folder, report, limits, bool(earlier))
        for remark in remarks:
            click.echo(remark)
    return 0 if report.safe and not files.strange else 1


def _remarks(files: FileCheck) -> tuple[str, ...]:
    if not files.listed:
        older = f"This {MANIFEST} does not list the files of the release, as older versions did not: "
        return (f"{older}whether all of them belong to it, and are as they were written, is not known.",)
    if files.missing:
        return (f"Not in the folder, but in {MANIFEST}: {', '.join(files.missing)}.",)
    return ()


def _print_files(folder: Path, files: FileCheck) -> None:
    for file in files.strange[:SHOWN_AT_MOST]:
        click.echo(f"{folder}: {file} [{file.kind.value}]")
    if len(files.strange) > SHOWN_AT_MOST:
        click.echo(f"… and {len(files.strange) - SHOWN_AT_MOST} more files like these.")
    if files.strange:
        click.echo("What to do: take these files out of the folder, or write the release again.")


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
