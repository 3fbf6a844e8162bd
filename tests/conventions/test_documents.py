"""Documents that would go stale unnoticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cairn.cli.main import COMMANDS
from cairn.config.commandline import OPERATIONS

ROOT = Path(__file__).parents[2]
LINK = r"\]\((?!https?:|claim:|chart:|mailto:|#)([^)#\s]+)"
PROSE = [
    p for p in ROOT.rglob("*.md") if not set(p.relative_to(ROOT).parts) & {"build", ".venv", "node_modules"}
]
TEXTS = [
    p
    for folder in ("cairn", "definitions", "tests", "docs", "benchmarks", "requirements", ".ci")
    for p in (ROOT / folder).rglob("*")
    if p.is_file() and p.suffix in {".py", ".md", ".yaml", ".csv", ".typ", ".html", ".css", ".j2", ".txt", ""}
] + [p for p in ROOT.glob("*.*") if p.is_file()]


def test_decisions_are_numbered_without_gaps_or_twins() -> None:
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_readme_fits_on_a_page_and_opens_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= 100
    first_screen = "\n".join(lines[:30])
    assert "make run" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize("name", [*COMMANDS, *OPERATIONS])
def test_every_command_is_in_the_manual(name: str) -> None:
    assert f"## cairn {name}" in (ROOT / "docs/reference/command-line.md").read_text()


def test_links_between_documents_lead_somewhere() -> None:
    targets = {path: re.findall(LINK, path.read_text()) for path in PROSE}
    lost = {
        p.relative_to(ROOT): t for p, all_ in targets.items() for t in all_ if not (p.parent / t).exists()
    }
    assert lost == {}


def test_the_product_speaks_of_itself_alone() -> None:
    # Put together here so that this file does not find itself.
    foreign = [
        "../" + "shared",
        "/wo" + "rk/",
        "sub" + "agent",
        "this se" + "ssion",
        "file:///o" + "pt",
        "TO" + "DO:",
    ]
    texts = {path.relative_to(ROOT): path.read_text(errors="replace") for path in TEXTS}
    found = {path: [word for word in foreign if word in text] for path, text in texts.items()}
    assert {path: words for path, words in found.items() if words} == {}
