"""Hypothesis builds evidence that the small record form could have given."""

from __future__ import annotations

from hypothesis import strategies as st

from cairn.instruments.model import Missing

Row = dict[str, object]


@st.composite
def record_rows(draw: st.DrawFn, most: int = 30) -> list[Row]:
    size = draw(st.integers(1, most))
    return [draw(_record(number)) for number in range(size)]


@st.composite
def _record(draw: st.DrawFn, number: int) -> Row:
    planned = draw(st.sampled_from(["yes", "no"]))
    quality, reason = None, int(Missing.NOT_APPLICABLE)
    if planned == "yes":
        quality = draw(st.sampled_from([None, "weak", "adequate", "good", "very_good"]))
        reason = (
            0 if quality else draw(st.sampled_from([int(Missing.NOT_RECORDED), int(Missing.CANNOT_TELL)]))
        )
    seen = draw(st.sampled_from([None, "no", "yes"]))
    return {
        "record_id": f"R{number:04}",
        "area": draw(st.sampled_from(["A", "B"])),
        "care_group": draw(st.sampled_from(["foster_care", "kinship_care"])),
        "plan_present": planned,
        "plan_quality": quality,
        "plan_quality__missing": reason,
        "child_seen": seen,
        "child_seen__missing": 0 if seen else int(Missing.CANNOT_TELL),
    }


def as_columns(rows: list[Row]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
