"""The house numbers: how long, how deep, and where imports may stand."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(p for p in (ROOT / "cairn").rglob("*.py") if p.parent.name != "migrations")
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 40  # nineteen in twenty are no longer than this
LONGEST_FILE = 400
LATE_IMPORTS_ALLOWED_IN = {"cairn/cli/main.py"}  # the one table that loads commands by name


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_code_to_measure() -> None:
    assert len(CODE) > 30


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    long = {f.name: length(f) for f in functions(path) if length(f) > LONGEST_FUNCTION}
    assert long == {}


def test_nearly_all_functions_are_short() -> None:
    lengths = sorted(length(f) for path in CODE for f in functions(path))
    assert lengths[int(len(lengths) * 0.95)] <= USUAL_FUNCTION


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    # Not within a function, nor under a condition: what depends on what is to be read in one place.
    assert [n.lineno for n in imports if n not in tree.body] == []
    if shown(path) not in LATE_IMPORTS_ALLOWED_IN:
        assert "importlib" not in path.read_text()


def test_every_room_of_analysis_but_tallies_is_kept_from_data_engines() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    kept = next(c for c in contracts if c["name"].startswith("Only tallies"))["source_modules"]
    parts = [
        p for p in (ROOT / "cairn" / "analysis").iterdir() if p.name not in ("__init__.py", "__pycache__")
    ]
    names = {f"cairn.analysis.{p.stem}" for p in parts} - {"cairn.analysis.tallies"}
    assert names <= set(kept)


@pytest.mark.parametrize("path", CODE, ids=shown)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))
