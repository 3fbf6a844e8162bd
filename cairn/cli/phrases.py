"""`cairn phrases`: the number-words of a text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from cairn.claims.phrases import find_phrases, phrase_as_json
from cairn.claims.wording_file import load_wording
from cairn.claims.wording_model import NO_LIMIT, Phrase
from cairn.cli.output import format_option, print_json
from cairn.pipeline.places import definitions_root
from cairn.pipeline.texts import read_text


@click.command(
    "phrases",
    epilog="""\b
Examples:
  cairn phrases report.md
  cairn phrases report.md --format json
  cairn phrases report.md --vague""",
)
@click.argument("text", type=click.Path(path_type=Path))
@format_option
@click.option("--vague", is_flag=True, help="List many, some, several … too: words without a range.")
def command(text: Path, output_format: str, vague: bool) -> int:
    """List every number-word in TEXT, plain or Markdown, with its place and the range it allows.

    In JSON `low` and `high` are shares from 0 to 1, or counts where `kind` is "count".
    """
    found = find_phrases(read_text(text), load_wording(definitions_root()), vague=vague)
    if output_format == "json":
        print_json([phrase_as_json(f) for f in found])
        return 0
    for phrase in found:
        click.echo(
            f"{text}:{phrase.line}:{phrase.column}: “{phrase.words}” · {range_in_words(phrase.phrase)}"
        )
    click.echo(f"{len(found)} number-words found.")
    return 0


def range_in_words(phrase: Phrase) -> str:
    """The range a phrase allows, for a person: `more than 50% and at most 55%`, `exactly 754`."""
    if not phrase.is_quantity:
        return "no range"
    unit = _per_cent if phrase.is_share else _count
    if phrase.low == phrase.high:
        return f"exactly {unit(phrase.low)}"
    low = f"{'more than' if phrase.low_open else 'at least'} {unit(phrase.low)}"
    if not phrase.is_share and phrase.high >= NO_LIMIT:
        return low
    return f"{low} and {'less than' if phrase.high_open else 'at most'} {unit(phrase.high)}"


def _per_cent(share: Fraction) -> str:
    return f"{float(share * 100):.4g}%"


def _count(count: Fraction) -> str:
    return f"{float(count):,.6g}" if count.denominator != 1 else f"{int(count):,}"
