"""The block tree as plain data for the typesetter: texts travel as strings and are never read as code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cairn.reporting.blocks import (
    Block,
    ClaimWords,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    LineBreak,
    Link,
    List,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    Strong,
    Table,
    Text,
    plain,
)
from cairn.reporting.tables import Widths, sides, widths

Json = dict[str, object]


def runs_data(runs: Runs) -> list[Json]:
    """Each run as an object with its kind in `t`."""
    return [_run(run) for run in runs]


def _run(run: Run) -> Json:
    match run:
        case Text(text):
            return {"t": "text", "text": text}
        case Code(text):
            return {"t": "code", "text": text}
        case LineBreak():
            return {"t": "break"}
        case Strong(runs):
            return {"t": "strong", "runs": runs_data(runs)}
        case Emphasis(runs):
            return {"t": "em", "runs": runs_data(runs)}
        case Link(target, runs):
            return {"t": "link", "target": target, "runs": runs_data(runs)}
        case ClaimWords(number, runs):
            return {"t": "claim", "number": number, "runs": runs_data(runs)}


class PdfText:
    """Writes blocks as data. `picture` gives the data of a chart, `label` the stand-in label of a table;
    `room` is the width of the text in ems."""

    def __init__(
        self, picture: Callable[[Picture], Json], label: Callable[[Table], str], room: float
    ) -> None:
        self.picture = picture
        self.label = label
        self.room = room

    def write(self, blocks: Sequence[Block]) -> list[Json]:
        """Each block as an object with its kind in `t`."""
        return [self.block(block) for block in blocks]

    def block(self, block: Block) -> Json:
        match block:
            case Heading(level, anchor, runs):
                return {"t": "heading", "level": level, "anchor": anchor, "runs": runs_data(runs)}
            case Paragraph(runs):
                return {"t": "par", "runs": runs_data(runs)}
            case CodeBlock(text):
                return {"t": "pre", "text": text}
            case Rule():
                return {"t": "rule"}
            case List(start, items):
                return {"t": "list", "start": start, "items": [self.write(item) for item in items]}
            case Quote():
                said, speaker = block.parts
                return {
                    "t": "quote",
                    "notice": block.notice,
                    "blocks": self.write(said),
                    "speaker": speaker,
                }
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)

    def table(self, block: Table) -> Json:
        head = [_measured(cell) for cell in block.head]
        set_in = widths(head, [[_measured(cell) for cell in row] for row in block.rows], self.room)
        cut = set_in.unbroken
        return {
            "t": "table",
            "caption": block.caption,
            "label": self.label(block),
            "head": [_broken(runs_data(cell), cut) for cell in block.head],
            "rows": [[_broken(runs_data(cell), cut) for cell in row] for row in block.rows],
            "align": list(block.align),
        } | _layout(set_in)


def plain_table(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> Json:
    """A table of plain texts as data, in a room of so many ems."""
    set_in = widths(head, rows, room)
    return {
        "head": [_cut(cell, set_in.unbroken) for cell in head],
        "rows": [[_cut(cell, set_in.unbroken) for cell in row] for row in rows],
        "align": list(sides(rows, len(head))),
    } | _layout(set_in)


def _layout(set_in: Widths) -> Json:
    return {"columns": list(set_in.columns), "width": set_in.width, "size": set_in.size}


def _measured(runs: Runs) -> str:
    """The words of a cell with room for the numbers of its notes."""
    return "".join("".join([plain((run,)), "00" * isinstance(run, ClaimWords)]) for run in runs)


def _cut(words: str, letters: int) -> str:
    """The words with a place to break in every word that is longer than so many letters."""
    return re.sub(rf"\S{{{letters}}}(?=\S)", "\\g<0>\u00ad", words) if letters else words


def _broken(runs: list[Json], letters: int) -> list[Json]:
    for run in runs:
        if isinstance(text := run.get("text"), str):
            run["text"] = _cut(text, letters)
        if isinstance(inner := run.get("runs"), list):
            _broken(inner, letters)
    return runs
