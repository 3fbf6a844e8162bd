"""Every package Cairn runs with is locked, and one line says why it is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def named(requirements: list[str]) -> list[str]:
    return [re.split(r"[\[<>=!~ ]", r)[0].lower() for r in requirements]


def test_every_direct_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = named(project["dependencies"]) + named(project["optional-dependencies"]["test"])
    explained = (ROOT / "docs/explanation/dependencies.md").read_text()
    assert [name for name in wanted if f"| {name} |" not in explained] == []


def test_every_locked_package_carries_a_hash() -> None:
    for lock in ("run.txt", "test.txt"):
        text = (ROOT / "requirements" / lock).read_text()
        packages = re.findall(r"^[a-z0-9.\-]+==", text, re.MULTILINE)
        blocks = re.split(r"^(?=[a-z0-9.\-]+==)", text, flags=re.MULTILINE)[1:]
        assert len(packages) == len(blocks) > 20
        assert all("--hash=sha256:" in block for block in blocks)
