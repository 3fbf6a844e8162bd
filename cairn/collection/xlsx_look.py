"""What the XML of a worksheet says beside its cells. Read once from end to end, keeping next to nothing."""

from __future__ import annotations

from typing import IO
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from cairn.collection.sheet_look import MOST_MERGED, Merged, SheetLook

MOST_ELEMENTS = (
    30_000_000  # a cell and its value take 24 bytes at least: no sheet of an allowed size has more
)
_PIECE = 1 << 20


class _Seen:
    """Merged ranges stand behind all rows, so the whole sheet is gone through; no tree of it is built."""

    def __init__(self, last_row: int, last_column: int) -> None:
        self.last_row, self.last_column = last_row, last_column
        self.row = self.elements = 0
        self.merged: list[Merged] = []
        self.too_many = False
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def element(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise ValueError("A worksheet has not so many parts.")
        if name in ("c", "v"):
            return  # nearly all of them
        plain = name.rpartition(":")[2]
        if plain == "row":
            self._row(attributes)
        elif plain == "col" and _yes(attributes.get("hidden")):
            last = min(int(attributes["max"]), self.last_column)
            self.hidden_columns.update(range(int(attributes["min"]) - 1, last))
        elif plain == "mergeCell":
            self._merge(attributes["ref"])

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        if self.row <= self.last_row and _yes(attributes.get("hidden")):
            self.hidden_rows.add(self.row)

    def _merge(self, ref: str) -> None:
        left, top, right, bottom = range_boundaries(ref)
        if (left, top) == (right, bottom):
            return
        if len(self.merged) == MOST_MERGED:
            self.too_many = True
        else:
            self.merged.append(Merged(top, bottom, left - 1, right - 1))


def xlsx_look(part: IO[bytes], last_row: int, last_column: int, others: tuple[str, ...] = ()) -> SheetLook:
    """What stands in a worksheet's part, as far as rows and columns are read. Raises `ValueError` or
    `expat.ExpatError` when it is no worksheet."""
    seen = _Seen(last_row, last_column)
    parser = expat.ParserCreate()
    parser.StartElementHandler = seen.element
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while piece := part.read(_PIECE):
        parser.Parse(piece)
    parser.Parse(b"", True)
    return SheetLook(
        merged=tuple(seen.merged),
        too_many_merged=seen.too_many,
        hidden_rows=frozenset(seen.hidden_rows),
        hidden_columns=frozenset(seen.hidden_columns),
        others=others,
    )


def _yes(text: str | None) -> bool:
    return text in ("1", "true")


def _refuse_doctype(*_: object) -> None:
    raise ValueError("A worksheet has no document type.")
