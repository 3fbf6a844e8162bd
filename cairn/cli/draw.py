"""`cairn draw`: a seeded sample from a frame, with its certificate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from cairn.cli.output import print_problems
from cairn.errors import Problem, UsageError
from cairn.pipeline.places import definitions_root
from cairn.sampling.certificate import certificate_text, certified_size, differences, read_certificate
from cairn.sampling.design import Design
from cairn.sampling.design_loader import load_design
from cairn.sampling.draw import Draw, draw
from cairn.sampling.draw_files import write_draw
from cairn.sampling.frame_file import read_frame
from cairn.utils.counts import counted


@click.command(
    "draw",
    epilog="""\b
Examples:
  cairn draw children.csv --design records-by-care-group --seed "lottery 2027-03-06: 4 11 19" --out draw/
  cairn draw children.csv --design records-by-care-group --check draw/certificate.json""",
)
@click.argument("frame", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--design", required=True, help="A design under definitions/designs, or the path of its .yaml file."
)
@click.option("--size", type=click.IntRange(min=1), help="Another sample size than the design's.")
@click.option("--seed", help="Any words or numbers, fixed after the frame and not chosen for the outcome.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="A new folder for the sample and its certificate."
)
@click.option(
    "--check",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Make the draw of this certificate again and compare, writing nothing.",
)
def command(
    frame: Path, design: str, size: int | None, seed: str | None, out: Path | None, check: Path | None
) -> int:
    """Draw a sample from FRAME, a CSV with a unit_id and characteristics for every unit and no names.

    The same frame, design and seed give the same sample on every machine. The certificate says how anybody
    may make it again. With --check, ends with 1 when the draw is not the one certified.
    """
    plan = load_design(definitions_root(), design)
    plan = replace(plan, size=size) if size is not None else plan
    if check is not None:
        return _check(frame, plan, check)
    if seed is None or out is None:
        missing = "--seed" if seed is None else "--out"
        message = f"{missing} is missing."
        remedy = "Give --seed and --out to draw, or --check to make a draw again."
        raise UsageError(Problem(code="option-missing", message=message, remedy=remedy))
    return _draw(frame, plan, seed, out)


def _draw(path: Path, design: Design, seed: str, out: Path) -> int:
    frame = read_frame(path, design.strata)
    drawn = draw(frame, design, seed)
    files = write_draw(out, frame, drawn)
    click.echo(certificate_text(drawn).partition("How to make")[0].rstrip())
    _print_shortfalls(drawn)
    click.echo("")
    for name in files:
        click.echo(str(out / name))
    return 0


def _print_shortfalls(drawn: Draw) -> None:
    """What a reader of the sample must know: strata that give nothing, or have no reserve left to give."""
    for stratum in drawn.strata:
        name = ", ".join(stratum.values)
        if not stratum.sample:
            click.echo(f"Note: nothing is drawn from {name}; the sample does not speak for it.")
        elif len(stratum.sample) < stratum.population and not stratum.reserves:
            click.echo(f"Note: {name} has no reserves.")


def _check(path: Path, design: Design, certificate_file: Path) -> int:
    certificate = read_certificate(certificate_file)
    design = certified_size(design, certificate)
    drawn = draw(read_frame(path, design.strata), design, certificate["seed"])
    found = differences(certificate, drawn, str(certificate_file))
    if found:
        print_problems(found)
        return 1
    units = counted(len(drawn.sample), "unit is", "units are")
    click.echo(f"The same {units} drawn again, with the same reserves.")
    return 0
