"""The house numbers: how long, how deep, and where imports may stand."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = sorted(p for p in (ROOT / "cairn").rglob("*.py") if p.parent.name != "migrations")
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 40  # nineteen in twenty are no longer than this
LONGEST_FILE = 400
LATE_IMPORTS_ALLOWED_IN = {"cairn/cli/main.py"}  # the one table that loads commands by name


@cache
def text_of(path: Path) -> str:
    return path.read_text()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_code_to_measure() -> None:
    assert len(CODE) > 30


def test_every_file_is_short_enough_to_read() -> None:
    lengths = {shown(path): len(text_of(path).splitlines()) for path in [*CODE, *TESTS]}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {(shown(path), f.name): length(f) for path in CODE for f in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_nearly_all_functions_are_short() -> None:
    lengths = sorted(length(f) for path in CODE for f in functions(path))
    assert lengths[int(len(lengths) * 0.95)] <= USUAL_FUNCTION


def test_imports_stand_at_the_top() -> None:
    # Not within a function, nor under a condition: what depends on what is to be read in one place.
    late = {shown(path): lines for path in CODE if (lines := late_imports(path))}
    assert late == {}
    by_name = {
        shown(path) for path in CODE if "import_module" in text_of(path) or "__import__" in text_of(path)
    }
    assert by_name == LATE_IMPORTS_ALLOWED_IN


def late_imports(path: Path) -> list[int]:
    tree = tree_of(path)
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    return [n.lineno for n in found if n not in tree.body]


def test_every_room_of_analysis_but_tallies_is_kept_from_data_engines() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    kept = next(c for c in contracts if c["name"].startswith("Only tallies"))["source_modules"]
    parts = [
        p for p in (ROOT / "cairn" / "analysis").iterdir() if p.name not in ("__init__.py", "__pycache__")
    ]
    names = {f"cairn.analysis.{p.stem}" for p in parts} - {"cairn.analysis.tallies"}
    assert names <= set(kept)


def test_every_module_says_what_it_is_for() -> None:
    assert [shown(path) for path in CODE if not ast.get_docstring(tree_of(path))] == []
