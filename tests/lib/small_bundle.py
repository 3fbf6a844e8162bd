"""A small bundle of the parents' survey: 40 answers from area A, 26 agree to have a part in the plan."""

from __future__ import annotations

from pathlib import Path

from cairn.collection.bundle import write_bundle
from cairn.collection.descriptor import About
from tests.lib.programme import shelf

ANSWERS = 40
AGREE = 26
NOT_RECORDED, NOT_ASKED = 1, 2
CLAIM = "claim:parents/involved_in_plan=agree"
# 26 of 40 are 65 in a hundred: two thirds less 1.67 points, so "two thirds" holds; one third does not.
TEXT = f"""## What we looked at

We had answers from [40](claim:parents/units?stat=count) parents and carers.

## Key messages

[Two thirds]({CLAIM}) of parents had a part in the plan for their child. Brothers and sisters are seen.

## Good practice

**Area A: a walk instead of a meeting (2.2).** Workers walk with parents before a plan is made.

**Breakfast together.** A team begins its week with families.
"""
FAILING = f"We heard from parents.\n\n[One third]({CLAIM}) had a part, and most were content.\n"


def write_small_bundle(folder: Path) -> Path:
    """The bundle at `folder`."""
    instruments = shelf().instrument_set
    instrument = instruments.instruments["parents"]
    columns: dict[str, list[object]] = {"response_id": [f"R{n:02}" for n in range(ANSWERS)]}
    for item in instrument.items:
        columns[item.name] = [None] * ANSWERS
        columns[f"{item.name}__missing"] = [NOT_RECORDED] * ANSWERS
    del columns["area__missing"]
    columns["area"] = ["A"] * ANSWERS
    columns["worker_commented_on_is_social_or_throughcare__missing"] = [NOT_ASKED] * ANSWERS
    columns["involved_in_plan"] = ["tend_to_agree"] * AGREE + ["tend_to_disagree"] * (ANSWERS - AGREE)
    columns["involved_in_plan__missing"] = [0] * ANSWERS
    about = About(name="small", title="A small survey", created="2026-11")
    write_bundle(folder, {"parents": columns}, instruments, about)
    return folder
