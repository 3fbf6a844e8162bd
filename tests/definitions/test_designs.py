"""The designs that come with Cairn load, and broken ones are refused at their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.errors import DefinitionError, UsageError
from cairn.framework.loader import load_vocabularies
from cairn.pipeline.places import definitions_root
from cairn.sampling.design_loader import design_names, load_design

ROOT = definitions_root()


@pytest.mark.parametrize("name", design_names(ROOT))
def test_every_design_loads_and_names_known_groups(name: str) -> None:
    design = load_design(ROOT, name)
    vocabularies = load_vocabularies(ROOT)
    for rule in design.rules:
        for characteristic, values in rule.where.items():
            assert set(values) <= set(vocabularies[characteristic].names)
    assert design.reasons


def test_an_unknown_design_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="Did you mean “records-by-care-group”"):
        load_design(ROOT, "record-by-care-group")


def test_a_broken_design_tells_everything_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: T\nsource: S\ndated: '2027'\nstrata: [care_group]\nallocation: equal\nsize: 0\n"
        "rules:\n  - where: {care_group: [a]}\n    minimum: 5\n    maximum: 2\nreservs: 2\n"
    )
    with pytest.raises(DefinitionError) as caught:
        load_design(ROOT, str(path))
    assert [(p.line, p.key) for p in caught.value.problems] == [
        (5, "allocation"),
        (6, "size"),
        (9, "minimum"),
        (11, "reservs"),
    ]
