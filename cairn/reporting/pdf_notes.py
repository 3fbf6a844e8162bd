"""The notes as plain data for the typesetter, dense: what every note would say is said once, in a key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cairn.claims.claim import Verdict
from cairn.reporting.charts import WITHHELD_MEANING
from cairn.reporting.notes import COUNTED, MARKS, Note
from cairn.reporting.pdf_text import Json

LONG = 300  # letters; a note with more may be broken over two columns
LINE = 58  # letters of a claim in a line of a note
USUAL = MARKS[Verdict.HOLDS][0]
BARE = frozenset({"What is counted", "How", "Why"})  # sentences that need no name before them
SAID_ONCE = frozenset({"Withheld"})


def note_data(note: Note) -> Json:
    """A note; `said` holds (name or nothing, sentence) in order, `same_as` the note that says it already."""
    base = dict(note.details).get("Out of", "")
    said = [] if note.same_as else _said(note)
    return {
        "number": note.number,
        "words": note.words,
        "mark": note.mark,
        "verdict": note.verdict,
        "told": "" if note.mark == USUAL else note.verdict,
        "tone": note.tone,
        "figure": note.figure,
        "base": base,
        "said": said,
        "long": sum(len(text) for _, text in said) > LONG,
        "lines": [] if note.same_as else _lines(note.spelling),
        "same_as": note.same_as,
    }


def key_of(notes: Sequence[Note]) -> list[str]:
    """The sentences above the notes: how figures are counted, what a mark means."""
    if not notes:
        return []
    verdicts = {note.mark: note.verdict for note in notes}
    usual = (
        [f"{USUAL} is said of a note whose words are {verdicts[USUAL].lower()}."] if USUAL in verdicts else []
    )
    hidden = any(name in SAID_ONCE for note in notes for name, _ in note.details)
    return [COUNTED, *usual, *([WITHHELD_MEANING] if hidden else [])]


def _said(note: Note) -> list[tuple[str, str]]:
    said = [
        ("" if name in BARE else name, _ended(text))
        for name, text in note.details
        if name not in SAID_ONCE and not (name == "Out of" and text.casefold() in note.figure.casefold())
    ]
    groups = "; ".join(
        f"{label} {count}" + f" ({share})" * (share[-1:] == "%") for label, count, share in note.groups
    )
    return [*said, ("The figures", f"{groups}.")] if groups else said


def _ended(words: str) -> str:
    return words if words[-1:] in ".!?" else f"{words}."


def _lines(spelling: str) -> list[str]:
    """A claim broken after its signs into lines that fit a column; no letter is added."""
    lines = [""]
    for part in re.findall(r"[^/=&?|,_]+[/=&?|,_]*|[/=&?|,_]+", spelling):
        if len(lines[-1]) + len(part) > LINE and lines[-1]:
            lines.append("")
        lines[-1] += part
    return lines
