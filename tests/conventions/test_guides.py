"""What a guide tells to type can be typed: its commands and options exist, and its pieces fit together."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from cairn.config.commandline import program

ROOT = Path(__file__).parents[2]
PRODUCTION = (ROOT / "docs/how-to/run-in-production.md").read_text()
GUIDES = sorted((ROOT / "docs/how-to").glob("*.md"))
FENCED = re.compile(r"^( *)```\w*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> list[str]:
    """What stands between fences, without the indent of a list."""
    return [re.sub(rf"(?m)^{indent}", "", inside) for indent, inside in FENCED.findall(text)]


def commands(text: str) -> list[list[str]]:
    """The words of every `cairn …` in these lines, up to a pipe."""
    lines = "\n".join(blocks(text)).replace("\\\n", " ").splitlines()
    found = [shlex.split(line, comments=True) for line in lines if line.startswith("cairn ")]
    return [words[: words.index("|")] if "|" in words else words for words in found]


TOLD = [
    pytest.param(words, id=f"{guide.stem} {' '.join(words)}")
    for guide in GUIDES
    for words in commands(guide.read_text())
]


def refusal_of(words: list[str]) -> str:
    """What is wrong with how the command is called; whether files that it names exist is not asked."""
    try:
        context = click.Context(program, info_name="cairn")
        name, command, rest = program.resolve_command(context, words[1:])
        assert command is not None
        inside = click.Context(command, parent=context, info_name=name)
        given, left, _ = command.make_parser(inside).parse_args(rest)
    except click.UsageError as refused:
        return refused.format_message()
    needed = [str(one.name) for one in command.params if one.required]
    lacking = [name for name in needed if not (isinstance(given.get(name), str | tuple) and given[name])]
    return f"too much: {left}" if left else f"lacking: {lacking}" if lacking else ""


@pytest.mark.parametrize("words", TOLD)
def test_every_command_of_a_guide_can_be_typed(words: list[str]) -> None:
    assert refusal_of(words) == ""


def test_a_command_that_cannot_be_typed_would_be_found() -> None:
    assert "No such command" in refusal_of(["cairn", "let-out", "kim.reid@example.org"])
    assert "No such option" in refusal_of(["cairn", "let-in", "kim.reid@example.org", "--force"])
    assert refusal_of(["cairn", "let-in"]) == "lacking: ['email']"
    assert refusal_of(["cairn", "upgrade", "now"]) == "too much: ['now']"
    assert len(TOLD) > 20


def test_every_command_is_run_as_the_account_that_owns_the_folder_and_serves() -> None:
    """A folder made by root, or a link made without the variables of the service, lets nobody in."""
    made, variables, door, _, unit = blocks(PRODUCTION)[:5]
    account = made.splitlines()[0].split()[-1]
    assert f"install -d -o {account} -g {account} -m 711 /var/lib/cairn\n" in made
    assert f"install -d -o {account} -g {account} -m 700 /backups\n" in made
    assert "CAIRN_HOME='/var/lib/cairn'\n" in variables
    assert "set -a; . /etc/cairn.env; set +a\n" in door
    assert door.splitlines()[-1] == f'exec runuser -u {account} -- /opt/cairn/bin/cairn "$@"'
    for line in (
        f"User={account}",
        "EnvironmentFile=/etc/cairn.env",
        "ExecStart=/opt/cairn/bin/cairn serve --workers 2 --threads 4",
        "ReadWritePaths=/var/lib/cairn",
    ):
        assert line in unit.splitlines()
    everywhere = f"--uid={account} --property=EnvironmentFile=/etc/cairn.env /opt/cairn/bin/cairn"
    assert everywhere in PRODUCTION


def test_what_a_restore_is_told_to_make_belongs_to_that_account() -> None:
    guide = (ROOT / "docs/how-to/back-up-and-restore.md").read_text()
    (lines,) = [one for one in blocks(guide) if "cairn restore" in one]
    made, restored, key = lines.splitlines()[:3]
    assert made == "install -d -o cairn -g cairn -m 711 /var/lib/cairn-new"
    assert restored.endswith("--home /var/lib/cairn-new")
    assert key.startswith("install -o cairn -g cairn -m 600 ")


def test_variables_of_the_guide_are_read_alike_by_systemd_and_a_shell() -> None:
    told = [line for one in blocks(PRODUCTION) for line in one.splitlines() if line.startswith("CAIRN_")]
    assert len(told) >= 10
    for line in told:
        name, _, value = line.partition("=")
        assert re.fullmatch(r"'[^'\\]*'", value), line
        assert shlex.split(line) == [f"{name}={value[1:-1]}"]
