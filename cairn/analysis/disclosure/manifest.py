"""What `release.json` holds of a figure and of a dimension; `release` tells of the whole, and reads it."""

from __future__ import annotations

from cairn.analysis.disclosure.cells import Dimension
from cairn.analysis.disclosure.published import Figure
from cairn.analysis.disclosure.rule import SYMBOL

MANIFEST = "release.json"


def figure_as_json(figure: Figure) -> dict[str, object]:
    """The figure as `release.json` has it: what is not printed is left out."""
    precision = figure.precision
    fields: dict[str, object] = {
        "population": figure.cell.population,
        "where": dict(figure.cell.place),
        "of": None if figure.whole is None else dict(figure.whole.place),
        "count": _count_as_json(figure.count, figure.count_said),
        "base": _count_as_json(figure.base, figure.base_said),
        "percentage": figure.percentage or None,
        "words": figure.words or None,
        "range": None if figure.span is None else list(figure.span),
        "share": precision.share or None,
        "low": precision.low or None,
        "high": precision.high or None,
        "standard_error": precision.standard_error or None,
        "effective_size": precision.effective_size or None,
        "level": precision.level if precision.low or precision.high else None,
        "population_size": precision.population,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _count_as_json(count: int | None, said: bool) -> int | str | None:
    return SYMBOL if said and count is None else count


def dimension_as_json(dimension: Dimension) -> dict[str, object]:
    """The dimension with all its values, groups and marks."""
    return {
        "values": list(dimension.values),
        "groups": {name: list(values) for name, values in dimension.groups.items()},
        "identifying": dimension.identifying,
        "open_values": list(dimension.open_values),
        "sensitive": list(dimension.sensitive),
    }
