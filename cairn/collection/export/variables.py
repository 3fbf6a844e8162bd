"""An evidence table as variables with codes and labels, as statistics programs hold it.

An answer keeps its code. Why there is none is a negative code, the same for every variable: −1 not recorded,
−2 not applicable, −3 cannot tell. A characteristic is coded by the place of its term in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cairn.collection.bundle import Bundle
from cairn.collection.evidence_table import from_arrow, id_column
from cairn.instruments.model import Item, ItemKind, Missing

REASONS: Mapping[int, str] = {-int(m): m.word for m in Missing if m is not Missing.ANSWERED}
# Stata takes 32 characters; the file names the labels of a variable after it, with its number behind.
LONGEST_STATA_NAME = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """`codes` holds for each code the name and the label; `stata` is the name in 28 characters at most."""

    name: str
    stata: str
    label: str
    ordered: bool
    may_miss: bool
    codes: Mapping[int, tuple[str, str]]
    applies_when: str
    values: Sequence[int]

    @property
    def value_labels(self) -> dict[int, str]:
        """The label of every code, those of kinds of missing with it."""
        found = {code: label for code, (_, label) in self.codes.items()}
        return found | dict(REASONS) if self.may_miss else found


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """`note` says that the rows are confidential and, of stand-in data, what they are."""

    name: str
    title: str
    id_name: str
    ids: Sequence[str]
    variables: tuple[Variable, ...]
    note: str
    stand_in: bool


CONFIDENTIAL = "Confidential: single rows of evidence, for analysis only. Not for publication."


def export_table(bundle: Bundle, name: str) -> ExportTable:
    """One table of a bundle as variables."""
    instrument = bundle.instrument(name)
    table: pa.Table = bundle.tables[name]
    coded, _ = from_arrow(table, instrument, bundle.instruments, name)
    items = [i for i in instrument.items if i.kind is not ItemKind.TEXT]
    short = stata_names([item.name for item in items])
    variables = []
    for item in items:
        codes = coded.codes[item.name].astype(np.int64)
        if item.name in coded.missing:
            codes = np.where(codes > 0, codes, -coded.missing[item.name].astype(np.int64))
        variables.append(_variable(bundle, item, short[item.name], codes.tolist()))
    return ExportTable(
        name=name,
        title=instrument.title,
        id_name=id_column(name),
        ids=list(coded.ids),
        variables=tuple(variables),
        note=f"{CONFIDENTIAL} {_sentence(bundle.label)}".strip(),
        stand_in=bundle.stand_in,
    )


def stata_names(names: Sequence[str]) -> dict[str, str]:
    """Every name in at most 28 characters, all different: what is cut gets a number at its end."""
    found: dict[str, str] = {}
    taken = {name for name in names if len(name) <= LONGEST_STATA_NAME}
    for name in names:
        short, n = name, 1
        while len(short) > LONGEST_STATA_NAME or (short != name and short in taken):
            n += 1
            short = f"{name[: LONGEST_STATA_NAME - 1 - len(str(n))]}_{n}"
        taken.add(short)
        found[name] = short
    return found


def _variable(bundle: Bundle, item: Item, stata: str, values: list[int]) -> Variable:
    instruments = bundle.instruments
    choice = item.kind is ItemKind.CHOICE
    named = (
        [(a.name, a.label) for a in instruments.answers(item)]
        if choice
        else [(t.name, t.label) for t in instruments.terms(item)]
    )
    conditions = (f"{c.item} is {' or '.join(c.answers)}" for c in item.applies_when)
    return Variable(
        name=item.name,
        stata=stata,
        label=f"{'Stand-in: ' if bundle.stand_in else ''}{item.text}",
        ordered=choice and instruments.scales[item.scale].ordered,
        may_miss=choice,
        codes=dict(enumerate(named, 1)),
        applies_when=" and ".join(conditions),
        values=values,
    )


def _sentence(label: str) -> str:
    return f"{label[0].upper()}{label[1:].rstrip('.')}." if label else ""
