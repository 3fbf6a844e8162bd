"""The dictionary of an SPSS system file, read byte by byte without the library that wrote it.

Source of the layout: PSPP Developers Guide, appendix “System File Format”. Only what exports use is read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

HEADER = 176  # bytes before the first record
LONG_NAMES = 13
ENCODING = 20


@dataclass
class SavVariable:
    """`width` is 0 for a number, else the bytes of a text; `shown` the print format: type, width, decimals.
    `missing` is the range of user-missing values."""

    name: str
    width: int
    shown: tuple[int, int, int]
    label: str = ""
    missing: tuple[float, float] | None = None
    labels: dict[float, str] = field(default_factory=dict)


@dataclass
class SavDictionary:
    cases: int
    file_label: str
    encoding: str
    notes: list[str]
    variables: dict[str, SavVariable]


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        self.at += size
        assert self.at <= len(self.data)
        return self.data[self.at - size : self.at]

    def integer(self) -> int:
        return int(struct.unpack("<i", self.take(4))[0])

    def real(self) -> float:
        return float(struct.unpack("<d", self.take(8))[0])

    def text(self, size: int) -> str:
        return self.take(size).decode().rstrip()


def sav_dictionary(path: Path) -> SavDictionary:
    source = _Bytes(path.read_bytes())
    header = source.take(HEADER)
    assert header[:4] == b"$FL2" and struct.unpack("<i", header[64:68])[0] == 2  # little-endian
    found = SavDictionary(
        cases=struct.unpack("<i", header[80:84])[0],
        file_label=header[109:173].decode().rstrip(),
        encoding="",
        notes=[],
        variables={},
    )
    places: list[SavVariable | None] = []  # a text takes one place for every eight bytes
    labels: dict[float, str] = {}
    while (kind := source.integer()) != 999:
        if kind == 2:
            places.append(_variable(source))
        elif kind == 3:
            labels = _labels(source)
        elif kind == 4:
            for place in [source.integer() for _ in range(source.integer())]:
                variable = places[place - 1]
                assert variable is not None
                variable.labels = labels
        elif kind == 6:
            found.notes += [source.text(80) for _ in range(source.integer())]
        else:
            assert kind == 7
            _extension(source, found, places)
    found.variables = {v.name: v for v in places if v is not None}
    return found


def _variable(source: _Bytes) -> SavVariable | None:
    width, has_label, missing = source.integer(), source.integer(), source.integer()
    shown, _ = source.integer(), source.integer()
    name = source.text(8)
    label = ""
    if has_label:
        size = source.integer()
        label = source.take(-(-size // 4) * 4)[:size].decode()
    values = [source.real() for _ in range(abs(missing))]
    assert missing in (0, -2)  # nothing, or a range
    if width < 0:
        return None
    form = (shown >> 16 & 255, shown >> 8 & 255, shown & 255)
    return SavVariable(name, width, form, label, (values[0], values[1]) if values else None)


def _labels(source: _Bytes) -> dict[float, str]:
    found = {}
    for _ in range(source.integer()):
        value, size = source.real(), source.take(1)[0]
        found[value] = source.take(-(-(size + 1) // 8) * 8 - 1)[:size].decode()
    return found


def _extension(source: _Bytes, found: SavDictionary, places: list[SavVariable | None]) -> None:
    subtype, size, count = source.integer(), source.integer(), source.integer()
    data = source.take(size * count)
    if subtype == ENCODING:
        found.encoding = data.decode()
    elif subtype == LONG_NAMES:
        long = dict(pair.split("=") for pair in data.decode().split("\t"))
        for variable in places:
            if variable is not None:
                variable.name = long.get(variable.name, variable.name)
