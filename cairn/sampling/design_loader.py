"""Designs from `definitions/designs/*.yaml`; the name of a design is that of its file."""

from __future__ import annotations

from pathlib import Path

from cairn.errors import Problem, UsageError
from cairn.framework.reading import Fields, raise_all
from cairn.sampling.design import Allocation, Design, StratumRule
from cairn.utils.nearest import did_you_mean

FOLDER = "designs"


def design_names(root: Path) -> tuple[str, ...]:
    """The designs there are files for, sound or not."""
    return tuple(sorted(path.stem for path in (root / FOLDER).glob("*.yaml")))


def load_design(root: Path, name: str) -> Design:
    """The design called `name`, or in the YAML file of that path. Raises `UsageError` when there is none,
    and `DefinitionError` with all that is wrong in it."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else root / FOLDER / f"{name}.yaml"
    if not path.is_file():
        names = design_names(root)
        message = f"There is no design “{name}”."
        raise UsageError(Problem(code="design-unknown", message=message, remedy=did_you_mean(name, names)))
    problems: list[Problem] = []
    design = read_design(path, root, problems)
    raise_all(problems)
    assert design is not None
    return design


def read_designs(root: Path, problems: list[Problem]) -> dict[str, Design]:
    """The sound designs under `root`, by name; what is wrong with the others is added to `problems`."""
    found = (read_design(path, root, problems) for path in sorted((root / FOLDER).glob("*.yaml")))
    return {design.name: design for design in found if design is not None}


def read_design(path: Path, root: Path, problems: list[Problem]) -> Design | None:
    """The design in a file; None, with the problems noted, when anything is wrong."""
    fields = Fields.open(path, root, problems)
    if fields is None:
        return None
    return fields.build(
        Design,
        name=path.stem,
        title=fields.text("title"),
        source=fields.text("source"),
        dated=fields.date("dated"),
        strata=fields.names("strata", required=True),
        allocation=fields.member("allocation", Allocation),
        size=fields.integer("size", 1),
        minimum=fields.optional_integer("minimum", 0) or 0,
        maximum=fields.optional_integer("maximum", 1),
        expected_percent=_percent(fields, "expected_percent", 50),
        rules=tuple(_rule(section) for section in fields.sections("rules", required=False)),
        reserve_percent=_percent(fields, "reserve_percent", 0),
        reserves_at_least=fields.optional_integer("reserves_at_least", 0) or 0,
        double_read_percent=_percent(fields, "double_read_percent", 0),
        double_read_at_least=fields.optional_integer("double_read_at_least", 0) or 0,
        reasons=fields.text_by_name("reasons"),
    )


def _percent(fields: Fields, key: str, default: int) -> int:
    found = fields.optional_integer(key, 0, 100)
    return default if found is None else found


def _rule(fields: Fields) -> StratumRule:
    rule = StratumRule(
        where=fields.names_by_name("where", required=True),
        size=fields.optional_integer("size", 0),
        minimum=fields.optional_integer("minimum", 0),
        maximum=fields.optional_integer("maximum", 0),
        take_all=fields.boolean("take_all", False) or None,
        expected_percent=fields.optional_integer("expected_percent", 0, 100),
    )
    low, high = rule.minimum, rule.maximum
    if low is not None and high is not None and low > high:
        fields.problem("rule-bounds", f"The minimum of {low} is above the maximum of {high}.", "minimum")
    fields.finish()
    return rule
