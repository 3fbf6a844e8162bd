"""`cairn estimate`: a measure counted in the evidence, or an item of a table estimated for its frame."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cairn.analysis.disclosure import SYMBOL, load_disclosure
from cairn.analysis.estimators.population.interval_choice import INTERVALS
from cairn.analysis.estimators.population.population_share import Method
from cairn.analysis.estimators.population.sample import LONELY, MISSING
from cairn.cli.output import format_option, print_json
from cairn.errors import EvidenceError, Problem, UsageError
from cairn.instruments.plain_sheet import plain_column_name
from cairn.pipeline.estimates import parse_measure
from cairn.pipeline.evidence import open_case
from cairn.pipeline.frames import for_all, read_frame
from cairn.pipeline.places import definitions_root
from cairn.pipeline.population_estimates import population_rows_of
from cairn.pipeline.read_figures import Row, rows_of
from cairn.pipeline.shelf import load_shelf
from cairn.pipeline.table_estimates import TableQuestion, estimate_table
from cairn.pipeline.table_evidence import SIZE_COLUMN, TableShape
from cairn.pipeline.table_row import TableRow

_CSV = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "estimate",
    epilog="""\b
Examples:
  cairn estimate records/plan_quality=good_or_better --evidence evidence/
  cairn estimate plan_quality=good_or_better --by care_group --evidence evidence/
  cairn estimate plan_quality=good_or_better --evidence evidence/ --frame frame.csv --by care_group
  cairn estimate wellbeing_improvement --where looked_after --evidence evidence/ --format json
  cairn estimate --table records.csv --frame frame.csv --strata area,care_group --item q01 --at-least 4
  cairn estimate --table survey.csv --frame asked.csv --strata area --margins m.csv --item s1 --at-least 4""",
)
@click.argument("measure", required=False)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of an evidence bundle, for MEASURE.",
)
@click.option("--by", default="", help="A characteristic to break the figure down by, such as care_group.")
@click.option(
    "--where", default="", help="The group to count, as in a claim: care_group:foster_care or looked_after."
)
@click.option("--table", type=_CSV, help="A CSV with one row for each record read, instead of --evidence.")
@click.option("--frame", type=_CSV, help="A CSV with one row for each stratum and its number of children.")
@click.option("--strata", default="", help="The columns that make the strata, with commas between.")
@click.option(
    "--population-size", default=SIZE_COLUMN, show_default=True, help="The frame's column of sizes."
)
@click.option("--item", default="", help="The column of answers.")
@click.option("--at-least", type=int, help="The lowest answer that counts; 1 for yes.")
@click.option(
    "--answers", default="", help="How far the answers go, such as 1-6; found by itself if not said."
)
@click.option("--id", "id_column", default="", help="The column of ids, if not named as usual; or none.")
@click.option(
    "--basis",
    type=click.Choice(["read", "population"]),
    help="Those read, a fact; or all in the frame, an estimate. With a frame: population.",
)
@click.option(
    "--missing",
    type=click.Choice(MISSING),
    default="respondents",
    show_default=True,
    help="Those who answered as the sample, or as a domain of those drawn: so where an empty cell of a table"
    " means that the question did not apply.",
)
@click.option(
    "--interval",
    type=click.Choice(INTERVALS),
    default="auto",
    show_default=True,
    help="The interval; wald is for comparison only.",
)
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True)
@click.option(
    "--single",
    type=click.Choice(LONELY),
    default="adjust",
    show_default=True,
    help="What to do with strata of which one record of several was read.",
)
@click.option(
    "--margins",
    type=_CSV,
    help="A CSV of margin, level and total: numbers of people to fit the weights of a survey to.",
)
@click.option(
    "--fit",
    type=click.Choice(["raking", "linear"]),
    default="raking",
    show_default=True,
    help="How they are fitted.",
)
@click.option("--clusters", default="", help="The column of the clusters (schools, teams) that were drawn.")
@click.option("--cluster-size", default="", help="The column of how many people each has, if not all were.")
@click.option("--no-disclosure-control", is_flag=True, help="Show small numbers too: not for publication.")
@format_option
def command(measure: str | None, output_format: str, **asked: Any) -> int:
    """Count MEASURE, spelt SOURCE/MEASURE=LEVEL as in a claim, on the basis of those read or asked.

    Without a level every answer is counted. Figures too small to show are withheld. With --frame the share is
    estimated for all the children in it; its strata are the columns that name characteristics.

    With --table, estimate the share of an item's answers of at least --at-least, for the children in a frame.
    """
    if "," in asked["by"]:
        message = f"--by takes one characteristic, not “{asked['by']}”."
        remedy = "Ask for one after the other, or for one within a group: --where area:A --by care_group."
        raise UsageError(Problem(code="by-several", message=message, remedy=remedy))
    if asked["table"] is not None:
        return _from_table(measure, output_format, asked)
    if measure is None or asked["evidence"] is None:
        message = "There is nothing to count."
        remedy = "Name a measure and --evidence, or --table with --item and --at-least."
        raise UsageError(Problem(code="nothing-asked", message=message, remedy=remedy))
    return _from_evidence(measure, output_format, asked)


def _from_evidence(measure: str, output_format: str, asked: dict[str, Any]) -> int:
    evidence: Path = asked["evidence"]
    _refuse_options(asked)
    population = asked["basis"] == "population" or (asked["frame"] is not None and asked["basis"] is None)
    if population and asked["frame"] is None:
        message = "The population is not known without a frame."
        remedy = (
            "Bring --frame: a CSV with one row for each stratum and its number of children in pop_size; or "
            "ask for --basis read."
        )
        raise UsageError(Problem(code="frame-missing", message=message, remedy=remedy))
    shelf = load_shelf()
    case = open_case(evidence, shelf)
    claim = parse_measure(measure, asked["by"], asked["where"], case.book)
    if population:
        claim = replace(claim, basis="population")
        strata = [name for name in asked["strata"].split(",") if name.strip()]
        frame = read_frame(
            asked["frame"], claim.source, case.book, strata=strata, size=asked["population_size"]
        )
        case = replace(case, for_all=for_all({claim.source: frame}))
    found = case.evidence([claim])
    if claim.source not in found.tallies:
        message = f"The evidence has no rows for “{claim.source}”."
        raise EvidenceError(Problem(code="source-without-rows", message=message, file=str(evidence)))
    if population:
        rows = population_rows_of(claim, found, _method(asked), shelf.disclosure.limits)
        _tell(rows, output_format, found.label)
        return 0
    figures = rows_of(claim, found, shelf.disclosure.limits)
    if output_format == "json":
        print_json([r.as_json() for r in figures])
    else:
        _print(figures, found.label)
    return 0


def _refuse_options(asked: dict[str, Any]) -> None:
    """Options that only a table takes: they would be passed over in silence."""
    given = [
        name
        for name in ("item", "at_least", "answers", "id_column", "margins")
        if asked[name] not in ("", None)
    ]
    given += ["no_disclosure_control"] if asked["no_disclosure_control"] else []
    if given:
        option = "--id" if given[0] == "id_column" else f"--{given[0].replace('_', '-')}"
        message = f"{option} goes with --table, not with --evidence."
        raise UsageError(Problem(code="table-option", message=message, remedy="See cairn estimate --help."))


def _from_table(measure: str | None, output_format: str, asked: dict[str, Any]) -> int:
    wrong = [f"--{name}" for name in ("evidence", "where") if asked[name]] + (["MEASURE"] if measure else [])
    needed = ["item", "at_least", *(["strata"] if asked["frame"] else [])]
    given = {name: "" if asked[name] is None else str(asked[name]).strip(", ") for name in needed}
    lacking = [f"--{name.replace('_', '-')}" for name in needed if not given[name]]
    if wrong or lacking:
        message = f"{wrong[0]} does not go with --table." if wrong else f"--table needs {', '.join(lacking)}."
        raise UsageError(Problem(code="table-question", message=message, remedy="See cairn estimate --help."))
    _tell(estimate_table(_question(asked)), output_format)
    return 0


def _tell(rows: list[TableRow], output_format: str, label: str = "") -> None:
    if output_format == "json":
        print_json([r.as_json() for r in rows])
        return
    _print_table(rows)
    if label:
        click.echo(f"The evidence is {label}.")


def _question(asked: dict[str, Any]) -> TableQuestion:
    strata = tuple(plain_column_name(name) for name in asked["strata"].split(",") if name.strip())
    return TableQuestion(
        table=asked["table"],
        frame=asked["frame"],
        shape=TableShape(
            strata=strata,
            item=plain_column_name(asked["item"]),
            by=plain_column_name(asked["by"]),
            size=plain_column_name(asked["population_size"]),
            id_column=plain_column_name(asked["id_column"]),
            answers=_range(asked["answers"]),
        ),
        at_least=asked["at_least"],
        basis=asked["basis"],
        method=_method(asked),
        margins=asked["margins"],
        fit=asked["fit"],
        clusters=plain_column_name(asked["clusters"]),
        cluster_size=plain_column_name(asked["cluster_size"]),
        limits=None if asked["no_disclosure_control"] else load_disclosure(definitions_root()).limits,
    )


def _method(asked: dict[str, Any]) -> Method:
    return Method(
        missing=asked["missing"], interval=asked["interval"], level=asked["level"], lonely=asked["single"]
    )


def _range(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    low, _, high = text.partition("-")
    if low.isdigit() and high.isdigit() and int(low) < int(high) <= 100:
        return int(low), int(high)
    message = f"“{text}” is not a range of answers."
    raise UsageError(Problem(code="answers-range", message=message, remedy="Write it as 1-6."))


def _print_table(rows: list[TableRow]) -> None:
    for row in rows:
        name = f"{row.by}={row.level}" if row.by else row.level
        name = f"{name:<34} {row.answer:<24}" if row.answer else name
        k, n = (SYMBOL if v is None else f"{v:,}" for v in (row.k, row.n))
        share = SYMBOL if row.withheld else "no base" if row.share is None else _per_cent(row.share, row)
        known = row.low is not None and row.high is not None
        limits = f"{_per_cent(row.low, row)} to {_per_cent(row.high, row)}" if known else ""
        click.echo(f"{name:<34} {k:>8} of {n:>8}  {share:>7}  {limits:<16} {row.method}")
        for note in row.notes:
            click.echo(f"    {note}")
    if any(row.withheld for row in rows):
        click.echo(f"{SYMBOL}: withheld, too small to publish safely.")


def _per_cent(share: float | None, row: TableRow) -> str:
    return f"{share:.0%}" if row.rounded else f"{share:.1%}"


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
