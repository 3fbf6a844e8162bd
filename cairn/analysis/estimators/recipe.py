"""The spelling of the claim that computes a figure again.

Source: the grammar of claims, docs/reference. It is spelt here because a figure must carry its recipe
out of the room, and rooms above this one may not be asked.
"""

from __future__ import annotations

from cairn.analysis.estimators.group import Where


def recipe(
    source: str,
    measure: str,
    level: str,
    where: Where = (),
    rest: tuple[str, tuple[str, ...]] | None = None,
) -> str:
    """`claim:SOURCE/MEASURE=LEVEL?where=…`, options in the canonical order."""
    options = []
    if where:
        options.append("where=" + ",".join(_condition(name, values) for name, values in where))
    if rest is not None:
        options += ["stat=share_of_rest", f"rest={_condition(*rest)}"]
    return f"claim:{source}/{measure}={level}" + ("?" + "&".join(options) if options else "")


def _condition(name: str, values: tuple[str, ...]) -> str:
    return f"{name}:{'|'.join(values)}"
