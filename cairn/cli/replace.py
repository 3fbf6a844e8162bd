"""`cairn replace`: the next reserve for a unit that cannot be read."""

from __future__ import annotations

from pathlib import Path

import click

from cairn.errors import UsageError
from cairn.pipeline.places import definitions_root
from cairn.sampling.certificate import certified_size, differences, read_certificate
from cairn.sampling.design_loader import load_design
from cairn.sampling.draw import draw
from cairn.sampling.draw_files import CERTIFICATE, REPLACEMENTS, read_log, write_log
from cairn.sampling.frame_file import read_frame
from cairn.sampling.replacement import check_log, replace_unit


@click.command(
    "replace",
    epilog="""\b
Example:
  cairn replace R0017 --draw draw/ --frame children.csv --design records-by-care-group \\
      --reason record_missing --by "lead inspector" --on 2027-03-31""",
)
@click.argument("unit")
@click.option(
    "--draw",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder that `cairn draw` wrote.",
)
@click.option("--frame", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Its frame.")
@click.option("--design", required=True, help="Its design.")
@click.option("--reason", required=True, help="A reason that the design allows, by its code.")
@click.option("--by", "person", required=True, help="Who decided it, by role: no name.")
@click.option("--on", required=True, help="The day it was decided, such as 2027-03-31.")
def command(unit: str, folder: Path, frame: Path, design: str, reason: str, person: str, on: str) -> int:
    """Replace UNIT by the next reserve of its stratum, and keep who, why and when.

    The draw is made again first, and every replacement before this one is checked: nobody chooses a
    reserve. Writes replacements.csv and sample-in-use.csv beside the sample.
    """
    certificate = read_certificate(folder / CERTIFICATE)
    plan = certified_size(load_design(definitions_root(), design), certificate)
    drawn = draw(read_frame(frame, plan.strata), plan, certificate["seed"])
    found = differences(certificate, drawn, str(folder / CERTIFICATE))
    if found:
        raise UsageError(found)
    log = read_log(folder)
    check_log(drawn, log)
    entry = replace_unit(drawn, log, unit, reason=reason, decided_by=person, on=on)
    write_log(folder, drawn, [*log, entry])
    twice = " It is to be read twice, as the other was." if unit in drawn.double_read else ""
    click.echo(f"{entry.unit} is replaced by {entry.replaced_by}: {plan.reasons[reason]}{twice}")
    click.echo(str(folder / REPLACEMENTS))
    return 0
