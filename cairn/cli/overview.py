"""`cairn overview`: a programme's overview report, from evidence to PDF."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cairn.cli.main import module_of
from cairn.cli.output import format_option, print_json
from cairn.cli.releases import earlier_option, formats_of, formats_option
from cairn.pipeline.overview import USUAL_FORMATS, Order, Overview, Tools, run_overview
from cairn.pipeline.provenance import EVIDENCE, SEED, Kept, building, is_there, made_from, read_kept, settle
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.pipeline.steps import Steps
from cairn.utils.counts import counted


@click.command(
    "overview",
    epilog="""\b
Examples:
  cairn overview scotland/2018-2020 --out build/overview
  cairn overview scotland/2018-2020 --evidence evidence/ --out build/overview
  cairn overview scotland/2018-2020 --out build/overview --to html,docx,xlsx,zip
  cairn audit-release build/overview

Exit codes: 0 all is well; 1 some number-word or statement does not hold; 2 could not run, or the figures
together would give away what is withheld.""",
)
@click.argument("programme")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write to.")
@click.option(
    "--evidence", type=click.Path(path_type=Path, file_okay=False), help="An evidence bundle of your own."
)
@click.option(
    "--seed", type=click.IntRange(0), default=SEED, show_default=True, help="For the stand-in evidence."
)
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date the report bears; today if not given."
)
@formats_option(",".join(USUAL_FORMATS))
@earlier_option
@format_option
def command(
    programme: str, out: Path, evidence: Path | None, seed: int, output_format: str, **asked: Any
) -> int:
    """Build PROGRAMME's overview report and seven-minute briefing, checked and rendered.

    Without evidence of your own, stand-in evidence is built from the programme's published statements.

    All figures shown are looked at together, with those of earlier releases: what could be worked out of them
    is withheld too, or nothing is written. release.json lists them for audit-release.
    """
    begun = time.perf_counter()
    formats = formats_of(asked["formats"])
    earlier: tuple[Path, ...] = asked["earlier"]
    on: datetime | None = asked["on"]
    console = Console(stderr=True, highlight=False)
    with console.status("Reading the definitions …") as status:
        steps = Steps(lambda name: status.update(f"{name} …"))
        shelf = load_shelf()
        found = evidence or _stand_in(shelf, programme, seed, out, steps)
        order = Order(
            programme=programme,
            out=out,
            evidence=found,
            on=on.date() if on else date.today(),
            kept=Kept() if evidence else read_kept(found.parent),
            formats=formats,
        )
        tools = Tools(
            attack=lambda beside: module_of("audit-release").attack_of(shelf, earlier, beside),
            render=lambda *made: module_of("render").render_as(*made),
            always=bool(earlier),
        )
        run = run_overview(shelf, order, steps, tools, before_writing=lambda: settle(out))
    seconds = time.perf_counter() - begun
    if output_format == "json":
        print_json(_as_json(run, steps, seconds))
    else:
        _print(run, steps, seconds)
    return 0 if all(c.publishable for c in run.checks.values()) and not run.failing else 1


def _stand_in(shelf: Shelf, programme: str, seed: int, out: Path, steps: Steps) -> Path:
    """The stand-in evidence in `out`, built if it is not there or was made from something else.

    Building needs solvers that take a second to load; evidence that is there needs none of them.
    """
    found = shelf.programme(programme)
    if not is_there(out, made_from(shelf, found, seed)):
        module_of("reconstruct").prepare_stand_in(shelf, found, seed, building(out), steps)
        return building(out) / EVIDENCE
    return out / EVIDENCE


def _print(run: Overview, steps: Steps, seconds: float) -> None:
    for step in steps.taken:
        click.echo(f"{step.seconds:7.2f} s  {step.name}{f': {step.told}' if step.told else ''}")
    click.echo(f"{seconds:7.2f} s  in all\n")
    counts = run.counts
    statements = counted(len(run.statements), "published statement")
    click.echo(
        f"{statements}: {counts.consistent} consistent with the evidence, "
        f"{counts.conflicting} set aside because not all can hold, {counts.cannot_tell} cannot be told."
    )
    for conflict in run.kept.conflicts:
        ids = conflict["statements"]
        click.echo(f"  Cannot all hold: {', '.join(ids) if isinstance(ids, list) else ids}")
    if run.failing:
        click.echo(f"  The evidence contradicts: {', '.join(run.failing)}")
    for name, check in run.checks.items():
        bad = sum(not f.finding.publishable for f in check.findings)
        click.echo(f"{name}: {counted(len(check.findings), 'number-word')}, {bad or 'none'} to mend.")
    if run.label:
        click.echo(f"The evidence is {run.label}.")
    reports = [f.resolve() for f in run.files if f.stem == "overview" and f.suffix != ".md"]
    for i, file in enumerate(reports):
        click.echo(f"\nThe report: {file}" if not i else f"{file.suffix[1:].upper():>9}: {file}")


def _as_json(run: Overview, steps: Steps, seconds: float) -> dict[str, object]:
    return {
        "steps": [{"name": s.name, "seconds": round(s.seconds, 3), "told": s.told} for s in steps.taken],
        "seconds": round(seconds, 3),
        "statements": {
            "all": len(run.statements),
            "consistent": run.counts.consistent,
            "cannot_all_hold": run.counts.conflicting,
            "cannot_tell": run.counts.cannot_tell,
            "set_aside": list(run.set_aside),
            "contradicted": list(run.failing),
        },
        "conflicts": list(run.kept.conflicts),
        "evidence": run.label,
        "files": [str(f) for f in run.files],
    }
