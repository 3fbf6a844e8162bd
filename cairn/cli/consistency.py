"""`cairn consistency`: which published statements cannot all hold."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.claims.consistency import ConsistencyReport, find_conflicts, report_as_json
from cairn.claims.statement_claims import claims_where_known, load_statement_forms, unknown_names
from cairn.claims.statements import read_statements
from cairn.cli.output import SHOWN_AT_MOST, format_option, print_json
from cairn.pipeline.shelf import load_shelf

_OWN = "It is taken for a name of its own, which nothing else in the definitions is compared with."


@click.command(
    "consistency",
    epilog="""\b
Examples:
  cairn consistency definitions/programmes/scotland/2018-2020/statements.csv
  cairn consistency statements.csv --format json

Exit codes: 0 all can hold; 1 some cannot; 2 could not run.""",
)
@click.argument("statements", type=click.Path(path_type=Path))
@format_option
def command(statements: Path, output_format: str) -> int:
    """Find the smallest sets of statements that cannot all hold as worded, and say why.

    STATEMENTS is a CSV file with the columns id, line, source, population, measure, level, phrase and
    statistic. Each set is told in a sentence that can be checked by hand, with the least change of one
    statement that would mend it.
    """
    shelf = load_shelf()
    told = read_statements(statements)
    claims = claims_where_known(told, load_statement_forms(shelf.root), shelf.book)
    report = find_conflicts(told, shelf.book, shelf.wording, instruments=shelf.instruments, claims=claims)
    unknown = unknown_names(told, load_statement_forms(shelf.root), shelf.book)
    if output_format == "json":
        names = [{"id": i, "problems": [p.as_json() for p in ps]} for i, ps in unknown.items()]
        print_json({**report_as_json(report), "unknown_names": names})
    else:
        _print(report)
    for name, problems in list(unknown.items())[:SHOWN_AT_MOST]:
        for problem in problems:
            click.echo(f"{statements}: {name}: {problem.message} {problem.remedy} {_OWN}", err=True)
    return 1 if report.conflicts else 0


def _print(report: ConsistencyReport) -> None:
    for conflict in report.conflicts:
        click.echo(f"{', '.join(conflict.statements)}: {conflict.why}")
        if conflict.least_change is not None:
            change = conflict.least_change
            way = "more" if change.direction == "up" else "less"
            click.echo(f"    Least change: {change.statement}, {change.points} points {way}.")
    for remark in report.remarks:
        click.echo(f"Remark: {remark}")
    for missed in report.not_read:
        click.echo(f"Not read: {missed.statement}: {missed.reason}")
    sets = "one set" if len(report.conflicts) == 1 else f"{len(report.conflicts)} sets"
    found = f"{sets} cannot all hold as worded" if report.conflicts else "nothing speaks against all of them"
    click.echo(f"{report.statements} statements: {found}, under these ranges.")
