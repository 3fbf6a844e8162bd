"""The block tree as plain data for the typesetter: texts travel as strings and are never read as code."""

from __future__ import annotations

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
)

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


def blocks_data(blocks: Sequence[Block], picture: Callable[[Picture], Json]) -> list[Json]:
    """Each block as an object with its kind in `t`; `picture` gives the data of a chart."""
    return [_block(block, picture) for block in blocks]


def _block(block: Block, picture: Callable[[Picture], Json]) -> Json:
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
            return {"t": "list", "start": start, "items": [blocks_data(item, picture) for item in items]}
        case Quote():
            said, speaker = block.parts
            return {
                "t": "quote",
                "notice": block.notice,
                "blocks": blocks_data(said, picture),
                "speaker": speaker,
            }
        case Table(caption, head, rows, align):
            return {
                "t": "table",
                "caption": caption,
                "head": [runs_data(cell) for cell in head],
                "rows": [[runs_data(cell) for cell in row] for row in rows],
                "align": list(align),
            }
        case Picture():
            return picture(block)
