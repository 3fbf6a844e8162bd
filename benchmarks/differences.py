"""How often `cairn differences` finds something where there is nothing, and whether it finds what is there.

    python -m benchmarks.differences [SHUFFLES]

Groups are dealt out anew among the records of the 2018–2020 reconstruction: area and care group together over
all records, care group alone within areas, age and disability within both. Nothing then differs but by
chance, and in no more of the shuffles than the set rate, allowing for their number, may anything be found.
Ends with code 1 when more is found, or when what the review reports is not.
"""

from __future__ import annotations

import math
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from cairn.collection.bundle import Bundle
from cairn.pipeline.differences import RATE, find_differences
from cairn.pipeline.provenance import SEED
from cairn.pipeline.shelf import Shelf, load_shelf
from cairn.pipeline.stand_in import build_stand_in, read_published

PROGRAMME = "scotland/2018-2020"
SHUFFLES = 200
# what is dealt out anew, and within which strata
DEALT = (
    (("area", "care_group"), ()),
    (("care_group",), ("area",)),
    (("age_band", "disability_recorded"), ("area", "care_group")),
)
# measure, and two groups that differ in the published review
REPORTED = (
    ("wellbeing_improvement", {"foster_care", "looked_after_at_home"}),
    ("immediate_risk_last_two_years", {"under_5", "11_and_over"}),
    ("involving_children", {"no", "yes"}),
    ("interventions_effective_to_some_degree", {"continuing_care_or_aftercare", "all others"}),
)


def shuffled(
    bundle: Bundle, names: tuple[str, ...], within: tuple[str, ...], rng: np.random.Generator
) -> Bundle:
    records = bundle.tables["records"]
    keys = list(zip(*(records.column(n).to_pylist() for n in within), strict=True)) if within else []
    order = np.arange(records.num_rows)
    for key in dict.fromkeys(keys) or [()]:
        here = np.flatnonzero([k == key for k in keys]) if keys else order.copy()
        order[here] = rng.permutation(here)
    moved = [n for name in names for n in (name, f"{name}__missing") if n in records.column_names]
    for name in moved:
        place = records.column_names.index(name)
        dealt = records.column(name).take(pa.array(order))
        records = records.set_column(place, records.schema.field(name), dealt)
    return replace(bundle, tables={**bundle.tables, "records": records})


def false_alarms(bundle: Bundle, shelf: Shelf, shuffles: int) -> list[int]:
    rng = np.random.default_rng(SEED)
    found = []
    for names, within in DEALT:
        alarms = sum(
            bool(
                find_differences(shuffled(bundle, names, within, rng), "records", shelf.book, by=names).found
            )
            for _ in range(shuffles)
        )
        observed, permitted = alarms / shuffles, most_alarms(shuffles) / shuffles
        print(
            f"{', '.join(names):<34} something found in {alarms} of {shuffles} shuffles: {observed:.1%}"
            f" (set rate {RATE:.1%}; permitted {permitted:.1%})",
            flush=True,
        )
        found.append(alarms)
    return found


def most_alarms(shuffles: int) -> float:
    """Two standard errors above the rate: a detector that keeps to it fails here once in forty runs."""
    return shuffles * RATE + 2 * math.sqrt(shuffles * RATE * (1 - RATE))


def missed(bundle: Bundle, shelf: Shelf) -> list[str]:
    result = find_differences(bundle, "records", shelf.book)
    pairs = [(f.compared.measure, {f.compared.a.name, f.compared.b.name}) for f in result.found]
    print(f"{len(result.found)} of {result.family:,} comparisons stand out as they are")
    return [f"{measure}: {sorted(groups)}" for measure, groups in REPORTED if (measure, groups) not in pairs]


def main(shuffles: int = SHUFFLES) -> int:
    shelf = load_shelf()
    with tempfile.TemporaryDirectory() as folder:
        published = read_published(shelf, shelf.programme(PROGRAMME))
        bundle = build_stand_in(shelf, published, SEED, Path(folder) / "evidence")
        lacking = missed(bundle, shelf)
        for line in lacking:
            print(f"not found: {line}")
        alarms = false_alarms(bundle, shelf, shuffles)
    return 1 if lacking or max(alarms) > most_alarms(shuffles) else 0


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:])))
