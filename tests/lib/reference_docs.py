"""Writes docs/reference from the code, the definitions and the worked examples.

`python -m tests.lib.reference_docs` writes; a test compares, and fails when a page is stale.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import click

from cairn.cli.main import COMMANDS
from cairn.config.commandline import OPERATIONS, program
from cairn.pipeline.shelf import Shelf, load_shelf
from tests.lib import policy_docs

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"
WIDTH = 96
MADE = "<!-- Made by `make docs`: change the code, the definitions or the examples, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    shelf = load_shelf()
    made = {
        "command-line.md": command_line(),
        "measures.md": measures(shelf),
        "frameworks.md": frameworks(shelf),
        "instruments.md": instruments(shelf),
        "states.md": policy_docs.states(table),
        "permissions.md": policy_docs.permissions(table),
    }
    for path in sorted((ROOT / "tests" / "spec").glob("test_*.py")):
        name = path.stem.removeprefix("test_").replace("_", "-")
        made[f"{name}.md"] = worked_examples(path)
    return {name: MADE + text.rstrip() + "\n" for name, text in made.items()}


# -- the command line -------------------------------------------------------------------------------


def command_line() -> str:
    parts = [
        "# The command line\n",
        "Exit codes: 0 all is well; 1 something does not hold; 2 could not run.\n",
    ]
    context = click.Context(program, info_name="cairn")
    for name in (*COMMANDS, *OPERATIONS):
        command = program.get_command(context, name)
        assert command is not None
        parts.append(f"## cairn {name}\n\n```\n{_help(command, context, name)}\n```\n")
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=name, parent=context)
            for sub, found in command.commands.items():
                parts.append(f"### cairn {name} {sub}\n\n```\n{_help(found, inner, sub)}\n```\n")
    return "\n".join(parts)


def _help(command: click.Command, parent: click.Context, name: str) -> str:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH
    )
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


# -- definitions ------------------------------------------------------------------------------------


def measures(shelf: Shelf) -> str:
    book = shelf.book
    parts = ["# Sources and measures\n", "What a claim may name: `claim:SOURCE/MEASURE=LEVEL?where=…`.\n"]
    for source in book.sources:
        parts.append(f"## {source.name}\n\n{source.label}.\n")
        groups = [c for c in book.characteristics if source.name in c.sources]
        for group in groups:
            shown = group.value_names if len(group.value_names) <= 12 else (*group.value_names[:3], "…")
            parts.append(f"- `{group.name}`: {', '.join(shown)}")
        named = [p for p in book.populations if source.name in p.sources]
        parts += [f"- `where={p.name}`: {p.label}" for p in named]
        rows = [
            (f"`{m.name}`", m.label, m.base or "all", _levels(m.scale.level_names))
            for m in book.measures
            if source.name in m.sources
        ]
        parts.append("\n" + table(("measure", "label", "base", "levels"), rows))
    return "\n".join(parts)


def _levels(names: tuple[str, ...]) -> str:
    return ", ".join(names) if names else "counts units"


def frameworks(shelf: Shelf) -> str:
    parts = ["# Framework editions\n"]
    for edition in shelf.editions.values():
        parts.append(f"## {edition.title}, {edition.edition}\n\n{edition.source}\n")
        parts += [f"- {note}" for note in edition.notes]
        rows = [(i.code, i.title, i.certainty.value.replace("_", " ")) for i in edition.indicators]
        parts.append("\n" + table(("indicator", "title", "how sure the title is"), rows))
        points = [(str(p.value), p.label, p.meaning) for p in reversed(edition.scale.points)]
        parts.append(table(("value", "label", "meaning (our words)"), points))
        asked = [(str(q.number), q.text or q.title, ", ".join(q.indicators)) for q in edition.questions]
        parts.append("The indicators of a question are our own reading.\n")
        parts.append(table(("question", "text", "indicators"), asked))
        graded = [(e.code, e.title, ", ".join(e.indicators)) for e in edition.evaluations]
        parts.append(table(("evaluation", "title", "indicators"), graded))
    return "\n".join(parts)


def instruments(shelf: Shelf) -> str:
    parts = ["# Instruments\n", "The wording of the questions is Cairn's own.\n"]
    for instrument in shelf.instruments.values():
        called = f"`{instrument.name}`, edition {instrument.edition}, table `{instrument.table}`"
        parts.append(f"## {instrument.title}\n\n{called}\n")
        rows = [
            (
                f"`{i.name}`",
                i.text,
                i.scale or "text",
                "; ".join(f"{c.item} is {' or '.join(c.answers)}" for c in i.applies_when) or "always",
            )
            for i in instrument.items
        ]
        parts.append(table(("item", "question", "answers", "applies when"), rows))
    return "\n".join(parts)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines) + "\n"


# -- worked examples --------------------------------------------------------------------------------


def worked_examples(path: Path) -> str:
    """A page from a spec module: its docstring, its tables under the comments above them, and its
    sentences, which are the names of its tests."""
    source = path.read_text()
    tree = ast.parse(source)
    module = importlib.import_module(f"tests.spec.{path.stem}")
    docstring = ast.get_docstring(tree) or path.stem
    title, _, text = docstring.partition("\n")
    heads = dict(_heads(tree))
    parts = [f"# {title.rstrip('.')}\n", text.strip() + "\n"]
    lines = source.splitlines()
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            value = getattr(module, name, None)
            if name in heads and isinstance(value, list):
                parts.append(f"{_comment_above(lines, node.lineno)}\n")
                rows = [tuple(_cell(c) for c in (row if isinstance(row, tuple) else (row,))) for row in value]
                parts.append(table(heads[name], rows))
    sentences = [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    parts.append("What is tested:\n")
    parts += [f"- {s.removeprefix('test_').replace('_', ' ')}" for s in sentences]
    return "\n".join(parts)


def _heads(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Table names and their column heads, from `@pytest.mark.parametrize((heads), TABLE)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.parametrize":
            heads, used = node.args[0], node.args[1]
            if isinstance(used, ast.Name):
                found = ast.literal_eval(heads)
                names = tuple(found) if isinstance(found, tuple | list) else tuple(found.split(","))
                yield used.id, tuple(n.strip().replace("_", " ") for n in names)


def _comment_above(lines: list[str], number: int) -> str:
    found: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.startswith("#"):
            break
        found.append(line.lstrip("# ").strip())
    return " ".join(reversed(found))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "holds" if value else "does not hold"
    if isinstance(value, set | frozenset):
        return ", ".join(str(v) for v in sorted(value)) or "none"
    return str(value).replace("\n", " ")


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
